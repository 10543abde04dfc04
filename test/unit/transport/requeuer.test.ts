import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import type { IncomingNotification, Redelivery } from "../../../src/drivers/driver.js";
import { REQUEUE_PAUSE, Requeuer } from "../../../src/transport/requeuer.js";
import { incoming } from "../notify/incoming.js";
import { recordingLogger } from "../notify/recording-logger.js";

describe("what gives notifications back", () => {
  let log: ReturnType<typeof recordingLogger>;
  /** The pauses that were begun, and what ends each. */
  let pauses: { readonly ms: number; readonly end: () => void }[];
  let done: string[];
  let requeuer: Requeuer;
  /** The peer takes the last one back that waits to be told of it, and has done so with all that come. */
  let withdraw: () => boolean;
  let isWithdrawn: boolean;

  beforeEach(() => {
    log = recordingLogger();
    pauses = [];
    done = [];
    withdraw = () => false;
    isWithdrawn = false;
    requeuer = make();
  });

  function make(remembered?: number): Requeuer {
    return new Requeuer({
      log: log.logger,
      ...(remembered !== undefined && { remembered }),
      after: (ms, end) => {
        pauses.push({ ms, end });
        return { cancel: () => done.push("pause cancelled") };
      },
    });
  }

  /** It arrives; the peer tells as little as a classic queue does, if nothing else is said. */
  function arrive(id: string | undefined, told: Partial<Redelivery> = {}): IncomingNotification {
    return requeuer.watched({
      ...incoming({ message_id: `message ${id}` }),
      redelivery: { id, earlier: 0, returnsLeft: undefined, ...told },
      acknowledge: () => done.push(`${id} taken`),
      onWithdrawn: (tell) => {
        withdraw = tell;
      },
      setAside: () => {
        if (isWithdrawn) return false;
        done.push(`${id} set aside`);
        return true;
      },
      requeue: () => done.push(`${id} given back`),
    });
  }

  const warnings = () => log.lines.filter(({ level }) => level === "warn").map(({ message }) => message);

  /** The pause is the expected one, less a fifth at most. */
  function assertPause(index: number, expected: number): void {
    const { ms = -1 } = pauses[index] ?? {};
    assert.ok(ms > 0.8 * expected - 1 && ms <= expected, `pause ${index} is ${ms} ms, not about ${expected}`);
  }

  it("waits before it does so, and lets others come meanwhile", () => {
    arrive("a").requeue();
    assert.deepEqual(done, ["a set aside"]);
    pauses[0]?.end();
    assert.deepEqual(done, ["a set aside", "pause cancelled", "a given back"]);
  });

  it("forgets what its peer takes back meanwhile", () => {
    arrive("a").requeue();
    assert.equal(withdraw(), true);
    assert.equal(withdraw(), false);
    requeuer.end();
    assert.deepEqual(done, ["a set aside", "pause cancelled"]);
  });

  it("does not wait with what its peer has taken back already", () => {
    isWithdrawn = true;
    arrive("a").requeue();
    assert.deepEqual([done, pauses], [["a given back"], []]);
  });

  it("waits twice as long each time that the same one comes, up to a bound", () => {
    for (let time = 0; time < 12; time++) arrive("a").requeue();
    arrive("b").requeue();
    for (let time = 0; time < 12; time++) {
      assertPause(time, Math.min(REQUEUE_PAUSE.initial * 2 ** time, REQUEUE_PAUSE.max));
    }
    assertPause(12, REQUEUE_PAUSE.initial);
    assert.deepEqual(warnings(), ["A notification is given back again and again"]);
  });

  it("takes the peer's count where it is higher than its own, as after a restart", () => {
    arrive("a", { earlier: 5 }).requeue();
    arrive("a", { earlier: 1 }).requeue();
    assertPause(0, 3_200);
    assertPause(1, 6_400);
  });

  it("forgets what was handled, and the oldest of too many", () => {
    arrive("a").requeue();
    arrive("a").acknowledge();
    arrive("a").requeue();
    assertPause(1, REQUEUE_PAUSE.initial);
    requeuer = make(2);
    for (const id of ["a", "b", "c", "b", "a"]) arrive(id).requeue();
    assertPause(5, 200);
    assertPause(6, REQUEUE_PAUSE.initial);
  });

  it("knows one without an id of its own by the id in the message", () => {
    arrive(undefined).requeue();
    arrive(undefined).requeue();
    assertPause(1, 200);
  });

  it("says what its queue is about to drop", () => {
    for (const returnsLeft of [4, 3, 0]) arrive("a", { earlier: 20 - returnsLeft, returnsLeft }).requeue();
    assert.deepEqual(warnings(), [
      "A notification is given back, which its queue allows only a few times more",
      "A notification is given back once too often: its queue drops it",
    ]);
    assert.equal(log.lines.at(-1)?.fields.messageId, "message a");
  });

  it("gives back at once what waits when it ends, and all that comes later", () => {
    arrive("a").requeue();
    requeuer.end();
    arrive("b").requeue();
    assert.deepEqual(done, ["a set aside", "pause cancelled", "a given back", "b given back"]);
  });
});
