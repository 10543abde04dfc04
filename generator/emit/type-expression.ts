/** A type as TypeScript text. */
export interface TypeExpression {
  /** Lines after the first are indented as if the first stood at the margin. */
  readonly text: string;
  /** The alternatives of a union; otherwise the text alone. */
  readonly alternatives: readonly string[];
  readonly kind: "single" | "union" | "intersection";
  /** The number of alternatives that the compiler makes of it, what it refers to not counted. */
  readonly width: number;
  /** Names of the service's own types in it. */
  readonly references: readonly string[];
}

/** The compiler multiplies the unions of an intersection out, and gives up at 100,000 alternatives (TS2590). */
const MOST_ALTERNATIVES = 10_000;

/** A type that needs no parentheses anywhere. */
export function single(text: string, references: readonly string[] = []): TypeExpression {
  return { text, alternatives: [text], kind: "single", width: 1, references };
}

export const UNKNOWN = single("unknown");
export const NEVER = single("never");
export const NULL = single("null");

/** One of the types. */
export function union(types: readonly TypeExpression[]): TypeExpression {
  const [alone, another] = types;
  if (alone !== undefined && another === undefined) return alone;
  const alternatives = distinct(types.flatMap((type) => (type.kind === "union" ? splitUnion(type) : [type])));
  const names = new Set(alternatives.map(({ text }) => text));
  const useful = alternatives.filter(({ text }) => text !== NEVER.text && !names.has(baseOf(text) ?? ""));
  if (useful.some(({ text }) => text === UNKNOWN.text)) return UNKNOWN;
  const [only] = useful;
  if (only === undefined) return NEVER;
  if (useful.length === 1) return only;
  // null is read best at the end.
  const ordered = [
    ...useful.filter(({ text }) => text !== NULL.text),
    ...useful.filter(({ text }) => text === NULL.text),
  ];
  const texts = ordered.map((type) => parenthesized(type, ["single"]));
  const width = types.reduce((sum, type) => sum + type.width, 0);
  return {
    text: texts.join(" | "),
    alternatives: texts,
    kind: "union",
    width,
    references: referencesOf(ordered),
  };
}

/** The type of JSON that a constant is of, which says all that the constant does; undefined where a type is none. */
function baseOf(text: string): string | undefined {
  if (/^"(?:[^"\\]|\\.)*"$/.test(text)) return "string";
  if (/^-?\d+n$/.test(text)) return "bigint";
  if (/^-?\d[\d.]*(?:e[+-]?\d+)?$/.test(text)) return "number";
  return text === "true" || text === "false" ? "boolean" : undefined;
}

/** All of the types. */
export function intersection(types: readonly TypeExpression[]): TypeExpression {
  const all = distinct(types.filter(({ text }) => text !== UNKNOWN.text));
  if (all.some(({ text }) => text === NEVER.text)) return NEVER;
  const useful = withoutWidest(all);
  const [only] = useful;
  if (only === undefined) return UNKNOWN;
  if (useful.length === 1) return only;
  const text = useful.map((type) => parenthesized(type, ["single", "intersection"])).join(" & ");
  return {
    text,
    alternatives: [text],
    kind: "intersection",
    width: widthOfAll(useful),
    references: referencesOf(useful),
  };
}

/** As many of the types as a compiler can hold together. The others are checked all the same, when values come. */
function withoutWidest(types: readonly TypeExpression[]): readonly TypeExpression[] {
  let kept = types;
  while (widthOfAll(kept) > MOST_ALTERNATIVES && kept.length > 1) {
    const widest = Math.max(...kept.map(({ width }) => width));
    const at = kept.findLastIndex(({ width }) => width === widest);
    kept = kept.filter((_, index) => index !== at);
  }
  return kept;
}

function widthOfAll(types: readonly TypeExpression[]): number {
  return types.reduce((product, { width }) => product * width, 1);
}

/** A list of the type. */
export function arrayOf(type: TypeExpression): TypeExpression {
  return single(`${parenthesized(type, ["single"])}[]`, type.references);
}

/** All the types that several expressions name. */
export function referencesOf(types: readonly TypeExpression[]): string[] {
  return [...new Set(types.flatMap(({ references }) => references))];
}

function parenthesized(type: TypeExpression, bare: readonly TypeExpression["kind"][]): string {
  return bare.includes(type.kind) ? type.text : `(${type.text})`;
}

/** The references stay with each part: what is left over is imported once anyway. */
function splitUnion(type: TypeExpression): TypeExpression[] {
  return type.alternatives.map((text) => single(text, type.references));
}

function distinct(types: readonly TypeExpression[]): readonly TypeExpression[] {
  return types.length <= 1 ? types : [...new Map(types.map((type) => [type.text, type])).values()];
}
