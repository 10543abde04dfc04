import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type OutcomeObserver, PendingMessage } from "../../../../src/amqp/client/pending-message.js";
import type { AmqpSender, Outgoing } from "../../../../src/amqp/client/sender.js";
import { AmqpError } from "../../../../src/amqp/codec/amqp-error.js";
import { decodeState } from "../../../../src/amqp/codec/delivery-state.js";
import type { Outcome } from "../../../../src/amqp/codec/outcome.js";
import type { OutgoingDelivery } from "../../../../src/amqp/engine/delivery.js";
import { RecentFailures } from "../../../../src/drivers/rabbit/recent-failures.js";
import { RabbitReplier } from "../../../../src/drivers/rabbit/replier.js";
import { guardedLogger } from "../../../../src/log/guarded-logger.js";
import { silentLogger } from "../../../../src/log/logger.js";
import { Lifetime } from "../../../../src/time/lifetime.js";
import { unavailableState } from "./unavailable-state.js";

type Answer = Outcome | AmqpError;
type Sent = Pick<Outgoing, "settled" | "alone">;

const accepted: Outcome = { state: "accepted" };
const released: Outcome = { state: "released" };

/** A sender whose messages end as told, the last answer again and again. */
function fakeSender(answers: readonly Answer[]): { sender: AmqpSender; sent: readonly Sent[] } {
  const sent: Sent[] = [];
  const submit = (message: Outgoing, observer: OutcomeObserver) => {
    const pending = new PendingMessage(message, observer, -1);
    queueMicrotask(() => {
      if ((message.deadline ?? 0) <= performance.now()) {
        pending.fail(new AmqpError("expired-unsent", "too late"));
        return;
      }
      message.encode();
      pending.delivery = { isBegun: true } as OutgoingDelivery;
      const answer = answers[Math.min(sent.length, answers.length - 1)] as Answer;
      const { settled, alone } = message;
      sent.push({ settled, alone });
      if (answer instanceof AmqpError) pending.fail(answer);
      else pending.settle(answer);
    });
    return pending;
  };
  return { sender: { submit, lifetime: new Lifetime() } as unknown as AmqpSender, sent };
}

function replier(
  answers: readonly Answer[],
  timeout = 60_000,
  log = silentLogger,
): { replier: RabbitReplier; sent: readonly Sent[] } {
  const { sender, sent } = fakeSender(answers);
  return { replier: new RabbitReplier({ sender, compressed: false, timeout, log }), sent };
}

const to = { queue: "reply_1", deadline: undefined };

