import assert from "node:assert/strict";
import { test } from "node:test";
import { Backoff } from "../../../../src/amqp/client/backoff.js";

test("waits multiply up to the maximum, and begin anew after a reset", () => {
  const backoff = new Backoff({ initial: 100, multiplier: 3, max: 1_000 }, () => 0);
  assert.deepEqual([backoff.next(), backoff.next(), backoff.next(), backoff.next()], [100, 300, 900, 1_000]);
  assert.equal(backoff.next(), 1_000);
  backoff.reset();
  assert.equal(backoff.next(), 100);
});

test("jitter takes up to a fifth off", () => {
  const backoff = new Backoff({ initial: 100, multiplier: 1, max: 1_000 }, () => 0.5);
  assert.equal(backoff.next(), 90);
  const real = new Backoff({ initial: 100, multiplier: 1, max: 100 });
  for (let i = 0; i < 100; i++) {
    const wait = real.next();
    assert.ok(wait > 80 && wait <= 100, String(wait));
  }
});

test("a multiplier under one does not shorten waits", () => {
  const backoff = new Backoff({ initial: 100, multiplier: 0, max: 1_000 }, () => 0);
  assert.deepEqual([backoff.next(), backoff.next()], [100, 100]);
});

test("an initial wait above the maximum is cut", () => {
  const backoff = new Backoff({ initial: 5_000, multiplier: 2, max: 1_000 }, () => 0);
  assert.equal(backoff.next(), 1_000);
});
