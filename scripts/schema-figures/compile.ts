import ts from "typescript";

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.es2023.d.ts"],
  types: [],
};

/** The compiler's errors in modules, by the names that they have. */
export function diagnosticsOf(modules: ReadonlyMap<string, string>): string[] {
  const texts = new Map([...modules].map(([name, text], index) => [`/types-${index}.ts`, { name, text }]));
  const host = ts.createCompilerHost(OPTIONS);
  const readSource = host.getSourceFile.bind(host);
  host.getSourceFile = (path, version) => {
    const text = texts.get(path)?.text;
    return text === undefined ? readSource(path, version) : ts.createSourceFile(path, text, version, true);
  };
  const program = ts.createProgram([...texts.keys()], OPTIONS, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, code, messageText }) => {
    const { line = 0 } = file?.getLineAndCharacterOfPosition(start) ?? {};
    const text = ts.flattenDiagnosticMessageText(messageText, " ");
    return `${texts.get(file?.fileName ?? "")?.name ?? ""}:${line + 1}: TS${code} ${text}`;
  });
}
