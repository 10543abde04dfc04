import { nodesOnCycles } from "../definition/graph.js";

/** The names that a schema refers to, each with how often. */
export type RefCounts = ReadonlyMap<string, number>;

/** By as many ways a definition may be reached and is checked each time anew. */
const MOST_WAYS = 1_000;

/**
 * The definitions whose results for a value are kept while it is checked, as alternatives would have them checked time and
 * again: those that refer to themselves, and where definitions are reached by very many ways those with more than one.
 *
 * @param root the refs of the schema that is checked
 * @param graph the refs of each definition that it reaches
 */
export function rememberedNames(root: RefCounts, graph: ReadonlyMap<string, RefCounts>): ReadonlySet<string> {
  const recursive = nodesOnCycles(new Map([...graph].map(([name, refs]) => [name, [...refs.keys()]])));
  const ways = countWays(root, graph, recursive);
  if (![...ways.values()].some((count) => count > MOST_WAYS)) return recursive;
  return new Set([...recursive, ...[...ways].filter(([, count]) => count > 1).map(([name]) => name)]);
}

/** The number of ways to each definition, from the schema or from one that refers to itself. */
function countWays(
  root: RefCounts,
  graph: ReadonlyMap<string, RefCounts>,
  recursive: ReadonlySet<string>,
): ReadonlyMap<string, number> {
  const starts = [root, ...[...recursive].map((name) => graph.get(name) ?? new Map<string, number>())];
  const edges = [...starts, ...[...graph].filter(([name]) => !recursive.has(name)).map(([, refs]) => refs)];
  const open = new Map<string, number>();
  for (const refs of edges) for (const name of refs.keys()) open.set(name, (open.get(name) ?? 0) + 1);
  const ways = new Map<string, number>();
  const ready = starts.map((refs) => ({ refs, count: 1 }));
  for (const { refs, count } of ready) {
    for (const [name, times] of refs) {
      if (recursive.has(name)) continue;
      ways.set(name, (ways.get(name) ?? 0) + count * times);
      const left = (open.get(name) ?? 0) - 1;
      open.set(name, left);
      if (left === 0) ready.push({ refs: graph.get(name) ?? new Map(), count: ways.get(name) ?? 0 });
    }
  }
  return ways;
}
