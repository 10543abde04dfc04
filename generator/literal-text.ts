/** The ways in which a language writes values. */
export interface LiteralNotation {
  /** The width of its lines. */
  readonly width: number;
  /** Spaces that a level is indented by. */
  readonly step: number;
  /** The brackets of an object that stands in one line. */
  readonly brackets: readonly [open: string, close: string];
  /** The name of a member. */
  readonly key: (name: string) => string;
  /** A value that has no items or members; undefined for one that does. */
  readonly scalar: (value: unknown) => string | undefined;
}

/**
 * A literal of a JSON value, on one line while it fits.
 *
 * @param indent how many spaces its line begins with
 * @param used how many characters its line has already, or will have after it
 */
export function literalText(value: unknown, notation: LiteralNotation, indent: number, used: number): string {
  const { width, step, key, scalar } = notation;
  const flat = scalar(value) ?? flatText(value, notation, width - used);
  if (flat !== undefined) return flat;
  const inner = indent + step;
  const isArray = Array.isArray(value);
  const lines = Object.entries(value as object).map(([name, member]) => {
    const start = " ".repeat(inner) + (isArray ? "" : `${key(name)}: `);
    return `${start}${literalText(member, notation, inner, start.length + 1)},\n`;
  });
  const [open, close] = isArray ? "[]" : "{}";
  return `${open}\n${lines.join("")}${" ".repeat(indent)}${close}`;
}

/** Undefined when it is longer than there is room: a large value is not written out once for each of its levels. */
function flatText(value: unknown, notation: LiteralNotation, room: number): string | undefined {
  const own = notation.scalar(value);
  if (own !== undefined) return own.length > room ? undefined : own;
  const isArray = Array.isArray(value);
  const parts: string[] = [];
  let left = room - 2;
  for (const [name, member] of Object.entries(value as object)) {
    const key = isArray ? "" : `${notation.key(name)}: `;
    const text = flatText(member, notation, left - key.length);
    if (text === undefined) return undefined;
    parts.push(key + text);
    left -= key.length + text.length + 2;
  }
  if (parts.length === 0) return isArray ? "[]" : "{}";
  const [open, close] = isArray ? "[]" : notation.brackets;
  const flat = open + parts.join(", ") + close;
  return flat.length > room ? undefined : flat;
}
