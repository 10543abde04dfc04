import assert from "node:assert/strict";
import { test } from "node:test";
import { UnsettledBytes, UnsettledTotal } from "../../../src/router/unsettled-bytes.js";

/** Counts how often it is told to go on. */
function client(limit: number, total: UnsettledTotal) {
  let resumed = 0;
  const bytes = new UnsettledBytes(limit, total, () => {
    resumed += 1;
  });
  return { bytes, resumed: () => resumed };
}

const turn = () => new Promise(setImmediate);

test("a client that has what it may is sent more when it has settled half", async () => {
  const { bytes, resumed } = client(100, new UnsettledTotal(10_000));
  bytes.add(60);
  assert.equal(bytes.full, false);
  bytes.add(60);
  assert.equal(bytes.full, true);
  bytes.remove(60);
  assert.equal(bytes.full, true);
  bytes.remove(10);
  assert.equal(bytes.full, false);
  await turn();
  assert.equal(resumed(), 1);
});

test("greedy clients leave some to the others, who always get a message", async () => {
  const total = new UnsettledTotal(100);
  const clients = Array.from({ length: 20 }, () => client(1_000, total));
  const taken = clients.map(({ bytes }) => {
    let count = 0;
    for (; !bytes.full; count += 10) bytes.add(10);
    return count;
  });
  assert.deepEqual(taken.slice(0, 6), [50, 30, 10, 10, 10, 10]);
  assert.ok(taken.slice(6).every((count) => count === 10));
  // There is no room, and nobody would tell it if there were.
  clients[5]?.bytes.remove(10);
  assert.equal(clients[5]?.bytes.full, false);
  for (const [index, { bytes }] of clients.entries())
    bytes.remove(index === 5 ? 0 : (taken[index] as number));
  await turn();
  assert.deepEqual([total.bytes, total.left], [0, 100]);
  assert.ok(clients.every(({ bytes, resumed }) => !bytes.full && resumed() === 1));
});
