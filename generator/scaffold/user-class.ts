import { Project, ts } from "ts-morph";
import { nodesOf } from "./user-style.js";

/** A user's file as the compiler reads it. */
export interface ParsedFile {
  readonly source: ts.SourceFile;
  /** The first syntax error, as `LINE:COLUMN: MESSAGE`. */
  readonly syntaxError: string | undefined;
}

/** A class that implements an endpoint. */
export interface UserClass {
  readonly node: ts.ClassLikeDeclaration;
  /** The module that the generated class is imported from. */
  readonly module: string;
}

/** A class found, or what there is instead of just one. */
export type ClassSearch = UserClass | { readonly problem: string };

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

/** Finds the one class that extends the generated one. */
export function findUserClass(source: ts.SourceFile, endpoint: string): ClassSearch {
  const modules = new Map<string, string>();
  for (const { module, local, name } of importedNames(source)) {
    if (name === endpoint) modules.set(local, module);
    if (name === "*") modules.set(`${local}.${endpoint}`, module);
  }
  const found: UserClass[] = [];
  for (const node of nodesOf(source)) {
    if (!ts.isClassLike(node)) continue;
    const module = moduleOfBase(node, modules);
    if (module !== undefined) found.push({ node, module });
  }
  const [only, another] = found;
  if (only === undefined) return { problem: `no class in it extends ${endpoint}` };
  return another === undefined
    ? only
    : {
        problem: `${found.length} classes in it extend ${endpoint}, and which of them is meant it does not say`,
      };
}

/** The base may be wrapped in the calls of mixins. */
function moduleOfBase(
  node: ts.ClassLikeDeclaration,
  modules: ReadonlyMap<string, string>,
): string | undefined {
  const clause = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  const base = clause?.types[0]?.expression;
  if (base === undefined) return undefined;
  for (const part of nodesOf(base)) {
    if (!ts.isIdentifier(part) && !ts.isPropertyAccessExpression(part)) continue;
    const module = modules.get(part.getText().replaceAll(/\s/g, ""));
    if (module !== undefined) return module;
  }
  return undefined;
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

/** Members of an instance by their names; those without a name that can be read are left out. */
export function instanceMembers(node: ts.ClassLikeDeclaration): Map<string, ts.ClassElement> {
  const members = new Map<string, ts.ClassElement>();
  for (const member of node.members) {
    const name = member.name === undefined ? undefined : textOfName(member.name);
    if (name !== undefined && !hasModifier(member, ts.SyntaxKind.StaticKeyword)) members.set(name, member);
    if (!ts.isConstructorDeclaration(member)) continue;
    for (const parameter of member.parameters) {
      // A parameter with a modifier is a property of the class.
      if (ts.isParameterPropertyDeclaration(parameter, member) && ts.isIdentifier(parameter.name))
        members.set(parameter.name.text, member);
    }
  }
  return members;
}

/** True when the member carries the modifier, such as `override`. */
export function hasModifier(member: ts.ClassElement, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(member) && (ts.getModifiers(member) ?? []).some((one) => one.kind === kind);
}

function textOfName(name: ts.PropertyName): string | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  if (!ts.isComputedPropertyName(name)) return undefined;
  return ts.isStringLiteralLike(name.expression) ? name.expression.text : undefined;
}
