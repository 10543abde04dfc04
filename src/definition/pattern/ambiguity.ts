import { type Automaton, TooLarge } from "./automaton.js";
import { overlap } from "./char-set.js";

const MOST_STEPS = 2_000_000;

/**
 * True when a text can run through a loop of the automaton in two ways: every round then doubles what a backtracking
 * matcher tries before it gives up, and some thirty characters keep it busy for ever.
 *
 * @throws {TooLarge}
 */
export function isExponential(automaton: Automaton): boolean {
  const search = new AmbiguitySearch(automaton);
  return automaton.edges.some((_, state) => search.branches(state));
}

class AmbiguitySearch {
  readonly #automaton: Automaton;
  /** For every state the number of its loop. */
  readonly #loops: readonly (number | undefined)[];
  #steps = 0;

  constructor(automaton: Automaton) {
    this.#automaton = automaton;
    this.#loops = loopNumbers(automaton);
  }

  /** True when two ways part at the state and meet again in its loop. */
  branches(state: number): boolean {
    if (this.#loops[state] === undefined) return false;
    const seen = new Set<number>();
    const pending: [number, number][] = [[state, state]];
    for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
      const isStart = pair[0] === pair[1];
      for (const [left, right, ways] of this.#next(pair, state)) {
        if (left === right) {
          if (!isStart || ways > 1) return true;
          continue;
        }
        const key = left * this.#loops.length + right;
        if (!seen.has(key)) pending.push([left, right]);
        seen.add(key);
      }
    }
    return false;
  }

  /** Where one and the same character leads from a pair of states, inside the loop; and in how many ways. */
  *#next(pair: readonly [number, number], state: number): Generator<[number, number, number]> {
    const { edges, sets } = this.#automaton;
    for (const [left, ways] of edges[pair[0]] ?? []) {
      if (this.#loops[left] !== this.#loops[state]) continue;
      for (const right of edges[pair[1]]?.keys() ?? []) {
        this.#steps += 1;
        if (this.#steps > MOST_STEPS) throw new TooLarge();
        if (this.#loops[right] !== this.#loops[state]) continue;
        if (overlap(sets[left] ?? [], sets[right] ?? [])) yield [left, right, ways];
      }
    }
  }
}

/** For every state the number of the loop it is part of: two states of one loop reach each other. */
function loopNumbers({ edges }: Automaton): (number | undefined)[] {
  const forward = edges.map((_, state) => reachable(state, edges));
  return edges.map((_, state) => {
    if (!forward[state]?.has(state)) return undefined;
    return edges.findIndex((_, other) => forward[state]?.has(other) && forward[other]?.has(state));
  });
}

function reachable(start: number, edges: Automaton["edges"]): ReadonlySet<number> {
  const reached = new Set(edges[start]?.keys());
  for (const state of reached) for (const next of edges[state]?.keys() ?? []) reached.add(next);
  return reached;
}
