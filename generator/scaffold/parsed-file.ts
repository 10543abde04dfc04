import { Project, ts } from "ts-morph";

/** A user's file as the compiler reads it. */
export interface ParsedFile {
  readonly source: ts.SourceFile;
  /** The first syntax error, as `LINE:COLUMN: MESSAGE`. */
  readonly syntaxError: string | undefined;
}

/** Parses without looking at any other file. */
export function parseUserFile(text: string): ParsedFile {
  const project = new Project({ useInMemoryFileSystem: true, compilerOptions: { noLib: true } });
  const file = project.createSourceFile("user.ts", text);
  const source = file.compilerNode;
  const [error] = project.getProgram().compilerObject.getSyntacticDiagnostics(source);
  if (error === undefined) return { source, syntaxError: undefined };
  const { line, character } = source.getLineAndCharacterOfPosition(error.start);
  const message = ts.flattenDiagnosticMessageText(error.messageText, " ");
  return { source, syntaxError: `${line + 1}:${character + 1}: ${message}` };
}

/** One name that a file imports; `*` stands for the whole module. */
export interface ImportedBinding {
  readonly module: string;
  readonly name: string;
  readonly local: string;
  readonly isTypeOnly: boolean;
}

/** All names that a file imports. */
export function importedNames(source: ts.SourceFile): ImportedBinding[] {
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const module = statement.moduleSpecifier.text;
    const bindings = statement.importClause?.namedBindings;
    const isTypeOnly = statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    if (bindings === undefined) return [];
    if (ts.isNamespaceImport(bindings)) return [{ module, name: "*", local: bindings.name.text, isTypeOnly }];
    return bindings.elements.map((element) => ({
      module,
      name: (element.propertyName ?? element.name).text,
      local: element.name.text,
      isTypeOnly: isTypeOnly || element.isTypeOnly,
    }));
  });
}
