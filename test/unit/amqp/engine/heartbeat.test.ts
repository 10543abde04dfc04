import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { startHeartbeat } from "../../../../src/amqp/engine/heartbeat.js";

function fakeConnection() {
  return {
    reads: 0,
    writes: 0,
    beats: 0,
    writeEmptyFrame() {
      this.beats++;
      this.writes++;
    },
  };
}

const mockTimers = (t: TestContext) => t.mock.timers.enable({ apis: ["setTimeout"] });

/** Timers set anew while one runs are seen by the next tick only. */
function pass(t: TestContext, milliseconds: number): void {
  for (let i = 0; i < milliseconds; i += 5) t.mock.timers.tick(5);
}

test("an idle connection beats within the peer's time, a busy one does not", (t) => {
  mockTimers(t);
  const connection = fakeConnection();
  const stop = startHeartbeat(connection, { idleTimeout: 0, peerIdleTimeOut: 300, onSilence: () => {} });
  pass(t, 300);
  assert.ok(connection.beats >= 1, "no beat in the peer's time");
  const quiet = connection.beats;
  for (let i = 0; i < 10; i++) {
    connection.writes++;
    pass(t, 50);
  }
  assert.equal(connection.beats, quiet);
  stop();
  pass(t, 1_000);
  assert.equal(connection.beats, quiet);
});

test("the peer's wish is clamped, and nonsense is none", (t) => {
  mockTimers(t);
  const hasty = fakeConnection();
  startHeartbeat(hasty, { idleTimeout: 0, peerIdleTimeOut: 1, onSilence: () => {} });
  pass(t, 200);
  assert.ok(hasty.beats <= 3, String(hasty.beats));
  const odd = fakeConnection();
  startHeartbeat(odd, { idleTimeout: 0, peerIdleTimeOut: "soon" as never, onSilence: () => {} });
  pass(t, 1_000);
  assert.equal(odd.beats, 0);
});

test("silence is told after no less than the idle time and no more than 1.25 times of it, whenever the last word came", (t) => {
  mockTimers(t);
  const idleTimeout = 4_000;
  const waited = Array.from({ length: idleTimeout / 10 }, (_, step) => {
    const connection = fakeConnection();
    const lastWord = step * 10;
    let told = 0;
    let now = 0;
    startHeartbeat(connection, { idleTimeout, peerIdleTimeOut: undefined, onSilence: () => (told = now) });
    for (; told === 0 && now < 4 * idleTimeout; now += 5) {
      if (now === lastWord) connection.reads++;
      t.mock.timers.tick(5);
    }
    return told - lastWord;
  });
  assert.ok(Math.min(...waited) >= idleTimeout, `${Math.min(...waited)} ms`);
  assert.ok(Math.max(...waited) <= 1.25 * idleTimeout, `${Math.max(...waited)} ms`);
});

test("silence is told once, after more than the idle time and not again", (t) => {
  mockTimers(t);
  const connection = fakeConnection();
  let told = 0;
  startHeartbeat(connection, { idleTimeout: 400, peerIdleTimeOut: undefined, onSilence: () => told++ });
  for (let i = 0; i < 10; i++) {
    connection.reads++;
    pass(t, 300);
  }
  assert.equal(told, 0);
  pass(t, 95);
  assert.equal(told, 0);
  pass(t, 600);
  assert.equal(told, 1);
  pass(t, 4_000);
  assert.equal(told, 1);
});

test("a stopped heartbeat tells nothing", (t) => {
  mockTimers(t);
  const connection = fakeConnection();
  let told = 0;
  startHeartbeat(connection, { idleTimeout: 100, peerIdleTimeOut: 100, onSilence: () => told++ })();
  pass(t, 2_000);
  assert.equal(told, 0);
});
