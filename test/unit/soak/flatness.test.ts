import assert from "node:assert/strict";
import { it } from "node:test";
import { checkFlatness } from "../../soak/support/flatness.js";

const MB = 1024 * 1024;
const RUN = 90_000;

/** Samples of one process at even distances over a run. */
function rules(samples: readonly { readonly heap: number; readonly sockets: number }[]): string[] {
  const entries = samples.map(({ heap, sockets }, index) => ({
    type: "sample" as const,
    at: ((index + 0.5) * RUN) / samples.length,
    heap,
    counts: { sockets },
  }));
  return checkFlatness([{ name: "server", pid: 1, entries }], 0, RUN).map(({ rule }) => rule);
}

const heaps = (...values: number[]) => values.map((value) => ({ heap: value * MB, sockets: 2 }));
const sockets = (...values: number[]) => values.map((value) => ({ heap: 10 * MB, sockets: value }));

it("memory and resources may grow while a process warms up, and may be more for a while", () => {
  assert.deepEqual(rules(heaps(5, 9, 12, 12, 30, 13)), []);
  assert.deepEqual(rules(sockets(1, 1, 2, 2, 9, 3)), []);
});

it("memory and resources that grow from the second third to the last are found", () => {
  assert.deepEqual(rules(heaps(5, 5, 5, 7, 9, 11)), ["memory"]);
  assert.deepEqual(rules(sockets(1, 2, 3, 4, 6, 7)), ["resources"]);
});

it("a process that was there in one third alone is not compared", () => {
  assert.deepEqual(rules(heaps(5)), []);
  assert.deepEqual(checkFlatness([{ name: "server", pid: 1, entries: [] }], 0, RUN), []);
});
