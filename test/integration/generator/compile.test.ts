import assert from "node:assert/strict";
import { join, relative } from "node:path";
import { describe, it } from "node:test";
import ts from "typescript";
import { entryPoints } from "../../../scripts/entry-points.mjs";
import { GENERATED, keptOutput, ROOT } from "../../unit/generator/fixtures.js";
import { exampleModules } from "./docs-examples.js";

/** The compiler options of the strictest of users, which generated code must satisfy. */
const STRICTEST: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.es2023.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ["node"],
  noEmit: true,
  declaration: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  noImplicitReturns: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  isolatedModules: true,
  isolatedDeclarations: true,
  skipLibCheck: false,
  paths: Object.fromEntries(entryPoints().map(({ name, source }) => [name, [join(ROOT, source)]])),
};

/** The methods of a new class do not use their parameters yet, nor an example its result: both are the user's own code. */
const UNUSED = 6133;
const USERS_OWN = /\/endpoints\/|\/docs-examples\.ts$/;

function diagnosticsOf(program: ts.Program, path: string): string[] {
  const file = program.getSourceFile(path);
  assert.ok(file, `${path} is not in the program`);
  return [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
    ...program.getDeclarationDiagnostics(file),
  ]
    .filter(({ code }) => code !== UNUSED || !USERS_OWN.test(path))
    .map(({ messageText, start = 0 }) => {
      const { line } = file.getLineAndCharacterOfPosition(start);
      return `${relative(ROOT, path)}:${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
}

describe("generated code", () => {
  const files = [...keptOutput().keys()].map((file) => join(GENERATED, file));
  const usage = join(ROOT, "test/integration/generator/usage.ts");
  const examples = exampleModules();
  const host = ts.createCompilerHost(STRICTEST);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => examples.has(path) || fileExists(path);
  host.readFile = (path) => examples.get(path) ?? readFile(path);
  const program = ts.createProgram([...files, usage, ...examples.keys()], STRICTEST, host);

  it("compiles under the strictest options", () => {
    assert.ok(files.length > 10);
    assert.deepEqual(
      files.flatMap((file) => diagnosticsOf(program, file)),
      [],
    );
  });

  it("compiles with the examples that pages of documentation show", () => {
    assert.ok(examples.size > 10);
    assert.deepEqual(
      [...examples.keys()]
        // An example that fits a condition is beyond what is tried for one.
        .filter((file) => !file.includes("/vocabulary/"))
        .flatMap((file) => diagnosticsOf(program, file)),
      [],
    );
  });

  it("makes the compiler find mistakes in a user's code", () => {
    assert.deepEqual(diagnosticsOf(program, usage), []);
  });

  it("shows plain types to whoever looks at a client's method", () => {
    const file = program.getSourceFile(join(GENERATED, "my-service/client.ts"));
    assert.ok(file);
    const checker = program.getTypeChecker();
    const client = checker.getExportsOfModule(checker.getSymbolAtLocation(file) ?? assert.fail())[0];
    const method = client?.members?.get("methodA" as ts.__String);
    assert.ok(method);
    assert.equal(
      checker.typeToString(checker.getTypeOfSymbolAtLocation(method, file)),
      "(arg1: string, arg2?: string | undefined) => Promise<MethodAResult>",
    );
  });

  it("needs no suppression comment and no any", () => {
    for (const [file, text] of keptOutput())
      assert.doesNotMatch(
        text.replace(/^(\/\/ biome-ignore-all .*\n)+/m, ""),
        /@ts-|biome-ignore|eslint-|[:<|&(] ?any\b(?!:)/,
        file,
      );
  });
});
