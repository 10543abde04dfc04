import type { CharSet } from "../../definition/pattern/char-set.js";
import { NotMatchable } from "./matcher.js";

/** Characters that no set tells apart, all of them in ASCII or none. */
export interface CharClass {
  /** A readable one of them. */
  readonly char: number;
  readonly set: CharSet;
}

const MOST_CLASSES = 300;
const LAST_OF_ASCII = 0x7f;
const READABLE: CharSet = [
  [0x61, 0x7a],
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x2d, 0x2d],
  [0x21, 0x7e],
  [0x20, 0x20],
];

/** True for a character that counts as one wherever lengths are counted. */
export function isPlain(char: number): boolean {
  return char <= LAST_OF_ASCII;
}

/** The classes of all characters, the most readable first. @throws {NotMatchable} there are too many. */
export function charClasses(sets: readonly CharSet[]): readonly CharClass[] {
  const starts = new Set([0, LAST_OF_ASCII + 1]);
  for (const [from, to] of sets.flat()) {
    starts.add(from);
    starts.add(to + 1);
  }
  const sorted = [...starts].filter((start) => start <= 0x10ffff).sort((left, right) => left - right);
  const classes = new Map<string, { char: number; set: [number, number][] }>();
  for (const [index, start] of sorted.entries()) {
    const end = (sorted[index + 1] ?? 0x110000) - 1;
    const key = sets
      .map((set) => (set.some(([from, to]) => from <= start && start <= to) ? "1" : "0"))
      .join("");
    const side = `${key}${isPlain(start)}`;
    const char = readable(start, end);
    if (char === undefined) continue;
    const known = classes.get(side);
    if (known === undefined) classes.set(side, { char, set: [[start, end]] });
    else {
      known.set.push([start, end]);
      if (rank(char) < rank(known.char)) known.char = char;
    }
  }
  if (classes.size > MOST_CLASSES) throw new NotMatchable();
  return [...classes.values()].sort((left, right) => rank(left.char) - rank(right.char));
}

function readable(start: number, end: number): number | undefined {
  for (const [from, to] of READABLE) if (from <= end && start <= to) return Math.max(from, start);
  // Half a character is none.
  if (start >= 0xd800 && end <= 0xdfff) return undefined;
  return start >= 0xd800 && start <= 0xdfff ? 0xe000 : start;
}

function rank(char: number): number {
  const index = READABLE.findIndex(([from, to]) => from <= char && char <= to);
  return (index === -1 ? READABLE.length : index) * 0x110000 + char;
}
