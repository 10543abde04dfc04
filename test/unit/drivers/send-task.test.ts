import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PendingMessage } from "../../../src/amqp/client/pending-message.js";
import type { AmqpSender } from "../../../src/amqp/client/sender.js";
import { AmqpError } from "../../../src/amqp/codec/amqp-error.js";
import type { Outcome } from "../../../src/amqp/codec/outcome.js";
import type { OutgoingDelivery } from "../../../src/amqp/engine/delivery.js";
import { type MessageToSend, sendMessage } from "../../../src/drivers/send-message.js";
import type { AttemptVerdict, SendPolicy } from "../../../src/drivers/send-task.js";
import { MessageDeliveryFailure } from "../../../src/errors/delivery-errors.js";
import { Lifetime } from "../../../src/time/lifetime.js";

type End = Outcome | AmqpError;

const accepted: Outcome = { state: "accepted" };
const released: Outcome = { state: "released" };
const lost = new AmqpError("connection-lost", "gone");
const unwanted = (mayHaveRun: boolean) => new MessageDeliveryFailure("it is not wanted", { mayHaveRun });

/** Ends each attempt as told, and keeps the retries it was given. */
function fakeSender(ends: readonly End[]) {
  const attempts: number[] = [];
  const lifetime = new Lifetime();
  const submit: AmqpSender["submit"] = (message, observer, retry = -1) => {
    const pending = new PendingMessage(message, observer, retry);
    const end = ends[attempts.length] ?? accepted;
    attempts.push(retry);
    queueMicrotask(() => {
      pending.delivery = { isBegun: true } as OutgoingDelivery;
      if (end instanceof AmqpError) pending.fail(end);
      else pending.settle(end);
    });
    return pending;
  };
  const withdraw: AmqpSender["withdraw"] = (pending) => pending.fail(new AmqpError("withdrawn", "withdrawn"));
  return { sender: { submit, withdraw, lifetime } as unknown as AmqpSender, attempts, lifetime };
}

/** Takes what is released for given back, and what is lost for in doubt. */
function policy(more: Partial<SendPolicy> = {}): SendPolicy {
  return {
    repeats: true,
    decided: (outcome): AttemptVerdict =>
      outcome.state === "released"
        ? { is: "returned", delay: 0, error: unwanted(false) }
        : { is: "failed", error: unwanted(false) },
    failed: (error): AttemptVerdict =>
      error.reason === "connection-lost" ? { is: "in-doubt", delay: 0, error } : { is: "failed", error },
    whyUnsent: () => "nobody listens",
    ...more,
  };
}

function send(ends: readonly End[], message: Partial<MessageToSend> = {}) {
  const { sender, ...rest } = fakeSender(ends);
  const sent = sendMessage(sender, {
    encode: () => Buffer.alloc(0),
    what: "it",
    policy: policy(),
    ...message,
  });
  return { sent, ...rest };
}

async function failure(sent: Promise<void>): Promise<MessageDeliveryFailure> {
  const error = await sent.then(
    () => assert.fail("it was delivered"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof MessageDeliveryFailure, String(error));
  return error;
}

describe("a message that is sent until it is delivered", { timeout: 20_000 }, () => {
  it("is sent again when it was given back or lost, and counts its retries", async () => {
    const { sent, attempts } = send([released, lost, accepted], { retry: 2 });
    await sent;
    assert.deepEqual(attempts, [2, 1, 0]);
  });

  it("fails as its last attempt did when no retry is left", async () => {
    const { sent, attempts } = send([released, released], { retry: 1 });
    const { message, mayHaveRun } = await failure(sent);
    assert.deepEqual([message, mayHaveRun, attempts.length], ["it is not wanted", false, 2]);
  });

  it("may have arrived when an earlier try was lost, whatever becomes of the last one", async () => {
    const { message, mayHaveRun } = await failure(send([lost, released], { retry: 1 }).sent);
    assert.deepEqual(
      [message, mayHaveRun],
      ["it is not wanted; an earlier try may have been delivered", true],
    );
  });

  it("is not sent again when it was lost and may not arrive twice", async () => {
    const { sent, attempts } = send([lost], { policy: policy({ repeats: false }) });
    assert.equal((await failure(sent)).mayHaveRun, true);
    assert.equal(attempts.length, 1);
  });

  it("has an attempt for nothing where its policy says so", async () => {
    const decided = (): AttemptVerdict => ({ is: "returned", delay: 0, error: unwanted(false), free: true });
    const { sent, attempts } = send([released, accepted], { retry: 0, policy: policy({ decided }) });
    await sent;
    assert.deepEqual(attempts, [0, 0]);
  });

  it("is made ready before each attempt, which then waits for no other link", async () => {
    let prepared = 0;
    const prepare = async () => {
      prepared += 1;
    };
    const { sent, attempts } = send([lost, accepted], { policy: policy({ prepare }) });
    await sent;
    assert.deepEqual([prepared, attempts], [2, [0, 0]]);
  });

  it("ends between two attempts with its signal, with its time and with its sender", async () => {
    const decided = (): AttemptVerdict => ({ is: "returned", delay: 3_600_000, error: unwanted(false) });
    const waiting = { policy: policy({ decided }) };
    const given = new AbortController();
    const aborted = send([released], { ...waiting, signal: given.signal });
    setImmediate(() => given.abort(new Error("enough")));
    await assert.rejects(aborted.sent, /enough/);
    const late = await failure(send([released], { ...waiting, seconds: 0.05 }).sent);
    assert.match(late.message, /^it was not delivered within 0\.05 s: nobody listens$/);
    // A sender that is closed says so itself: here it takes the next attempt.
    const { sent, lifetime, attempts } = send([released, accepted], waiting);
    setImmediate(() => lifetime.end());
    await sent;
    assert.equal(attempts.length, 2);
  });
});
