import type { CharSet } from "./char-set.js";
import type { PatternNode } from "./parse-pattern.js";

/** In how many ways, of which no more than two are told apart. */
type Ways = 0 | 1 | 2;
type Positions = ReadonlyMap<number, Ways>;

interface Fragment {
  readonly first: Positions;
  readonly last: Positions;
  /** In how many ways it matches nothing. */
  readonly empty: Ways;
}

/** A repetition of a fixed count is written out up to here, so that its parts can be told apart. */
const MOST_COPIES = 64;
/** One of a varying count is written out only while it is short: beyond, it is as bad as an endless one. */
const MOST_VARYING_COPIES = 5;
const MOST_POSITIONS = 500;
const MOST_EDGES = 20_000;

/** The pattern is too large to be checked. */
export class TooLarge extends Error {}

/**
 * The automaton of an expression whose states are the characters of the expression (Glushkov's). An edge counts the
 * ways in which a backtracking matcher gets from one to the other.
 */
export class Automaton {
  readonly sets: CharSet[] = [];
  readonly edges: Map<number, Ways>[] = [];
  #edgeCount = 0;

  /** @throws {TooLarge} */
  constructor(expression: PatternNode) {
    this.#build(expression);
  }

  #build(node: PatternNode): Fragment {
    switch (node.kind) {
      case "empty":
        return { first: new Map(), last: new Map(), empty: 1 };
      case "set":
        return this.#position(node.set);
      case "sequence":
        return node.items
          .map((item) => this.#build(item))
          .reduce((left, right) => this.#join(left, right), EMPTY);
      case "choice":
        return node.options.map((option) => this.#build(option)).reduce(either);
      case "repeat":
        return this.#repeat(node.node, node.min, node.max);
    }
  }

  #position(set: CharSet): Fragment {
    const position = this.sets.length;
    if (position >= MOST_POSITIONS) throw new TooLarge();
    this.sets.push(set);
    this.edges.push(new Map());
    const only: Positions = new Map([[position, 1]]);
    return { first: only, last: only, empty: 0 };
  }

  #repeat(node: PatternNode, min: number, max: number): Fragment {
    if (max === 0) return EMPTY;
    const isShort = max <= (min === max ? MOST_COPIES : MOST_VARYING_COPIES);
    if (isShort) {
      let optional: Fragment | undefined;
      for (let copy = min; copy < max; copy += 1) {
        const one = this.#build(node);
        optional = either(optional === undefined ? one : this.#join(one, optional), EMPTY);
      }
      const fixed = this.#copies(node, min);
      return optional === undefined ? fixed : this.#join(fixed, optional);
    }
    const before = this.#copies(node, Math.min(min, MOST_COPIES) - 1);
    const loop = this.#build(node);
    this.#connect(loop.last, loop.first);
    // A matcher leaves a loop whose round matched nothing, so there is but one way.
    return this.#join(before, { ...loop, empty: min === 0 || loop.empty > 0 ? 1 : 0 });
  }

  #copies(node: PatternNode, count: number): Fragment {
    let result = EMPTY;
    for (let copy = 0; copy < count; copy += 1) result = this.#join(result, this.#build(node));
    return result;
  }

  #join(left: Fragment, right: Fragment): Fragment {
    this.#connect(left.last, right.first);
    return {
      first: sum(left.first, times(right.first, left.empty)),
      last: sum(right.last, times(left.last, right.empty)),
      empty: product(left.empty, right.empty),
    };
  }

  #connect(from: Positions, to: Positions): void {
    this.#edgeCount += from.size * to.size;
    if (this.#edgeCount > MOST_EDGES) throw new TooLarge();
    for (const [start, startWays] of from) {
      const edges = this.edges[start];
      for (const [end, endWays] of to) {
        edges?.set(end, add(edges.get(end) ?? 0, product(startWays, endWays)));
      }
    }
  }
}

const EMPTY: Fragment = { first: new Map(), last: new Map(), empty: 1 };

function either(left: Fragment, right: Fragment): Fragment {
  return {
    first: sum(left.first, right.first),
    last: sum(left.last, right.last),
    empty: add(left.empty, right.empty),
  };
}

function sum(left: Positions, right: Positions): Positions {
  if (right.size === 0) return left;
  const result = new Map(left);
  for (const [position, ways] of right) result.set(position, add(result.get(position) ?? 0, ways));
  return result;
}

function times(positions: Positions, factor: Ways): Positions {
  if (factor === 1) return positions;
  return factor === 0 ? new Map() : new Map([...positions.keys()].map((position) => [position, 2]));
}

function add(left: Ways, right: Ways): Ways {
  return Math.min(left + right, 2) as Ways;
}

function product(left: Ways, right: Ways): Ways {
  return Math.min(left * right, 2) as Ways;
}
