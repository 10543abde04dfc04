import assert from "node:assert/strict";
import { it } from "node:test";
import { BatchCollector } from "../../../src/notify/batch-collector.js";
import { timers } from "../../../src/time/timers.js";
import { incoming } from "./incoming.js";

it("a batch is handed on when it is full, and each notification once", () => {
  const batches: number[] = [];
  const collector = new BatchCollector(2, undefined, (batch) => batches.push(batch.length));
  for (let count = 0; count < 5; count += 1) collector.add(incoming());
  assert.deepEqual(batches, [2, 2]);
  collector.flush();
  collector.flush();
  assert.deepEqual(batches, [2, 2, 1]);
});

it("a batch is handed on when its first notification has waited long enough", async () => {
  const full = await new Promise<number>((resolve) => {
    const collector = new BatchCollector(100, 20, (batch) => resolve(batch.length));
    collector.add(incoming());
    collector.add(incoming());
  });
  assert.equal(full, 2);
});

it("a full batch leaves no timer", () => {
  const before = timers.size;
  const collector = new BatchCollector(2, 60_000, () => {});
  collector.add(incoming());
  assert.equal(timers.size, before + 1);
  collector.add(incoming());
  assert.equal(timers.size, before);
});

it("a notification taken out is not handed on, and makes room for another", () => {
  const before = timers.size;
  const batches: unknown[] = [];
  const collector = new BatchCollector(2, 60_000, (batch) => batches.push(...batch));
  const [first, second, third] = [incoming(), incoming(), incoming()];
  collector.add(first);
  assert.equal(collector.remove(first), true);
  assert.equal(timers.size, before);
  assert.equal(collector.remove(first), false);
  collector.add(second);
  assert.deepEqual(batches, []);
  collector.add(third);
  assert.deepEqual(batches, [second, third]);
});
