import { type CharSet, single } from "../../definition/pattern/char-set.js";
import { Matcher, NotMatchable, type States } from "./matcher.js";

/** The rules for a text. */
export interface TextRules {
  /** Patterns that it matches. */
  readonly matching?: readonly string[];
  /** Patterns that it does not match. */
  readonly without?: readonly string[];
  /** In characters; those outside of ASCII count as any number, as not everybody counts them alike. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Texts that it is not. */
  readonly except?: readonly string[];
}

/** A text that keeps to the rules, `none` when it is certain that there is none, and `unknown`. */
export type Word = { readonly text: string } | "none" | "unknown";

const MOST_CLASSES = 300;
const MOST_NODES = 6000;
const MOST_LENGTH = 1000;
const MOST_EXCEPT = 50;
const LAST_OF_ASCII = 0x7f;
const READABLE: readonly (readonly [number, number])[] = [
  [0x61, 0x7a],
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x2d, 0x2d],
  [0x21, 0x7e],
  [0x20, 0x20],
];

interface Node {
  readonly states: readonly States[];
  /** The fewest and the most characters that the text may count as. */
  readonly fewest: number;
  readonly most: number;
  readonly text: string;
}

const known = new Map<string, Word>();

/** Finds a shortest text that keeps to all of the rules. */
export function findWord(rules: TextRules): Word {
  const key = JSON.stringify(rules);
  const before = known.get(key);
  if (before !== undefined) return before;
  const found = search(rules);
  known.set(key, found);
  return found;
}

function search(rules: TextRules): Word {
  const { matching = [], without = [], minLength = 0, maxLength = Number.POSITIVE_INFINITY } = rules;
  if (minLength > maxLength) return "none";
  if (minLength > MOST_LENGTH || (rules.except?.length ?? 0) > MOST_EXCEPT) return "unknown";
  try {
    const matchers = [...matching, ...without].map((pattern) => new Matcher(pattern));
    const found = new Search(matchers, matching.length, rules).run();
    const isRight = (text: string) =>
      matching.every((pattern) => new RegExp(pattern, "u").test(text)) &&
      without.every((pattern) => !new RegExp(pattern, "u").test(text));
    return typeof found === "string" || isRight(found.text) ? found : "unknown";
  } catch (error) {
    if (error instanceof NotMatchable || error instanceof RangeError) return "unknown";
    throw error;
  }
}

class Search {
  readonly #matchers: readonly Matcher[];
  readonly #positive: number;
  readonly #min: number;
  readonly #max: number;
  readonly #except: ReadonlySet<string>;
  /** A character for each class of characters that all matchers treat alike. */
  readonly #chars: readonly number[];
  /** Counts above this say no more. */
  readonly #cap: number;

  constructor(matchers: readonly Matcher[], positive: number, rules: TextRules) {
    this.#matchers = matchers;
    this.#positive = positive;
    this.#min = rules.minLength ?? 0;
    this.#max = rules.maxLength ?? Number.POSITIVE_INFINITY;
    this.#except = new Set(rules.except);
    // A text that is ruled out must not stand for those of the same classes of characters.
    const ruledOut = [...this.#except].flatMap((text) =>
      [...text].map((char) => single(char.codePointAt(0) ?? 0)),
    );
    this.#chars = representatives([...matchers.flatMap(({ sets }) => sets), ...ruledOut]);
    const longest = Math.max(0, ...[...this.#except].map((text) => text.length));
    this.#cap = Math.max(this.#min, Number.isFinite(this.#max) ? this.#max : 0, longest) + 1;
  }

  run(): Word {
    const start: Node = {
      states: this.#matchers.map((matcher) => matcher.start()),
      fewest: 0,
      most: 0,
      text: "",
    };
    const open = [start];
    const seen = new Set([this.#key(start)]);
    for (const node of open) {
      if (this.#isFound(node)) return { text: node.text };
      for (const char of this.#chars) {
        const next = this.#step(node, char);
        if (next.fewest > this.#max || this.#isLost(next)) continue;
        const key = this.#key(next);
        if (seen.has(key)) continue;
        seen.add(key);
        open.push(next);
        if (open.length > MOST_NODES) return "unknown";
      }
    }
    return "none";
  }

  #step({ states, fewest, most, text }: Node, char: number): Node {
    const isPlain = char <= LAST_OF_ASCII;
    return {
      states: states.map((list, index) => this.#matchers[index]?.step(list, char) ?? list),
      fewest: Math.min(fewest + (isPlain ? 1 : 0), this.#cap),
      most: Math.min(most + (isPlain ? 1 : 2), this.#cap),
      text: text + String.fromCodePoint(char),
    };
  }

  #isFound({ states, most, text }: Node): boolean {
    if (most < this.#min || this.#except.has(text)) return false;
    return this.#matchers.every(
      (matcher, index) => matcher.accepts(states[index] ?? [], text === "") === index < this.#positive,
    );
  }

  /** True when no text that goes on from here is right. */
  #isLost({ states }: Node): boolean {
    return this.#matchers.some(
      (matcher, index) => index >= this.#positive && matcher.hasMatched(states[index] ?? []),
    );
  }

  #key({ states, fewest, most, text }: Node): string {
    // Texts that are ruled out one by one must not stand for others.
    const own = [...this.#except].some((other) => other.startsWith(text)) ? text : "";
    return JSON.stringify([states, fewest, most, own]);
  }
}

/** A readable character of each class of characters that no set tells apart. */
function representatives(sets: readonly CharSet[]): number[] {
  const starts = new Set([0, LAST_OF_ASCII + 1]);
  for (const [from, to] of sets.flat()) {
    starts.add(from);
    starts.add(to + 1);
  }
  const sorted = [...starts].filter((start) => start <= 0x10ffff).sort((left, right) => left - right);
  const classes = new Map<string, number>();
  for (const [index, start] of sorted.entries()) {
    const end = (sorted[index + 1] ?? 0x110000) - 1;
    const key = sets
      .map((set) => (set.some(([from, to]) => from <= start && start <= to) ? "1" : "0"))
      .join("");
    const side = `${key}${start <= LAST_OF_ASCII}`;
    const char = readable(start, end);
    if (char === undefined) continue;
    const before = classes.get(side);
    if (before === undefined || rank(char) < rank(before)) classes.set(side, char);
  }
  if (classes.size > MOST_CLASSES) throw new NotMatchable();
  return [...classes.values()].sort((left, right) => rank(left) - rank(right));
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
