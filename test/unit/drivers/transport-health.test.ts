import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { HealthMonitor, type TransportHealth } from "../../../src/drivers/transport-health.js";
import { MessageDeliveryFailure } from "../../../src/index.js";
import { type LogFields, silentLogger } from "../../../src/log/logger.js";
import { collectGarbage } from "../../support/collect-garbage.js";

const gone = new MessageDeliveryFailure("connection lost");
const refused = new MessageDeliveryFailure("cannot connect: ECONNREFUSED");

/** A monitor, what it has told, and what it has logged. */
function watched() {
  const errors: LogFields[] = [];
  const monitor = new HealthMonitor({ ...silentLogger, error: (fields) => errors.push(fields) });
  const told: TransportHealth[] = [];
  const unwatch = monitor.watch((health) => told.push(health));
  return { monitor, told, errors, unwatch };
}

/** Adds a listener that nobody else holds. */
function addListener(monitor: HealthMonitor, leaves = false): WeakRef<() => void> {
  const listener = () => {};
  const unwatch = monitor.watch(listener);
  if (leaves) unwatch();
  return new WeakRef(listener);
}

describe("health of a transport", () => {
  it("is well while nothing was asked of it", () => {
    const { monitor } = watched();
    const { state, healthy, lastError, lastErrorAt } = monitor.current;
    assert.deepEqual([state, healthy, lastError, lastErrorAt], ["idle", true, undefined, undefined]);
  });

  it("tells each change in turn, and what the last error was", async () => {
    const { monitor, told } = watched();
    monitor.connecting();
    monitor.connected();
    monitor.lost(gone);
    monitor.connected();
    monitor.closed();
    await setImmediate();
    assert.deepEqual(
      told.map(({ state, healthy, lastError }) => [state, healthy, lastError?.message]),
      [
        ["connecting", false, undefined],
        ["connected", true, undefined],
        ["lost", false, gone.message],
        ["connected", true, gone.message],
        ["closed", false, gone.message],
      ],
    );
  });

  it("is lost since the loss, whatever comes of further attempts", async () => {
    const { monitor, told } = watched();
    monitor.lost(gone);
    const { since, lastErrorAt } = monitor.current;
    monitor.lost(refused);
    monitor.lost(refused);
    await setImmediate();
    assert.equal(monitor.current.since, since);
    assert.notEqual(monitor.current.lastErrorAt, lastErrorAt);
    assert.deepEqual(
      told.map(({ lastError }) => lastError),
      [gone, refused],
    );
  });

  it("logs what a listener throws or rejects with, and tells the others", async () => {
    const { monitor, told, errors } = watched();
    const thrown = new TypeError("a bug");
    monitor.watch(() => {
      throw thrown;
    });
    monitor.watch(() => Promise.reject(thrown));
    monitor.watch((health) => told.push(health));
    monitor.connected();
    await setImmediate();
    assert.deepEqual(
      errors.map(({ err }) => err),
      [thrown, thrown],
    );
    assert.equal(told.length, 2);
  });

  it("tells nothing to who has gone, not even a change of before", async () => {
    const { monitor, told, unwatch } = watched();
    monitor.connected();
    unwatch();
    monitor.lost(gone);
    await setImmediate();
    assert.deepEqual(told, []);
  });

  it("keeps no listener that has gone, none when it is closed, and none that comes later", async () => {
    const { monitor, told } = watched();
    const left = addListener(monitor, true);
    await collectGarbage();
    assert.equal(left.deref(), undefined);
    const before = addListener(monitor);
    monitor.closed();
    const late: TransportHealth[] = [];
    monitor.watch((health) => late.push(health));
    monitor.lost(gone);
    monitor.closed();
    await setImmediate();
    assert.deepEqual([told.map(({ state }) => state), late], [["closed"], []]);
    const after = addListener(monitor);
    await collectGarbage();
    assert.deepEqual([before.deref(), after.deref()], [undefined, undefined]);
    assert.equal(monitor.current.state, "closed");
  });
});
