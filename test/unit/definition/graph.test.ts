import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Graph, nodesLeadingTo, nodesOnCycles } from "../../../src/definition/graph.js";

const node = fc.nat(6);
const graphs = fc
  .array(fc.tuple(node, fc.array(node, { maxLength: 3 })), { maxLength: 7 })
  .map((entries): Graph<number> => new Map(entries));

/** What can be reached by at least one step. */
function reached(graph: Graph<number>, from: number): ReadonlySet<number> {
  const found = new Set(graph.get(from) ?? []);
  for (const one of found) for (const next of graph.get(one) ?? []) found.add(next);
  return found;
}

describe("a graph", () => {
  it("tells the nodes that lead back to themselves", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const expected = [...graph.keys()].filter((start) => reached(graph, start).has(start));
        assert.deepEqual([...nodesOnCycles(graph)].sort(), expected.sort());
      }),
    );
  });

  it("tells the nodes that lead to others", () => {
    fc.assert(
      fc.property(graphs, fc.array(node, { maxLength: 2 }), (graph, goals) => {
        const leads = (start: number) =>
          goals.some((goal) => goal === start || reached(graph, start).has(goal));
        const expected = new Set([...goals, ...[...graph.keys()].filter(leads)]);
        assert.deepEqual([...nodesLeadingTo(graph, goals)].sort(), [...expected].sort());
      }),
    );
  });

  it("may be a chain of any length", () => {
    // More than calls within one another can be.
    const length = 30_000;
    const chain = new Map(Array.from({ length }, (_, index) => [index, [index + 1]]));
    assert.equal(nodesOnCycles(chain).size, 0);
    assert.equal(nodesOnCycles(new Map([...chain, [length, [0]]])).size, length + 1);
    assert.equal(nodesLeadingTo(chain, [length]).size, length + 1);
  });
});
