import type { CharSet } from "../../definition/pattern/char-set.js";
import { type PatternNode, parsePattern } from "../../definition/pattern/parse-pattern.js";

/** States of a matcher that may hold at once, in order. */
export type States = readonly number[];

const MOST_STATES = 3000;
const ANYWHERE = new Set(["start", "end"]);

/** The pattern asks for more than this matcher knows, or is too large for it. */
export class NotMatchable extends Error {}

interface State {
  /** States that hold at once, without a character. */
  readonly direct: number[];
  /** Those that do so at the start of the text alone, and at its end alone. */
  readonly atStart: number[];
  readonly atEnd: number[];
  /** The state behind a character of the set. */
  set?: CharSet;
  next?: number;
}

/** Settings of a matcher. */
export interface MatcherSettings {
  /** Takes what it does not know, such as a lookahead, for something that always holds: it then matches more. */
  readonly isWide?: boolean;
}

/**
 * A pattern as JSON Schema has it, which may match anywhere in a text, as a machine that takes one character after the
 * other.
 */
export class Matcher {
  readonly sets: readonly CharSet[];
  readonly #states: State[] = [];
  readonly #accepting: number;
  readonly #first: number;
  readonly #isWide: boolean;
  #hopeful: ReadonlySet<number> | undefined;

  /** @throws {NotMatchable} */
  constructor(pattern: string, { isWide = false }: MatcherSettings = {}) {
    const { expressions, hasBackReference, hasWiderSet } = parsePattern(pattern);
    const [whole, ...lookarounds] = expressions;
    const isKnown = lookarounds.length === 0 && !hasBackReference && !hasWiderSet;
    if (whole === undefined || !(isKnown || isWide)) throw new NotMatchable();
    this.#isWide = isWide;
    this.#first = this.#state();
    this.#accepting = this.#state();
    this.#build(whole, this.#first, this.#accepting);
    this.sets = this.#states.flatMap(({ set }) => (set === undefined ? [] : [set]));
  }

  /** The states before any character. */
  start(): States {
    return this.#reach([this.#first], true, false);
  }

  /** The states after a character. */
  step(states: States, char: number): States {
    const next = states.flatMap((index) => {
      const state = this.#states[index];
      const leadsOn = state?.set?.some(([from, to]) => from <= char && char <= to) === true;
      return leadsOn && state.next !== undefined ? [state.next] : [];
    });
    // A match may begin at any character.
    return this.hasMatched(states) ? states : this.#reach([...next, this.#first], false, false);
  }

  /** True when the text matches, whatever follows. */
  hasMatched(states: States): boolean {
    return states.includes(this.#accepting);
  }

  /** True when the text matches if it ends here. */
  accepts(states: States, isEmpty: boolean): boolean {
    return this.#reach(states, isEmpty, true).includes(this.#accepting);
  }

  /** True when a text that has come to these states, by one character at least, may yet match. */
  mayMatch(states: States): boolean {
    this.#hopeful ??= this.#findHopeful();
    const hopeful = this.#hopeful;
    return states.some((index) => hopeful.has(index));
  }

  /** The states from which others lead to the accepting one, behind the start of the text. */
  #findHopeful(): ReadonlySet<number> {
    const before = this.#states.map((): number[] => []);
    for (const [index, { direct, atEnd, next }] of this.#states.entries()) {
      for (const after of [...direct, ...atEnd, ...(next === undefined ? [] : [next])])
        before[after]?.push(index);
    }
    const found = new Set([this.#accepting]);
    for (const index of found) for (const earlier of before[index] ?? []) found.add(earlier);
    return found;
  }

  #state(): number {
    if (this.#states.length >= MOST_STATES) throw new NotMatchable();
    return this.#states.push({ direct: [], atStart: [], atEnd: [] }) - 1;
  }

  #reach(from: readonly number[], isStart: boolean, isEnd: boolean): States {
    const reached = new Set(from);
    for (const index of reached) {
      const state = this.#states[index];
      if (state === undefined) continue;
      for (const next of state.direct) reached.add(next);
      if (isStart) for (const next of state.atStart) reached.add(next);
      if (isEnd) for (const next of state.atEnd) reached.add(next);
    }
    return [...reached].sort((left, right) => left - right);
  }

  #build(node: PatternNode, from: number, to: number): void {
    switch (node.kind) {
      case "empty":
        this.#assertion(node.asserts, from, to);
        return;
      case "set": {
        // A state of its own: one that leads on by a character leads there only.
        const own = this.#state();
        this.#states[from]?.direct.push(own);
        Object.assign(this.#states[own] ?? {}, { set: node.set, next: to });
        return;
      }
      case "sequence": {
        let at = from;
        for (const item of node.items) {
          const next = this.#state();
          this.#build(item, at, next);
          at = next;
        }
        this.#states[at]?.direct.push(to);
        return;
      }
      case "choice":
        for (const option of node.options) this.#build(option, from, to);
        return;
      case "repeat":
        this.#repeat(node, from, to);
    }
  }

  #assertion(asserts: string | undefined, from: number, to: number): void {
    if (asserts !== undefined && !ANYWHERE.has(asserts) && !this.#isWide) throw new NotMatchable();
    const state = this.#states[from];
    const list = asserts === "start" ? state?.atStart : asserts === "end" ? state?.atEnd : state?.direct;
    list?.push(to);
  }

  #repeat({ node, min, max }: Extract<PatternNode, { kind: "repeat" }>, from: number, to: number): void {
    let at = from;
    for (let copy = 0; copy < min; copy += 1) {
      const next = this.#state();
      this.#build(node, at, next);
      at = next;
    }
    if (max === Number.POSITIVE_INFINITY) {
      const loop = this.#state();
      this.#states[at]?.direct.push(loop);
      const back = this.#state();
      this.#build(node, loop, back);
      this.#states[back]?.direct.push(loop);
      this.#states[loop]?.direct.push(to);
      return;
    }
    for (let copy = min; copy < max; copy += 1) {
      this.#states[at]?.direct.push(to);
      const next = this.#state();
      this.#build(node, at, next);
      at = next;
    }
    this.#states[at]?.direct.push(to);
  }
}
