import assert from "node:assert/strict";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { Node, Project } from "ts-morph";

const INDEXES = ["src/index.ts", "src/router/index.ts"];
const root = fileURLToPath(new URL("../../", import.meta.url));

function isDocumented(declaration: Node): boolean {
  const documented = Node.isVariableDeclaration(declaration)
    ? declaration.getVariableStatement()
    : declaration;
  return Node.isJSDocable(documented) && documented.getJsDocs().some((doc) => doc.getInnerText() !== "");
}

/** Methods that are no others' by a contract which describes them. */
function ownMethods(declaration: Node): readonly Node[] {
  if (!Node.isClassDeclaration(declaration) || declaration.getImplements().length > 0) return [];
  return declaration
    .getMethods()
    .filter(
      (method) =>
        !method.getName().startsWith("#") &&
        !method.hasModifier("private") &&
        !method.hasModifier("override"),
    );
}

it("every public name, and every method of a public class, says what it is", () => {
  const project = new Project({
    tsConfigFilePath: `${root}tsconfig.json`,
    skipAddingFilesFromTsConfig: true,
  });
  const indexes = INDEXES.map((path) => project.addSourceFileAtPath(`${root}${path}`));
  project.resolveSourceFileDependencies();
  const names: string[] = [];
  const silent: string[] = [];
  for (const index of indexes) {
    for (const [name, declarations] of index.getExportedDeclarations()) {
      names.push(name);
      if (!declarations.some(isDocumented)) silent.push(name);
      for (const method of declarations.flatMap(ownMethods)) {
        if (!isDocumented(method)) silent.push(`${name}: ${method.getText().slice(0, 40)}`);
      }
    }
  }
  assert.ok(names.length > 90, `${names.length} names`);
  assert.deepEqual(silent, []);
});
