const STRING = /^([a-z]*)('''|"""|'|")([\s\S]*)\2$/i;
const ESCAPE = /\\(\r?\n|[0-7]{1,3}|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|N\{[^}]*\}|[\s\S])/gi;
const SIMPLE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ...[
    ["n", "\n"],
    ["t", "\t"],
    ["r", "\r"],
    ["a", "\u0007"],
    ["b", "\b"],
    ["f", "\f"],
    ["v", "\v"],
  ].map(([name = "", value = ""]) => [name, value] as const),
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
]);

/** The text of a string literal; undefined for bytes, and for what is no literal. */
export function readString(literal: string): string | undefined {
  const match = STRING.exec(literal);
  if (match === null) return undefined;
  const [, prefix = "", , body = ""] = match;
  const kinds = prefix.toLowerCase();
  if (kinds.includes("b")) return undefined;
  return kinds.includes("r") ? body : body.replace(ESCAPE, (whole, code: string) => plainOf(whole, code));
}

function plainOf(whole: string, escaped: string): string {
  if (escaped.endsWith("\n")) return "";
  const simple = SIMPLE_ESCAPES.get(escaped);
  if (simple !== undefined) return simple;
  if (/^[0-7]/.test(escaped)) return String.fromCodePoint(Number.parseInt(escaped, 8));
  if (/^[xuU]./.test(escaped)) {
    const code = Number.parseInt(escaped.slice(1), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  }
  return whole;
}

/** The value of a number literal; undefined for a complex one. */
export function readNumber(literal: string): number | bigint | undefined {
  const plain = literal.replaceAll("_", "").toLowerCase();
  if (plain.endsWith("j")) return undefined;
  const value = Number(plain);
  if (Number.isNaN(value)) return undefined;
  const isInteger = /^(?:\d+|0[xob][0-9a-f]+)$/.test(plain);
  return isInteger && !Number.isSafeInteger(value) ? BigInt(plain) : value;
}
