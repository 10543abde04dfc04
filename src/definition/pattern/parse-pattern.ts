import { ANY, type CharSet, ESCAPES, NO_LINE_END, negated, single } from "./char-set.js";

/** A regular expression as far as it matters for how long a match can take. */
export type PatternNode =
  | { readonly kind: "set"; readonly set: CharSet }
  /** It takes no character, and may assert something about the place. */
  | { readonly kind: "empty"; readonly asserts?: "start" | "end" | "other" }
  | { readonly kind: "sequence"; readonly items: readonly PatternNode[] }
  | { readonly kind: "choice"; readonly options: readonly PatternNode[] }
  | { readonly kind: "repeat"; readonly node: PatternNode; readonly min: number; readonly max: number };

/** The whole expression, and each of its lookarounds, which run on their own. */
export interface ParsedPattern {
  readonly expressions: readonly PatternNode[];
  readonly hasBackReference: boolean;
  /** True when some set stands for a smaller one. */
  readonly hasWiderSet: boolean;
}

const START: PatternNode = { kind: "empty", asserts: "start" };
const END: PatternNode = { kind: "empty", asserts: "end" };
const OTHER: PatternNode = { kind: "empty", asserts: "other" };
const QUANTIFIER = /(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/y;
const GROUP = /\((?:\?(?:(:)|<?([=!])|<[^>]*>))?/y;
const UNICODE =
  /u\{([0-9a-f]+)\}|u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|u([0-9a-f]{4})|x([0-9a-f]{2})/iy;

/** Reads a pattern that `new RegExp(pattern, "u")` accepts. */
export function parsePattern(pattern: string): ParsedPattern {
  const parser = new PatternParser(pattern);
  const whole = parser.parse();
  const { lookarounds, hasBackReference, hasWiderSet } = parser;
  return { expressions: [whole, ...lookarounds], hasBackReference, hasWiderSet };
}

class PatternParser {
  readonly #text: string;
  readonly lookarounds: PatternNode[] = [];
  hasBackReference = false;
  hasWiderSet = false;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): PatternNode {
    const options = [this.#sequence()];
    while (this.#take("|")) options.push(this.#sequence());
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: "choice", options };
  }

  #sequence(): PatternNode {
    const items: PatternNode[] = [];
    while (this.#at < this.#text.length && !"|)".includes(this.#text[this.#at] ?? "")) {
      items.push(this.#quantified(this.#atom()));
    }
    return { kind: "sequence", items };
  }

  #quantified(node: PatternNode): PatternNode {
    const match = this.#match(QUANTIFIER);
    if (match === null) return node;
    const [, sign, least = "0", comma, most] = match;
    if (sign !== undefined) {
      return {
        kind: "repeat",
        node,
        min: sign === "+" ? 1 : 0,
        max: sign === "?" ? 1 : Number.POSITIVE_INFINITY,
      };
    }
    const min = Number(least);
    if (comma === undefined) return { kind: "repeat", node, min, max: min };
    return { kind: "repeat", node, min, max: most === "" ? Number.POSITIVE_INFINITY : Number(most) };
  }

  #atom(): PatternNode {
    switch (this.#text[this.#at]) {
      case "^":
        this.#at += 1;
        return START;
      case "$":
        this.#at += 1;
        return END;
      case "(":
        return this.#group();
      case ".":
        this.#at += 1;
        return { kind: "set", set: NO_LINE_END };
      case "[":
        this.#at += 1;
        return { kind: "set", set: this.#class() };
      case "\\":
        return this.#escape();
      default:
        return { kind: "set", set: single(this.#char()) };
    }
  }

  #group(): PatternNode {
    const lookaround = this.#match(GROUP)?.[2];
    const inner = this.parse();
    this.#take(")");
    if (lookaround === undefined) return inner;
    this.lookarounds.push(inner);
    return OTHER;
  }

  #escape(): PatternNode {
    const letter = this.#text[this.#at + 1] ?? "";
    if (letter === "b" || letter === "B") {
      this.#at += 2;
      return OTHER;
    }
    if (letter === "k" || /[1-9]/.test(letter)) {
      this.hasBackReference = true;
      this.#at = letter === "k" ? this.#text.indexOf(">", this.#at) + 1 : this.#at + 2;
      return OTHER;
    }
    return { kind: "set", set: this.#escapedSet() };
  }

  #class(): CharSet {
    const isNegated = this.#take("^");
    const set: (readonly [number, number])[] = [];
    while (!this.#take("]")) {
      const part = this.#classAtom();
      const [from] = part;
      if (from !== undefined && this.#text[this.#at] === "-" && this.#text[this.#at + 1] !== "]") {
        this.#at += 1;
        set.push([from[0], this.#classAtom()[0]?.[1] ?? from[1]]);
      } else {
        set.push(...part);
      }
    }
    return isNegated ? negated(set) : set;
  }

  #classAtom(): CharSet {
    return this.#text[this.#at] === "\\" ? this.#escapedSet() : single(this.#char());
  }

  #escapedSet(): CharSet {
    this.#at += 1;
    const unicode = this.#match(UNICODE);
    if (unicode !== null) return single(codePointOf(unicode));
    const letter = this.#text[this.#at] ?? "";
    if (letter === "p" || letter === "P") {
      // The sets of Unicode are long. That such a class overlaps with all others errs on the safe side.
      this.#at = this.#text.indexOf("}", this.#at) + 1;
      this.hasWiderSet = true;
      return ANY;
    }
    if (letter === "c") {
      this.#at += 2;
      return single((this.#text.charCodeAt(this.#at - 1) ?? 0) % 32);
    }
    const known = ESCAPES.get(letter);
    if (known === undefined) return single(this.#char());
    this.#at += 1;
    return known;
  }

  #char(): number {
    const codePoint = this.#text.codePointAt(this.#at) ?? 0;
    this.#at += codePoint > 0xffff ? 2 : 1;
    return codePoint;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at = pattern.lastIndex;
    return match;
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }
}

function codePointOf([, braced, high, low, four, two]: RegExpExecArray): number {
  if (high !== undefined && low !== undefined) {
    return String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16)).codePointAt(0) ?? 0;
  }
  return Number.parseInt(braced ?? four ?? two ?? "0", 16);
}
