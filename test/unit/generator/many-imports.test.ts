import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ts } from "ts-morph";
import type { NeededName } from "../../../generator/scaffold/imported-bindings.js";
import { importedLocals, planImports } from "../../../generator/scaffold/needed-imports.js";
import { parseUserFile } from "../../../generator/scaffold/parsed-file.js";
import { styleOf } from "../../../generator/scaffold/user-style.js";

const MODULE = "../../generated/large/index.js";

const typeNames = (prefix: string, count: number): NeededName[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `${prefix}${String(index).padStart(4, "0")}`,
    isType: true,
    module: MODULE,
  }));

/** How often the statements of a file with so many imports are gone through, and a few of its imported names read. */
function readsOf(imports: number, use: (source: ts.SourceFile) => void): { file: number; names: number } {
  const list = typeNames("Thing", imports).map(({ name }) => `  ${name},\n`);
  const { source } = parseUserFile(`import type {\n${list.join("")}} from "${MODULE}";\n`);
  const reads = { file: 0, names: 0 };
  const [statement] = source.statements;
  const { statements } = source;
  const count = (of: object, member: string, value: unknown, what: "file" | "names") =>
    Object.defineProperty(of, member, {
      configurable: true,
      get: () => {
        reads[what] += 1;
        return value;
      },
    });
  assert.ok(statement !== undefined && "importClause" in statement);
  const bindings = (statement as ts.ImportDeclaration).importClause?.namedBindings as ts.NamedImports;
  for (const element of bindings.elements) count(element, "name", element.name, "names");
  count(source, "statements", statements, "file");
  use(source);
  return reads;
}

describe("scaffold on a file with many imports", () => {
  const uses: readonly [string, (source: ts.SourceFile, count: number) => void][] = [
    ["looks up", (source, count) => void importedLocals(source, typeNames("Thing", count))],
    ["adds", (source, count) => void planImports(source, typeNames("Other", count), styleOf(source))],
  ];
  for (const [word, use] of uses) {
    it(`reads it as often whether it ${word} few names or many`, () => {
      const few = readsOf(100, (source) => use(source, 5));
      const many = readsOf(100, (source) => use(source, 50));
      assert.equal(many.file, few.file);
      // Finding the place of an added name among sorted ones takes a few comparisons each.
      assert.ok(many.names - few.names <= 45 * 20, `${many.names} reads of names, and ${few.names}`);
    });
  }

  it("finds the place of each added name among those that are there", () => {
    const { source } = parseUserFile(`import type { A, C, E } from "${MODULE}";\n`);
    const needed = ["D", "B", "F", "a0"].map((name) => ({ name, isType: true, module: MODULE }));
    const { insertions } = planImports(source, needed, styleOf(source));
    const places = insertions.map(({ position, text }) => [source.text.slice(position, position + 1), text]);
    assert.deepEqual(places, [
      ["C", "a0, "],
      ["C", "B, "],
      ["E", "D, "],
      [" ", ", F"],
    ]);
  });
});