describe("a reply", () => {
  it("is sent once when it is accepted", async () => {
    const { replier: tested, sent } = replier([accepted]);
    await tested.reply(to, "{}");
    assert.equal(sent.length, 1);
    assert.equal(sent[0]?.settled, false);
  });

  it("is sent again while its queue is on its way out, or has no leader", async () => {
    const { replier: tested, sent } = replier([decodeState(unavailableState("reply_1")), accepted]);
    await tested.reply(to, "{}");
    assert.equal(sent.length, 2);
  });

  it("is sent again while its queue is not there", async () => {
    const { replier: tested, sent } = replier([released, released, accepted]);
    const startedAt = performance.now();
    await tested.reply(to, "{}");
    assert.equal(sent.length, 3);
    assert.ok(performance.now() - startedAt >= 740);
  });

  it("is sent again when the connection was lost before its outcome came", async () => {
    const { replier: tested, sent } = replier([new AmqpError("connection-lost", "gone"), accepted]);
    await tested.reply(to, "{}");
    assert.equal(sent.length, 2);
  });

  it("is sent again, alone, when its session ended for what may be another message", async () => {
    const end = (shared: boolean) =>
      new AmqpError("link-detached", "no", { condition: "amqp:unauthorized-access", shared });
    const { replier: tested, sent } = replier([end(true), accepted]);
    await tested.reply(to, "{}");
    assert.deepEqual(
      sent.map(({ alone }) => alone),
      [false, true],
    );
    const { replier: forbidden, sent: tries } = replier([end(true), end(false), accepted]);
    await forbidden.reply(to, "{}");
    assert.equal(tries.length, 2);
  });

  describe("to a client that was given up", () => {
    let now = 10_000;

    /** Sends a reply, and lets the time pass until another attempt is due. */
    async function later(test: TestContext, reply: Promise<void>): Promise<void> {
      await nextTurn();
      now += 250;
      test.mock.timers.tick(250);
      await reply;
    }

    function stopTime(test: TestContext): void {
      test.mock.method(performance, "now", () => now);
      test.mock.timers.enable({ apis: ["setTimeout"] });
    }

    it("is sent once", async (test) => {
      stopTime(test);
      const { replier: tested, sent } = replier([released], 300);
      await later(test, tested.reply(to, "{}"));
      assert.equal(sent.length, 2);
      await tested.reply(to, "{}");
      assert.equal(sent.length, 3);
      await later(test, tested.reply({ ...to, queue: "reply_2" }, "{}"));
      assert.equal(sent.length, 5);
    });

    it("gets there when the client is back, and is tried again from then on", async (test) => {
      stopTime(test);
      const { replier: tested, sent } = replier([released, released, accepted, released, accepted], 300);
      await later(test, tested.reply(to, "{}"));
      await tested.reply(to, "{}");
      assert.equal(sent.length, 3);
      await later(test, tested.reply(to, "{}"));
      assert.equal(sent.length, 5);
    });
  });

  it("is sent once where there is no time for other attempts", async () => {
    const { replier: tested, sent } = replier([released], 0);
    await tested.reply(to, "{}");
    assert.equal(sent.length, 1);
  });

  it("is sent once, and without a word, when its caller has stopped waiting", async () => {
    const { replier: tested, sent } = replier([accepted]);
    await tested.reply({ ...to, deadline: performance.now() - 150 }, "{}");
    assert.equal(sent.length, 1);
  });

  it("is not tried for longer than its caller waits", async () => {
    const { replier: tested, sent } = replier([released]);
    await tested.reply({ queue: "reply_1", deadline: performance.now() + 100 }, "{}");
    assert.equal(sent.length, 1);
  });

  it("is tried after one whose caller had stopped waiting: its client may be coming back", async () => {
    const { replier: tested, sent } = replier([released]);
    const deadline = performance.now() + 100;
    await tested.reply({ queue: "reply_1", deadline }, "{}");
    await tested.reply({ queue: "reply_1", deadline }, "{}");
    assert.equal(sent.length, 2);
  });

  it("is not tried again when the broker had made its queue, which never comes back", async () => {
    const { replier: tested, sent } = replier([released]);
    await tested.reply({ queue: "amq.dyn-1", deadline: undefined }, "{}");
    assert.equal(sent.length, 1);
  });

  it("is done with also when it cannot even be logged that it was not delivered", async () => {
    const fails = () => {
      throw new Error("the disk is full");
    };
    const log = guardedLogger({ ...silentLogger, warn: fails });
    const { replier: tested, sent } = replier([released], 0, log);
    await tested.reply(to, "{}");
    assert.equal(sent.length, 1);
  });

  it("goes to reply queues and to no other", () => {
    const { replier: tested } = replier([accepted]);
    assert.equal(tested.accepts("reply_0123456789abcdef0123456789abcdef"), true);
    assert.equal(tested.accepts("reply_host:nova-api:1"), true);
    assert.equal(tested.accepts("amq.rabbitmq.reply-to.g1h2AA=.P=="), true);
    assert.equal(tested.accepts("amq.dyn-abc"), true);
    for (const name of [
      "",
      "nova-compute",
      "amq.default",
      "amq.dyn",
      "nova_fanout_1",
      "notifications.info",
      "Reply_1",
    ]) {
      assert.equal(tested.accepts(name), false, name);
    }
  });
});

it("recent failures are forgotten in time, and when there are too many", async () => {
  const failures = new RecentFailures(2, 20);
  failures.add("a");
  failures.add("b");
  failures.add("c");
  assert.deepEqual(
    ["a", "b", "c"].map((name) => failures.has(name)),
    [false, true, true],
  );
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(failures.has("c"), false);
});
