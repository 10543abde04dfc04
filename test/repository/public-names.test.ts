import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { type ClassDeclaration, type InterfaceDeclaration, Node, Project, ts } from "ts-morph";
import { entryPoints } from "../../scripts/entry-points.mjs";
import { examplesOf, programOf } from "./support/doc-examples.js";

/** Code of the definition that examples are about; of two with one name the later one counts. */
const EXAMPLE_CODE = [
  "test/fixtures/generated/contract/index.ts",
  "examples/sandbox/generated/my-service/index.ts",
  "examples/sandbox/endpoints/my-service.ts",
];
const root = fileURLToPath(new URL("../../", import.meta.url));

/** Lengths of time, and of bytes, by the last word of their names. */
const DURATION = /(?:timeout|interval|delay|pause|grace|remaining|ttl)$/i;
const AMOUNT = /(?:bytes|size|length)$/i;

/** What stands above a declaration; "" when nothing does. */
function documentation(declaration: Node): string {
  const documented = Node.isVariableDeclaration(declaration)
    ? declaration.getVariableStatement()
    : declaration;
  if (!Node.isJSDocable(documented)) return "";
  return documented
    .getJsDocs()
    .map((doc) => doc.getInnerText())
    .join("\n");
}

/** Members that say what they are themselves: not those of a contract that describes them. */
function ownMembers(declaration: ClassDeclaration | InterfaceDeclaration): readonly Node[] {
  if (Node.isInterfaceDeclaration(declaration)) return declaration.getMembers();
  const base = declaration.getBaseClass();
  const inherited = base === undefined ? [] : ownMembers(base);
  const hasContract = declaration.getImplements().length > 0;
  const own = declaration
    .getMembers()
    .filter(
      (member) =>
        !(Node.hasName(member) && member.getName().startsWith("#")) &&
        !(Node.isModifierable(member) && (member.hasModifier("private") || member.hasModifier("override"))) &&
        !(hasContract && Node.isMethodDeclaration(member)),
    );
  return [...own, ...inherited];
}

interface PublicMember {
  /** With the class or interface it is of. */
  readonly title: string;
  readonly name: string;
  readonly text: string;
  readonly isNumber: boolean;
}

/** What the members of public classes and interfaces say of themselves. */
function membersOf(name: string, declaration: Node): readonly PublicMember[] {
  if (!Node.isClassDeclaration(declaration) && !Node.isInterfaceDeclaration(declaration)) return [];
  return ownMembers(declaration).map((member) => ({
    title: `${name}: ${member.getText().split("\n", 1)[0]}`,
    name: Node.hasName(member) ? member.getName() : "",
    text: documentation(member),
    isNumber: member.getType().getNonNullableType().isNumber(),
  }));
}

describe("the public names", () => {
  const project = new Project({
    tsConfigFilePath: `${root}tsconfig.json`,
    skipAddingFilesFromTsConfig: true,
    // Examples use less than they declare, and what is imported for them need not be told from types.
    compilerOptions: { noUnusedLocals: false, verbatimModuleSyntax: false },
  });
  const indexes = entryPoints().map(({ source }) => project.addSourceFileAtPath(`${root}${source}`));
  project.resolveSourceFileDependencies();
  const declared = indexes.flatMap((index) => [...index.getExportedDeclarations()]);
  const members = declared.flatMap(([name, declarations]) =>
    declarations.flatMap((declaration) => membersOf(name, declaration)),
  );

  it("are at most eighty that a program finds first", () => {
    const [first] = indexes;
    const { size = 0 } = first?.getExportedDeclarations() ?? {};
    assert.ok(size > 60 && size <= 80, `${size} names`);
  });

  it("say what they are", () => {
    assert.ok(declared.length > 90, `${declared.length} names`);
    const silent = declared.filter(([, declarations]) =>
      declarations.every((one) => documentation(one) === ""),
    );
    assert.deepEqual(
      silent.map(([name]) => name),
      [],
    );
  });

  it("have an example in the doc comment of each class, which compiles", () => {
    const modules = new Map(
      [...entryPoints().entries()].flatMap(([index, { name: from }]) =>
        [...(indexes[index]?.getExportedDeclarations().keys() ?? [])].map((name) => [name, from] as const),
      ),
    );
    for (const path of EXAMPLE_CODE) {
      const file = project.addSourceFileAtPath(`${root}${path}`);
      for (const name of file.getExportedDeclarations().keys())
        modules.set(name, `./${path.replace(/ts$/, "js")}`);
    }
    // Two entry points may export the same class.
    const declarations = new Set(declared.flatMap(([, all]) => all.filter(Node.isClassDeclaration)));
    const classes = [...declarations].map((declaration) => ({
      name: declaration.getNameOrThrow(),
      examples: examplesOf(declaration),
    }));
    assert.ok(classes.length > 40, `${classes.length} classes`);
    const without = classes.filter(({ examples }) => examples.length === 0).map(({ name }) => name);
    const programs = classes.flatMap(({ name, examples }) =>
      examples.map((example, index) =>
        project.createSourceFile(`${root}${name}.${index}.ts`, programOf(example, modules)),
      ),
    );
    const problems = programs.flatMap((program) =>
      program
        .getPreEmitDiagnostics()
        .map(
          (problem) =>
            `${program.getBaseName()}: ${ts.flattenDiagnosticMessageText(problem.compilerObject.messageText, " ")}`,
        ),
    );
    assert.deepEqual({ without, problems }, { without: [], problems: [] });
  });

  it("have members that say what they are", () => {
    assert.ok(members.length > 250, `${members.length} members`);
    assert.deepEqual(
      members.filter(({ text }) => text === "").map(({ title }) => title),
      [],
    );
  });

  it("name the unit of a time and of an amount of bytes", () => {
    const numbers = members.filter(({ isNumber }) => isNumber);
    const times = numbers.filter(({ name }) => DURATION.test(name));
    const amounts = numbers.filter(({ name }) => AMOUNT.test(name));
    assert.ok(times.length > 8 && amounts.length > 3, `${times.length} times, ${amounts.length} amounts`);
    const without = [
      ...times.filter(({ text }) => !/\b(?:seconds|ms)\b/i.test(text)),
      ...amounts.filter(({ text }) => !/\bbytes\b|\b(?:how many|up)\b/i.test(text)),
    ];
    assert.deepEqual(
      without.map(({ title, text }) => `${title} /** ${text} */`),
      [],
    );
  });
});
