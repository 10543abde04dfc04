import assert from "node:assert/strict";
import { test } from "node:test";
import { OVERHEAD } from "../../../src/router/held-total.js";
import { UnsettledBytes, UnsettledTotal } from "../../../src/router/unsettled-bytes.js";

/** Counts as 1,000 bytes. */
const SIZE = 1_000 - OVERHEAD;

/** Counts how often it is told to go on. */
function client(limit: number, total: UnsettledTotal) {
  let resumed = 0;
  const bytes = new UnsettledBytes(limit, total, () => {
    resumed += 1;
  });
  return { bytes, resumed: () => resumed };
}

const turn = () => new Promise(setImmediate);

test("a client that has what it may is sent more when it has settled half, and each message counts", async () => {
  const { bytes, resumed } = client(10_000, new UnsettledTotal(1_000_000));
  for (let i = 0; i < 9; i++) bytes.add(SIZE);
  assert.equal(bytes.full, false);
  bytes.add(SIZE);
  assert.equal(bytes.full, true);
  for (let i = 0; i < 4; i++) bytes.remove(SIZE);
  assert.equal(bytes.full, true);
  bytes.remove(SIZE);
  assert.equal(bytes.full, false);
  await turn();
  assert.equal(resumed(), 1);
});

test("greedy clients leave some to the others, who always get a message", async () => {
  const total = new UnsettledTotal(10_000);
  const clients = Array.from({ length: 20 }, () => client(100_000, total));
  const taken = clients.map(({ bytes }) => {
    let count = 0;
    for (; !bytes.full; count += 1) bytes.add(SIZE);
    return count;
  });
  assert.deepEqual(taken.slice(0, 6), [5, 3, 1, 1, 1, 1]);
  assert.ok(taken.slice(6).every((count) => count === 1));
  // There is no room, and nobody would tell it if there were.
  clients[5]?.bytes.remove(SIZE);
  assert.equal(clients[5]?.bytes.full, false);
  clients[5]?.bytes.add(SIZE);
  for (const [index, { bytes }] of clients.entries()) {
    for (let left = taken[index] as number; left > 0; left -= 1) bytes.remove(SIZE);
  }
  await turn();
  assert.deepEqual([total.bytes, total.left], [0, 10_000]);
  assert.ok(clients.every(({ bytes, resumed }) => !bytes.full && resumed() >= 1));
});
