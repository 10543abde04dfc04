import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { originOf, SendClock, sentAt } from "../../../../src/drivers/rabbit/send-clock.js";
import { WaitingTimes } from "../../../../src/drivers/rabbit/waiting-times.js";

const client = "c".repeat(32);

/** A server's view of one client whose clock began elsewhere. */
function makeServer(difference: number) {
  const times = new WaitingTimes();
  /** @param way ms from client to server */
  return (sentAt: number, way: number, origin = client) =>
    times.of(`${origin}:${sentAt}`, sentAt + difference + way);
}

describe("waiting times", () => {
  for (const difference of [-50_000, 0, 1_000_000]) {
    it(`are what a message took longer than the quickest, with clocks ${difference} ms apart`, () => {
      const took = makeServer(difference);
      assert.equal(took(1_000, 20), 0);
      assert.equal(took(2_000, 3_020), 3_000);
      assert.equal(took(2_500, 5), 0);
      assert.equal(took(3_000, 3_005), 3_000);
    });
  }

  it("are never more than the time since a message was sent, whatever came before", () => {
    const took = makeServer(7_777);
    let seed = 1;
    for (let sentAt = 0; sentAt < 600_000; sentAt += 100) {
      seed = (seed * 48_271) % 2_147_483_647;
      const way = seed % 5_000;
      const waited = took(sentAt, way);
      assert.ok(waited >= 0 && waited <= way);
    }
  });

  it("are not known of the first message of a client, nor of others by it", () => {
    const took = makeServer(0);
    assert.equal(took(1_000, 3_000), 0);
    assert.equal(took(1_000, 60_000, "d".repeat(32)), 0);
    // A quick one shows that the first had waited; that is too late for it alone.
    assert.equal(took(4_000, 10), 0);
    assert.equal(took(5_000, 3_000), 2_990);
  });

  it("forget the quickest after two minutes, in which clocks may have come apart", () => {
    const took = makeServer(0);
    took(0, 10);
    assert.equal(took(59_000, 1_010), 1_000);
    assert.equal(took(70_000, 1_010), 1_000);
    assert.equal(took(140_000, 1_010), 0);
    took(141_000, 10);
    assert.equal(took(1_000_000, 1_010), 0);
  });

  it("know many clients, and no more than that", () => {
    const took = makeServer(0);
    const origin = (index: number) => index.toString(16).padStart(32, "0");
    for (let index = 0; index < 4_096; index += 1) took(1_000, 10, origin(index));
    assert.equal(took(2_000, 510, origin(0)), 500);
    took(2_000, 10, origin(5_000));
    assert.equal(took(3_000, 510, origin(0)), 0);
    assert.equal(took(3_000, 510, origin(4_095)), 500);
  });

  it("are nothing for messages that do not say when they were sent, or in a way nobody here does", () => {
    const times = new WaitingTimes();
    for (const stamp of [
      undefined,
      "",
      "1",
      `${client}:`,
      `${client}:-1`,
      `${client}:1e9`,
      `${client}:${"9".repeat(16)}`,
      `${client.toUpperCase()}:1`,
      `x${client}:1`,
      `${client}x:1`,
    ]) {
      assert.equal(times.of(stamp, 1), 0);
      assert.equal(times.of(stamp, 1_000_000), 0);
    }
  });
});

/** The two clocks of a machine, moved by the test. */
function clocks(test: TestContext) {
  let [monotonic, wall] = [1_000.5, 1_700_000_000_000];
  test.mock.method(performance, "now", () => monotonic);
  test.mock.method(Date, "now", () => wall);
  return (ofMonotonic: number, ofWall = ofMonotonic) => {
    monotonic += ofMonotonic;
    wall += ofWall;
  };
}

describe("a send clock", () => {
  const read = (clock: SendClock) => {
    const stamp = clock.stamp();
    return { origin: originOf(stamp) ?? assert.fail(), sentAt: sentAt(stamp) ?? assert.fail() };
  };

  it("counts from one beginning while its machine runs", (test) => {
    const pass = clocks(test);
    const clock = new SendClock();
    const first = read(clock);
    assert.equal(first.sentAt, 1_000);
    pass(5_000, 5_100);
    assert.deepEqual(read(clock), { ...first, sentAt: 6_000 });
    assert.notEqual(read(new SendClock()).origin, first.origin);
  });

  it("begins anew when the machine was suspended, and when the time of day was set", (test) => {
    const pass = clocks(test);
    const clock = new SendClock();
    const origins = new Set([read(clock).origin]);
    for (const ofWall of [3_600_000, -3_600_000, 300]) {
      pass(10, ofWall);
      origins.add(read(clock).origin);
      pass(10);
      origins.add(read(clock).origin);
    }
    assert.equal(origins.size, 4);
  });
});
