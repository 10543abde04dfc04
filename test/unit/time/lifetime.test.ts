import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, it } from "node:test";
import { Lifetime } from "../../../src/time/lifetime.js";
import { timers } from "../../../src/time/timers.js";
import { collectGarbage } from "../../support/collect-garbage.js";

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Adds a callback that nobody else holds. */
function addCallback(lifetime: Lifetime): WeakRef<() => void> {
  const callback = () => {};
  lifetime.whenEnded(callback);
  return new WeakRef(callback);
}

describe("a lifetime", () => {
  it("takes what was to be started with it, and starts nothing afterwards", async () => {
    const lifetime = new Lifetime();
    const before = timers.size;
    lifetime.after(0, () => assert.fail("started"));
    const paused = [lifetime.pause(60_000), lifetime.pause(60_000)];
    assert.equal(timers.size, before + 3);
    lifetime.end();
    lifetime.after(0, () => assert.fail("started"));
    await Promise.all([...paused, lifetime.pause(60_000)]);
    assert.equal(timers.size, before);
  });

  it("starts what it is asked to, unless that is taken back", async () => {
    const lifetime = new Lifetime();
    lifetime.after(1, () => assert.fail("started")).cancel();
    await new Promise<void>((resolve) => {
      lifetime.after(1, resolve);
    });
    await lifetime.pause(1);
    assert.equal(getEventListeners(lifetime.signal, "abort").length, 0);
  });

  it("ends with the first of those it is within, and leaves the others", () => {
    const [transport, connection] = [new Lifetime(), new Lifetime()];
    const link = new Lifetime(transport, connection);
    const other = new Lifetime(transport);
    connection.end();
    assert.deepEqual([link.ended, transport.ended, other.ended], [true, false, false]);
    assert.ok(new Lifetime(transport, connection).ended);
    other.end();
    assert.equal(getEventListeners(transport.signal, "abort").length, 0);
  });

  it("holds nothing of what waited beside it for the end of what it was within", async () => {
    const around = new Lifetime();
    const kept = new Lifetime(around);
    const waiting = addCallback(around);
    around.end();
    await collectGarbage();
    assert.equal(waiting.deref(), undefined);
    assert.ok(kept.ended);
  });

  it("tells its end once, soon where it has ended before", async () => {
    const lifetime = new Lifetime();
    const told: string[] = [];
    lifetime.whenEnded(() => told.push("first"));
    lifetime.whenEnded(() => assert.fail("told"))();
    lifetime.end();
    lifetime.end();
    assert.deepEqual(told, ["first"]);
    lifetime.whenEnded(() => told.push("late"));
    lifetime.whenEnded(() => assert.fail("told"))();
    assert.deepEqual(told, ["first"]);
    await turn();
    assert.deepEqual(told, ["first", "late"]);
  });
});
