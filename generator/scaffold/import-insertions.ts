import { ts } from "ts-morph";
import type { NeededName } from "./imported-bindings.js";
import type { Insertion } from "./insertions.js";
import { indentationAt, lineStart, type UserStyle } from "./user-style.js";

/** A name that has to be imported. */
export interface MissingName extends NeededName {
  /** The name that it will have in the file. */
  readonly local: string;
}

/** A list of names in an import that is there. */
interface ImportList {
  readonly elements: readonly ts.ImportSpecifier[];
  readonly isTypeOnly: boolean;
  readonly isSorted: boolean;
  /** The text between one name and the next. */
  readonly gap: string;
}

/** The lists of names that a file imports from one module, and where further names belong in them. */
export class ImportLists {
  readonly #source: ts.SourceFile;
  readonly #lists: readonly ImportList[];

  constructor(source: ts.SourceFile, module: string, style: UserStyle) {
    this.#source = source;
    this.#lists = source.statements.flatMap((statement) => {
      if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
      const bindings = statement.importClause?.namedBindings;
      if (statement.moduleSpecifier.text !== module || bindings === undefined) return [];
      if (!ts.isNamedImports(bindings)) return [];
      const { elements } = bindings;
      const last = elements.at(-1)?.getStart(source);
      if (last === undefined) return [];
      const isOnOwnLine = source.text.slice(lineStart(source.text, last), last).trim() === "";
      return {
        elements,
        isTypeOnly: statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword,
        isSorted: isSorted(elements),
        gap: isOnOwnLine ? style.newline + indentationAt(source.text, last) : " ",
      };
    });
  }

  /** Puts a name into a list; undefined when none takes it. */
  insertionOf(one: MissingName): Insertion | undefined {
    // Whoever keeps types apart has a list of types only.
    const list =
      this.#lists.find(({ isTypeOnly }) => isTypeOnly && one.isType) ??
      this.#lists.find(({ isTypeOnly }) => !isTypeOnly);
    const last = list?.elements.at(-1);
    if (list === undefined || last === undefined) return undefined;
    const text = specifierText(one, list.isTypeOnly);
    const next = list.isSorted ? firstAfter(list.elements, one.name) : undefined;
    return next === undefined
      ? { position: last.end, text: `,${list.gap}${text}` }
      : { position: next.getStart(this.#source), text: `${text},${list.gap}` };
  }
}

/** The first of sorted elements that belongs behind a name. */
function firstAfter(elements: readonly ts.ImportSpecifier[], name: string): ts.ImportSpecifier | undefined {
  let [from, to] = [0, elements.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const element = elements[middle];
    if (element !== undefined && compareNames(name, importedName(element)) < 0) to = middle;
    else from = middle + 1;
  }
  return elements[from];
}

function isSorted(elements: readonly ts.ImportSpecifier[]): boolean {
  const names = elements.map(importedName);
  return names.every((name, index) => index === 0 || compareNames(names[index - 1] ?? "", name) <= 0);
}

function importedName(element: ts.ImportSpecifier): string {
  return (element.propertyName ?? element.name).text;
}

/** Puts a new import on the line after the last one. */
export function declarationInsertion(
  source: ts.SourceFile,
  declaration: string,
  { newline }: UserStyle,
): Insertion {
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

export function declarationText(
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

export function compareNames(left: string, right: string): number {
  const [a, b] = [left.toLowerCase(), right.toLowerCase()];
  return a === b ? 0 : a < b ? -1 : 1;
}
