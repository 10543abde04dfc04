import { type Automaton, TooLarge } from "./automaton.js";
import { overlap } from "./char-set.js";

const MOST_PAIRS = 100_000;

/**
 * True when a text can run through a loop of the automaton in two ways: every round then doubles what a backtracking
 * matcher tries before it gives up, and some thirty characters keep it busy for ever.
 *
 * @throws {TooLarge}
 */
export function isExponential(automaton: Automaton): boolean {
  const loops = loopNumbers(automaton);
  return loops.some((loop, state) => loop !== undefined && branches(automaton, loops, state));
}

/** True when two ways part at the state and meet again in its loop. */
function branches(automaton: Automaton, loops: readonly (number | undefined)[], state: number): boolean {
  const seen = new Set<number>();
  const pending: [number, number][] = [[state, state]];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const isStart = pair[0] === pair[1];
    for (const [left, leftWays] of automaton.edges[pair[0]] ?? []) {
      if (loops[left] !== loops[state]) continue;
      if (isStart && leftWays > 1) return true;
      for (const right of automaton.edges[pair[1]]?.keys() ?? []) {
        if (
          loops[right] !== loops[state] ||
          !overlap(automaton.sets[left] ?? [], automaton.sets[right] ?? [])
        )
          continue;
        if (left === right) {
          if (isStart) continue;
          return true;
        }
        const key = left * automaton.sets.length + right;
        if (seen.has(key)) continue;
        if (seen.size > MOST_PAIRS) throw new TooLarge();
        seen.add(key);
        pending.push([left, right]);
      }
    }
  }
  return false;
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
