import { fileURLToPath } from "node:url";
import ts from "typescript";
import { entryPoints } from "./entry-points.mjs";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** A name that programs can import. */
export interface ApiName {
  readonly name: string;
  /** Its declarations without comments; those of members that are no part of the API are not in it. */
  readonly text: string;
}

/** The names of an entry point, in the order of the alphabet. */
export interface ApiEntry {
  readonly specifier: string;
  readonly names: readonly ApiName[];
}

/** A type that is named by what is public and is not public itself. */
export interface HiddenType {
  readonly name: string;
  /** The public names whose declarations have it. */
  readonly by: string;
}

/** All that programs can import, as the package's declarations have it. */
export interface PublicApi {
  readonly entries: readonly ApiEntry[];
  readonly hidden: readonly HiddenType[];
}

/** Reads the public API from the sources: the declarations are those of the build, and no build is needed. */
export function publicApi(): PublicApi {
  const program = declarationsProgram();
  const checker = program.getTypeChecker();
  const exports = entryPoints().map(({ name, types }) => {
    const file = program.getSourceFile(`${ROOT}${types}`);
    const module = file && checker.getSymbolAtLocation(file);
    if (module === undefined) throw new Error(`${name} exports nothing`);
    return { specifier: name, symbols: sorted(checker.getExportsOfModule(module)) };
  });
  const resolve = (symbol: ts.Symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const known = new Set(exports.flatMap(({ symbols }) => symbols.map(resolve)));
  const hidden = exports.flatMap(({ symbols }) =>
    symbols.flatMap((symbol) => {
      const types = (resolve(symbol).declarations ?? []).flatMap((node) =>
        namedTypes(node, checker, resolve),
      );
      const unknown = new Set(types.filter((type) => !known.has(type)));
      return [...unknown].map(({ name }) => ({ name, by: symbol.name }));
    }),
  );
  const entries = exports.map(({ specifier, symbols }) => ({
    specifier,
    names: symbols.map((symbol) => ({ name: symbol.name, text: declarationText(symbol, resolve(symbol)) })),
  }));
  return { entries, hidden };
}

/** The package's declarations, made in memory, as a program of their own. */
function declarationsProgram(): ts.Program {
  const config = ts.getParsedCommandLineOfConfigFile(`${ROOT}tsconfig.build.json`, undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, "\n"));
    },
  });
  // Mistakes in the code are another check's, and take most of a compiler's time.
  const options: ts.CompilerOptions = { ...config?.options, removeComments: true, noCheck: true };
  const sources = entryPoints().map(({ source }) => `${ROOT}${source}`);
  const written = new Map<string, string>();
  ts.createProgram(sources, options).emit(
    undefined,
    (path, text) => written.set(path, text),
    undefined,
    true,
  );

  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  // What an earlier build left there is not looked at.
  const isBuilt = (path: string) => path.startsWith(`${ROOT}dist/`);
  host.readFile = (path) => (isBuilt(path) ? written.get(path) : readFile(path));
  host.fileExists = (path) => (isBuilt(path) ? written.has(path) : fileExists(path));
  host.directoryExists = () => true;
  host.getSourceFile = (path, languageVersion) => {
    const text = host.readFile(path);
    return text === undefined ? undefined : ts.createSourceFile(path, text, languageVersion, true);
  };
  return ts.createProgram(
    entryPoints().map(({ types }) => `${ROOT}${types}`),
    { ...options, noEmit: true },
    host,
  );
}

function sorted(symbols: readonly ts.Symbol[]): readonly ts.Symbol[] {
  return [...symbols].sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** The package's own types, functions and constants that a declaration names. */
function namedTypes(
  declaration: ts.Node,
  checker: ts.TypeChecker,
  resolve: (symbol: ts.Symbol) => ts.Symbol,
): readonly ts.Symbol[] {
  const found: ts.Symbol[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const symbol = checker.getSymbolAtLocation(node);
      if (symbol !== undefined) found.push(resolve(symbol));
    }
    ts.forEachChild(node, visit);
  };
  visit(declaration);
  return found.filter((symbol) => symbol.declarations?.some(isOwnAndOutermost) ?? false);
}

function isOwnAndOutermost(declaration: ts.Declaration): boolean {
  const { fileName } = declaration.getSourceFile();
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return fileName.startsWith(`${ROOT}dist/`) && ts.isSourceFile(statement.parent);
}

function declarationText(symbol: ts.Symbol, { declarations = [] }: ts.Symbol): string {
  const texts = declarations.map((declaration) => {
    const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
    return statement.getText().replace(/^export (?:declare )?/, "");
  });
  const [specifier] = symbol.declarations ?? [];
  const isType = specifier !== undefined && ts.isTypeOnlyImportOrExportDeclaration(specifier);
  const isClass = declarations.some(ts.isClassDeclaration);
  return [...(isType && isClass ? ["// As a type alone:"] : []), ...texts].join("\n");
}
