import { ts } from "ts-morph";
import type { MethodModel } from "../../src/definition/model.js";
import { RUNTIME } from "../emit/context.js";
import type { MethodTypes } from "../emit/service-types.js";
import { referencesOf } from "../emit/type-expression.js";
import type { Insertion } from "./insertions.js";
import { importedNames } from "./parsed-file.js";
import { indentationAt, lineStart, nodesOf, type UserStyle } from "./user-style.js";

/** A name that added code uses. */
export interface NeededName {
  readonly name: string;
  readonly isType: boolean;
  /** Where to import it from when the file does not yet. */
  readonly module: string;
}

/** The names that stubs of the methods use. `module` is where the file has the generated class from. */
export function neededNames(
  methods: readonly (readonly [MethodModel, MethodTypes])[],
  module: string,
): NeededName[] {
  const references = referencesOf(methods.flatMap(([, { params, result }]) => [...params, result]));
  const generated = module.replace(/(^|\/)endpoint(\.[jt]s)?$/, "$1index$2");
  return [
    { name: "NotImplemented", isType: false, module: RUNTIME },
    { name: "RequestContext", isType: true, module: RUNTIME },
    ...references.map((name) => ({ name, isType: true, module: generated })),
  ];
}

/** The local names of imports that a file has already. */
export function importedLocals(
  source: ts.SourceFile,
  needed: readonly NeededName[],
): ReadonlyMap<string, string> {
  return new Map(
    needed.flatMap((one) => {
      const local = knownAs(source, one);
      return local === undefined ? [] : [[one.name, local]];
    }),
  );
}

interface MissingName extends NeededName {
  /** The name that it will have in the file. */
  readonly local: string;
}

/** The imports that a file needs for the names of added code. */
export interface ImportPlan {
  /** The name in the file of each that is imported. */
  readonly locals: ReadonlyMap<string, string>;
  readonly insertions: readonly Insertion[];
  /** The imports, as text for people. */
  readonly lines: readonly string[];
}

/** Finds the names that are imported already, by whatever name, and plans the import of the others. */
export function planImports(
  source: ts.SourceFile,
  needed: readonly NeededName[],
  style: UserStyle,
): ImportPlan {
  const locals = new Map<string, string>();
  const missing: MissingName[] = [];
  const taken = declaredNames(source);
  for (const one of needed) {
    const known = knownAs(source, one);
    const local = known ?? freeName(one.name, taken);
    locals.set(one.name, local);
    taken.add(local);
    if (known === undefined) missing.push({ ...one, local });
  }
  const insertions: Insertion[] = [];
  const lines: string[] = [];
  for (const module of new Set(missing.map((one) => one.module))) {
    const names = missing
      .filter((one) => one.module === module)
      .sort((left, right) => compareNames(left.name, right.name));
    lines.push(declarationText(module, names, style));
    const left = names.filter((one) => {
      const insertion = intoExisting(source, one, style);
      if (insertion !== undefined) insertions.push(insertion);
      return insertion === undefined;
    });
    if (left.length > 0) insertions.push(asDeclaration(source, declarationText(module, left, style), style));
  }
  return { locals, insertions, lines };
}

function knownAs(source: ts.SourceFile, { name, isType, module }: NeededName): string | undefined {
  const folder = (path: string) => path.slice(0, path.lastIndexOf("/") + 1);
  const isSame = (other: string) =>
    other === module || (module.startsWith(".") && folder(other) === folder(module));
  for (const binding of importedNames(source)) {
    if (binding.isTypeOnly && !isType) continue;
    if (binding.name === name && isSame(binding.module)) return binding.local;
    if (binding.name === "*" && binding.module === module) return `${binding.local}.${name}`;
  }
  return undefined;
}

/** Names that mean something in the file already, in whatever scope. */
function declaredNames(source: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  for (const node of nodesOf(source)) {
    const isMember = ts.isClassElement(node) || ts.isTypeElement(node) || ts.isObjectLiteralElement(node);
    if (isMember || !("name" in node)) continue;
    const { name } = node as { name?: ts.Node };
    if (name !== undefined && ts.isIdentifier(name) && !ts.isPropertyAccessExpression(node))
      names.add(name.text);
  }
  return names;
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  while (taken.has(name)) name += "_";
  return name;
}

/** Puts a name into the list of an import that is there. */
function intoExisting(source: ts.SourceFile, one: MissingName, style: UserStyle): Insertion | undefined {
  const lists = source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const bindings = statement.importClause?.namedBindings;
    if (statement.moduleSpecifier.text !== one.module || bindings === undefined) return [];
    if (!ts.isNamedImports(bindings) || bindings.elements.length === 0) return [];
    const isTypeOnly = statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return isTypeOnly && !one.isType ? [] : [{ elements: bindings.elements, isTypeOnly }];
  });
  // Whoever keeps types apart has a list of types only.
  const list = lists.find(({ isTypeOnly }) => isTypeOnly && one.isType) ?? lists[0];
  const last = list?.elements.at(-1);
  if (list === undefined || last === undefined) return undefined;
  const text = specifierText(one, list.isTypeOnly);
  const isOnOwnLine =
    source.text.slice(lineStart(source.text, last.getStart(source)), last.getStart(source)).trim() === "";
  const gap = isOnOwnLine ? style.newline + indentationAt(source.text, last.getStart(source)) : " ";
  const next = isSorted(list.elements)
    ? list.elements.find((element) => compareNames(one.name, importedName(element)) < 0)
    : undefined;
  return next === undefined
    ? { position: last.end, text: `,${gap}${text}` }
    : { position: next.getStart(source), text: `${text},${gap}` };
}

function isSorted(elements: readonly ts.ImportSpecifier[]): boolean {
  const names = elements.map(importedName);
  return names.every((name, index) => index === 0 || compareNames(names[index - 1] ?? "", name) <= 0);
}

function importedName(element: ts.ImportSpecifier): string {
  return (element.propertyName ?? element.name).text;
}

/** Puts a new import on the line after the last one. */
function asDeclaration(source: ts.SourceFile, declaration: string, { newline }: UserStyle): Insertion {
  const last = source.statements.findLast((statement) => ts.isImportDeclaration(statement));
  const from = last?.end ?? 0;
  const end = /\r\n|\r|\n/.exec(source.text.slice(from));
  const following = source.statements.find((statement) => statement.pos >= from);
  if (last === undefined) return { position: 0, text: declaration + newline };
  const position = from + (end?.index ?? 0) + (end?.[0].length ?? 0);
  if (end === null || (following !== undefined && following.getStart(source) < position)) {
    return { position: from, text: newline + declaration };
  }
  return { position, text: declaration + newline };
}

function declarationText(
  module: string,
  names: readonly MissingName[],
  { quote, hasSemicolons }: UserStyle,
): string {
  const isTypeOnly = names.every(({ isType }) => isType);
  const list = names.map((one) => specifierText(one, isTypeOnly)).join(", ");
  const from = `${quote}${module}${quote}${hasSemicolons ? ";" : ""}`;
  return `import ${isTypeOnly ? "type " : ""}{ ${list} } from ${from}`;
}

function specifierText({ name, isType, local }: MissingName, isTypeOnly: boolean): string {
  return `${isType && !isTypeOnly ? "type " : ""}${name}${local === name ? "" : ` as ${local}`}`;
}

function compareNames(left: string, right: string): number {
  const [a, b] = [left.toLowerCase(), right.toLowerCase()];
  return a === b ? 0 : a < b ? -1 : 1;
}
