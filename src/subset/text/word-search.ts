import { single } from "../../definition/pattern/char-set.js";
import { type CharClass, charClasses, isPlain } from "./char-classes.js";
import { Matcher, type MatcherSettings, type States } from "./matcher.js";

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

/** The beginning of a text, and how it stands with each matcher. */
export interface Beginning {
  readonly states: readonly States[];
  /** The fewest and the most characters that the text may count as. */
  readonly fewest: number;
  readonly most: number;
  readonly text: string;
}

const MOST_BEGINNINGS = 6000;

/** The texts that rules let through, one character after the other. */
export class WordSearch {
  /** The characters that all matchers treat alike. */
  readonly classes: readonly CharClass[];
  readonly #matchers: readonly Matcher[];
  readonly #positive: number;
  readonly #min: number;
  readonly #max: number;
  readonly #except: ReadonlySet<string>;
  /** Counts above this say no more. */
  readonly #cap: number;

  /** @throws {NotMatchable} */
  constructor(rules: TextRules, settings?: MatcherSettings) {
    const { matching = [], without = [] } = rules;
    this.#matchers = [
      ...matching.map((pattern) => new Matcher(pattern, settings)),
      ...without.map((pattern) => new Matcher(pattern)),
    ];
    this.#positive = matching.length;
    this.#min = rules.minLength ?? 0;
    this.#max = rules.maxLength ?? Number.POSITIVE_INFINITY;
    this.#except = new Set(rules.except);
    // A text that is ruled out must not stand for those of the same classes of characters.
    const ruledOut = [...this.#except].flatMap((text) =>
      [...text].map((char) => single(char.codePointAt(0) ?? 0)),
    );
    this.classes = charClasses([...this.#matchers.flatMap(({ sets }) => sets), ...ruledOut]);
    const longest = Math.max(0, ...[...this.#except].map((text) => text.length));
    this.#cap = Math.max(this.#min, Number.isFinite(this.#max) ? this.#max : 0, longest) + 1;
  }

  /** The beginning of every text. */
  start(): Beginning {
    return { states: this.#matchers.map((matcher) => matcher.start()), fewest: 0, most: 0, text: "" };
  }

  /** The beginning with one more character; undefined when no text that goes on from there is right. */
  step({ states, fewest, most, text }: Beginning, char: number): Beginning | undefined {
    const next = {
      states: states.map((list, index) => this.#matchers[index]?.step(list, char) ?? list),
      fewest: Math.min(fewest + (isPlain(char) ? 1 : 0), this.#cap),
      most: Math.min(most + (isPlain(char) ? 1 : 2), this.#cap),
      text: text + String.fromCodePoint(char),
    };
    return next.fewest > this.#max || this.#isLost(next) ? undefined : next;
  }

  /** True for a text that keeps to the rules as it is. */
  isRight({ states, most, text }: Beginning): boolean {
    if (most < this.#min || this.#except.has(text)) return false;
    return this.#matchers.every(
      (matcher, index) => matcher.accepts(states[index] ?? [], text === "") === index < this.#positive,
    );
  }

  /** The shortest text that begins so. */
  shortest(start: Beginning): Word {
    const open = [start];
    const seen = new Set([this.#key(start)]);
    for (const beginning of open) {
      if (this.isRight(beginning)) return { text: beginning.text };
      for (const { char } of this.classes) {
        const next = this.step(beginning, char);
        if (next === undefined) continue;
        const key = this.#key(next);
        if (seen.has(key)) continue;
        seen.add(key);
        open.push(next);
        if (open.length > MOST_BEGINNINGS) return "unknown";
      }
    }
    return "none";
  }

  #isLost({ states }: Beginning): boolean {
    return this.#matchers.some((matcher, index) => {
      const own = states[index] ?? [];
      return index < this.#positive ? !matcher.mayMatch(own) : matcher.hasMatched(own);
    });
  }

  #key({ states, fewest, most, text }: Beginning): string {
    // Texts that are ruled out one by one must not stand for others.
    const own = [...this.#except].some((other) => other.startsWith(text)) ? text : "";
    return JSON.stringify([states, fewest, most, own]);
  }
}
