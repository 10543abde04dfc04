/** A set of code points: ranges with both ends included. */
export type CharSet = readonly (readonly [from: number, to: number])[];

const LAST = 0x10ffff;

/** Every code point. */
export const ANY: CharSet = [[0, LAST]];
const DIGITS = ranges("09");
const WORD = ranges("09", "AZ", "__", "az");
const SPACES: CharSet = [
  ...ranges("\t\r", "  ", "\u00a0\u00a0", "\u1680\u1680", "\u2000\u200a", "\u2028\u2029", "\u202f\u202f"),
  ...ranges("\u205f\u205f", "\u3000\u3000", "\ufeff\ufeff"),
];
/** The characters that `.` matches. */
export const NO_LINE_END = negated(ranges("\n\n", "\r\r", "\u2028\u2029"));

/** The characters that an escape such as `\d` or `\n` matches, by its letter. */
export const ESCAPES: ReadonlyMap<string, CharSet> = new Map([
  ["d", DIGITS],
  ["D", negated(DIGITS)],
  ["w", WORD],
  ["W", negated(WORD)],
  ["s", SPACES],
  ["S", negated(SPACES)],
  ["t", single(9)],
  ["n", single(10)],
  ["v", single(11)],
  ["f", single(12)],
  ["r", single(13)],
  ["0", single(0)],
]);

/** The set of one code point. */
export function single(codePoint: number): CharSet {
  return [[codePoint, codePoint]];
}

/** All code points that are not in the set. */
export function negated(set: CharSet): CharSet {
  const result: [number, number][] = [];
  let next = 0;
  for (const [from, to] of [...set].sort((left, right) => left[0] - right[0])) {
    if (from > next) result.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  if (next <= LAST) result.push([next, LAST]);
  return result;
}

/** True when some code point is in both. */
export function overlap(left: CharSet, right: CharSet): boolean {
  return left.some(([from, to]) => right.some(([start, end]) => from <= end && start <= to));
}

function ranges(...pairs: readonly string[]): CharSet {
  return pairs.map((pair) => [pair.charCodeAt(0), pair.charCodeAt(1)] as const);
}
