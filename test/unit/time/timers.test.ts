import assert from "node:assert/strict";
import { test } from "node:test";
import { Timers } from "../../../src/time/timers.js";

/** Resolves after everything that is due up to then, however late the machine is. */
function pass(timers: Timers, delay: number): Promise<void> {
  return new Promise((resolve) => timers.after(delay, resolve));
}

test("callbacks run in the order of their times, and not before", async () => {
  const timers = new Timers();
  const ran: number[] = [];
  const start = performance.now();
  for (const delay of [30, 5, 20, 5, 10]) {
    timers.at(start + delay, () => {
      assert.ok(performance.now() - start >= delay);
      ran.push(delay);
    });
  }
  assert.equal(timers.size, 5);
  await pass(timers, 80);
  assert.deepEqual(ran, [5, 5, 10, 20, 30]);
  assert.equal(timers.size, 0);
});

test("a callback gets what it was given", async () => {
  const timers = new Timers();
  const ran: string[] = [];
  const add = (name: string) => ran.push(name);
  timers.at(performance.now() + 5, add, "first");
  timers.at(performance.now() + 6, add, "cancelled").cancel();
  timers.at(performance.now() + 7, add, "second");
  await pass(timers, 40);
  assert.deepEqual(ran, ["first", "second"]);
});

test("cancelled callbacks never run, however many there are", async () => {
  const timers = new Timers();
  const ran: number[] = [];
  const delays = Array.from({ length: 2_000 }, (_, index) => 5 + ((index * 7919) % 40));
  const start = performance.now();
  const waiting = delays.map((delay) => timers.at(start + delay, () => ran.push(delay)));
  for (const [index, timer] of waiting.entries()) if (index % 10 !== 0) timer.cancel();
  assert.equal(timers.size, 200);
  waiting[1]?.cancel();
  assert.equal(timers.size, 200);
  await pass(timers, 120);
  const expected = delays.filter((_, index) => index % 10 === 0).sort((left, right) => left - right);
  assert.deepEqual(ran, expected);
  assert.equal(timers.size, 0);
});

test("a callback may cancel others and add new ones", async () => {
  const timers = new Timers();
  const ran: string[] = [];
  const doomed = timers.after(10, () => ran.push("doomed"));
  await new Promise<void>((resolve) => {
    timers.after(5, () => {
      doomed.cancel();
      timers.after(0, () => {
        ran.push("added");
        resolve();
      });
    });
  });
  await pass(timers, 20);
  assert.deepEqual(ran, ["added"]);
});

test("a callback that throws takes their time from no others", async () => {
  const timers = new Timers();
  const ran: string[] = [];
  // The runner takes what nobody catches for a failure of the test.
  const thrown = new Promise((resolve) => process.setUncaughtExceptionCaptureCallback(resolve));
  timers.after(5, () => {
    throw new Error("this one fails");
  });
  const others = new Promise<void>((resolve) => {
    timers.after(5, () => ran.push("as late"));
    timers.after(20, () => {
      ran.push("later");
      resolve();
    });
  });
  assert.match(String(await thrown), /this one fails/);
  process.setUncaughtExceptionCaptureCallback(null);
  await others;
  assert.deepEqual(ran, ["as late", "later"]);
  assert.equal(timers.size, 0);
});

test("what waits and is cancelled again and again takes one Node timer, which ends with the turn", async (t) => {
  const set = t.mock.method(globalThis, "setTimeout");
  const cleared = t.mock.method(globalThis, "clearTimeout");
  const timers = new Timers();
  for (let round = 0; round < 100; round += 1) {
    timers.after(60_000, () => {}).cancel();
    await Promise.resolve();
  }
  assert.equal(set.mock.callCount(), 1);
  const [{ result: timer } = {}] = set.mock.calls;
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(cleared.mock.calls.at(-1)?.arguments, [timer]);
});
