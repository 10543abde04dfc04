import assert from "node:assert/strict";
import { test } from "node:test";
import type { AmqpError } from "../../../src/amqp/codec/amqp-error.js";
import { decodeMessage } from "../../../src/amqp/codec/message.js";
import { timers } from "../../../src/time/timers.js";
import {
  address,
  connectClient,
  makeReceiver,
  makeSender,
  message,
  Queue,
  type RheaContext,
  rheaPeer,
  startRouter,
  until,
  useStarted,
} from "./harness.js";

const started = useStarted();

const reason = (expected: string) => (error: AmqpError) => error.reason === expected;

test("a message waits for credit, arrives, and gets its outcome", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const sender = makeSender(started);
  sender.attach(live, address);
  const outcome = sender.send(message("hello", { to: address }));
  assert.equal(sender.pending, 1);
  const { receiver, deliveries } = makeReceiver(started);
  assert.equal(await receiver.attach(live, address), address);
  const delivery = await deliveries.next();
  assert.equal(decodeMessage(delivery.bytes).body, "hello");
  assert.equal(delivery.settled, false);
  delivery.accept();
  assert.deepEqual(await outcome, { state: "accepted" });
  assert.equal(sender.pending, 0);
});

test("each outcome is reported as it is", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const sender = makeSender(started);
  const { receiver, deliveries } = makeReceiver(started);
  await receiver.attach(live, address);
  sender.attach(live, address);
  const settle = async (how: "release" | "failed" | "here" | "reject") => {
    const outcome = sender.send(message(how));
    const delivery = await deliveries.next();
    if (how === "release") delivery.release();
    if (how === "failed") delivery.modify({ deliveryFailed: true, undeliverableHere: false });
    if (how === "here") delivery.modify({ deliveryFailed: false, undeliverableHere: true });
    if (how === "reject") delivery.reject("amqp:decode-error", "no JSON");
    return outcome;
  };
  assert.deepEqual(await settle("release"), { state: "released" });
  assert.deepEqual(await settle("failed"), {
    state: "modified",
    deliveryFailed: true,
    undeliverableHere: false,
  });
  assert.deepEqual(await settle("here"), {
    state: "modified",
    deliveryFailed: false,
    undeliverableHere: true,
  });
  assert.deepEqual(await settle("reject"), {
    state: "rejected",
    condition: "amqp:decode-error",
    text: "amqp:decode-error: no JSON",
  });
});

test("a settled message counts as accepted once it is sent, and waits for credit before", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const sender = makeSender(started);
  sender.attach(live, address);
  let done = false;
  const outcome = sender.send(message("cast", { settled: true })).finally(() => {
    done = true;
  });
  await until(() => router.statistics().senders === 1);
  assert.equal(done, false);
  const { receiver, deliveries } = makeReceiver(started);
  await receiver.attach(live, address);
  assert.deepEqual(await outcome, { state: "accepted" });
  assert.equal((await deliveries.next()).settled, true);
});

test("one message more than the queue holds is refused", async () => {
  const sender = makeSender(started, { queueLimit: 2 });
  const waiting = [sender.send(message("1")), sender.send(message("2"))];
  await assert.rejects(sender.send(message("3")), reason("queue-full"));
  assert.equal(sender.pending, 2);
  sender.close();
  for (const promise of waiting) await assert.rejects(promise, reason("closed"));
  assert.equal(sender.pending, 0);
  await assert.rejects(sender.send(message("4")), reason("closed"));
});

test("deadlines pass before and after sending, and leave no timer", async () => {
  const before = timers.size;
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const sender = makeSender(started);
  await assert.rejects(
    sender.send(message("late", { deadline: performance.now() - 1 })),
    reason("expired-unsent"),
  );
  await assert.rejects(
    sender.send(message("soon", { deadline: performance.now() + 10 })),
    reason("expired-unsent"),
  );
  const { receiver, deliveries } = makeReceiver(started);
  await receiver.attach(live, address);
  sender.attach(live, address);
  const unanswered = sender.send(message("unanswered", { deadline: performance.now() + 500 }));
  const delivery = await deliveries.next();
  await assert.rejects(unanswered, reason("expired-sent"));
  delivery.accept();
  const answered = sender.send(message("answered", { deadline: performance.now() + 60_000 }));
  (await deliveries.next()).accept();
  assert.deepEqual(await answered, { state: "accepted" });
  assert.equal(timers.size, before);
});

test("a message can be withdrawn before and after it is sent", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const sender = makeSender(started);
  const unsent = new AbortController();
  const waiting = sender.send(message("unsent", { signal: unsent.signal }));
  unsent.abort();
  await assert.rejects(waiting, reason("withdrawn"));
  await assert.rejects(sender.send(message("never", { signal: unsent.signal })), reason("withdrawn"));
  const { receiver, deliveries } = makeReceiver(started);
  await receiver.attach(live, address);
  sender.attach(live, address);
  const sent = new AbortController();
  const outcome = sender.send(message("sent", { signal: sent.signal }));
  const delivery = await deliveries.next();
  sent.abort();
  await assert.rejects(outcome, reason("withdrawn"));
  delivery.accept();
  assert.equal(sender.pending, 0);
});

test("the peer hears when nobody waits for an outcome any more", async () => {
  const forgotten = new Queue<string>();
  const withdrawal = new AbortController();
  const peer = await rheaPeer(started, {
    receiver_open: ({ receiver }) => void receiver.add_credit(5),
    message: () => withdrawal.abort(),
    settled: () => forgotten.push("settled"),
  });
  const { live } = await connectClient(started, peer.port);
  const sender = makeSender(started);
  sender.attach(live, "somewhere");
  const sent = sender.send(message("x", { signal: withdrawal.signal }));
  await assert.rejects(sent, reason("withdrawn"));
  assert.equal(await forgotten.next(), "settled");
});

test("a peer that knows no disposition of a sender hears nothing of it", async () => {
  const frames: string[] = [];
  const late: RheaContext["delivery"][] = [];
  const peer = await rheaPeer(started, {
    receiver_open: ({ receiver }) => void receiver.add_credit(5),
    message: ({ delivery }) => {
      if (late.push(delivery) === 1) return;
      for (const one of late) one.accept();
    },
  });
  const { live } = await connectClient(started, peer.port, {
    open: { containerId: "silent", settlesAsSender: false, trace: (line) => frames.push(line) },
  });
  const sender = makeSender(started);
  sender.attach(live, "somewhere");
  const withdrawal = new AbortController();
  const withdrawn = sender.send(message("withdrawn", { signal: withdrawal.signal }));
  await until(() => late.length === 1);
  withdrawal.abort();
  await assert.rejects(withdrawn, reason("withdrawn"));
  // The outcome of what nobody waits for comes with that of the other.
  assert.deepEqual(await sender.send(message("other")), { state: "accepted" });
  assert.deepEqual(
    frames.filter((line) => /-> .*disposition/.test(line)),
    [],
  );
});

test("credit the peer asks back is given back, once nothing waits", async () => {
  const drained = new Queue<number>();
  const peer = await rheaPeer(started, {
    receiver_open: ({ receiver }) => void receiver.add_credit(5),
    message: ({ receiver, delivery }) => {
      delivery.accept();
      receiver.drain_credit();
    },
    receiver_drained: ({ receiver }) => {
      drained.push((receiver as unknown as { credit: number }).credit);
      receiver.drain = false;
      receiver.add_credit(1);
    },
  });
  const { live } = await connectClient(started, peer.port);
  const sender = makeSender(started);
  sender.attach(live, "somewhere");
  assert.deepEqual(await sender.send(message("one")), { state: "accepted" });
  assert.equal(await drained.next(), 0);
  assert.deepEqual(await sender.send(message("two")), { state: "accepted" });
});

test("with the connection unacked messages fail, and unsent ones wait within their retry", async () => {
  const router = await startRouter(started);
  const { live, connection, opened, lost } = await connectClient(started, router.port);
  const sender = makeSender(started);
  const { receiver, deliveries } = makeReceiver(started, { credit: 1 });
  await receiver.attach(live, address);
  sender.attach(live, address);
  const unacked = sender.send(message("unacked"));
  await deliveries.next();
  sender.lost((await cut(connection, lost)) as AmqpError);
  await assert.rejects(unacked, reason("connection-lost"));

  const patient = sender.send(message("patient"));
  const once = sender.send(message("once", { retry: 1 }));
  const never = sender.send(message("never", { retry: 0 }));
  const again = await opened.next();
  const error = await cut(connection, lost);
  sender.lost(error);
  await assert.rejects(never, reason("connection-lost"));
  assert.equal(sender.pending, 2);
  sender.lost(error);
  await assert.rejects(once, reason("connection-lost"));
  const third = await opened.next();
  assert.notEqual(third, again);
  const other = makeReceiver(started);
  await other.receiver.attach(third, address);
  sender.attach(third, address);
  (await other.deliveries.next()).accept();
  assert.deepEqual(await patient, { state: "accepted" });
});

async function cut(
  connection: { live: { socket: { destroy(): void } } | undefined },
  lost: { next(): Promise<AmqpError> },
): Promise<AmqpError> {
  connection.live?.socket.destroy();
  return lost.next();
}

test("a link the peer detaches is attached again under a new name", async () => {
  const names: string[] = [];
  const peer = await rheaPeer(started, {
    receiver_open: ({ receiver }) => {
      names.push(receiver.name);
      receiver.add_credit(1);
    },
    message: ({ delivery, receiver }) => {
      if (names.length === 1) receiver.close({ condition: "amqp:internal-error", description: "oops" });
      else delivery.accept();
    },
  });
  const { live } = await connectClient(started, peer.port);
  const sender = makeSender(started);
  sender.attach(live, "somewhere");
  const unacked = sender.send(message("unacked"));
  const unsent = sender.send(message("unsent"));
  const impatient = sender.send(message("impatient", { retry: 0 }));
  await assert.rejects(unacked, (error: AmqpError) => {
    assert.equal(error.reason, "link-detached");
    assert.equal(error.condition, "amqp:internal-error");
    return true;
  });
  await assert.rejects(impatient, reason("link-detached"));
  assert.deepEqual(await unsent, { state: "accepted" });
  assert.equal(new Set(names).size, 2);
});

test("a refused link counts as a loss, and no message is lost with it", async () => {
  let refusals = 0;
  const peer = await rheaPeer(started, {
    receiver_open: ({ receiver }) => {
      if (++refusals < 3) receiver.close({ condition: "amqp:not-found", description: "not yet" });
      else receiver.add_credit(1);
    },
    message: ({ delivery }) => delivery.accept(),
  });
  const { live } = await connectClient(started, peer.port);
  const sender = makeSender(started);
  sender.attach(live, "somewhere");
  const patient = sender.send(message("patient", { retry: 2 }));
  await assert.rejects(sender.send(message("impatient", { retry: 1 })), reason("link-detached"));
  assert.deepEqual(await patient, { state: "accepted" });
});

test("an outcome nobody knows is told as such", async () => {
  const peer = await rheaPeer(started, {
    receiver_open: ({ receiver }) => void receiver.add_credit(1),
    message: ({ delivery }) => (delivery as unknown as { update(settled: boolean): void }).update(true),
  });
  const { live } = await connectClient(started, peer.port);
  const sender = makeSender(started);
  sender.attach(live, "somewhere");
  assert.deepEqual(await sender.send(message("?")), { state: "unknown" });
});

test("more than a session of rhea's holds can be under way, and the first may be settled last", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const sender = makeSender(started, { queueLimit: 5_000 });
  const { receiver, deliveries } = makeReceiver(started, { credit: 4_000 });
  await receiver.attach(live, address);
  sender.attach(live, address);
  const first = sender.send(message("first"));
  const last = await deliveries.next();
  const others = Array.from({ length: 4_500 }, (_, i) => sender.send(message(String(i))));
  for (const _ of others) (await deliveries.next()).accept();
  for (const other of others) assert.deepEqual(await other, { state: "accepted" });
  last.accept();
  assert.deepEqual(await first, { state: "accepted" });
});

test("a large message arrives whole, and one too large for the peer fails by itself", async () => {
  const router = await startRouter(started, { limits: { maxMessageSize: 2_000_000 } });
  const { live } = await connectClient(started, router.port);
  const sender = makeSender(started);
  const { receiver, deliveries } = makeReceiver(started);
  await receiver.attach(live, address);
  sender.attach(live, address);
  const text = "é".repeat(900_000);
  const outcome = sender.send(message(text));
  const delivery = await deliveries.next();
  assert.equal(decodeMessage(delivery.bytes).body, text);
  delivery.accept();
  await outcome;
  const refused = await sender.send(message("x".repeat(2_000_000)));
  assert.equal(refused.state, "rejected");
  assert.equal(refused.state === "rejected" && refused.condition, "amqp:link:message-size-exceeded");
});

test("an error while encoding fails that message only", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const sender = makeSender(started);
  const { receiver, deliveries } = makeReceiver(started);
  await receiver.attach(live, address);
  sender.attach(live, address);
  const failing = sender.send({
    settled: false,
    encode: () => {
      throw new TypeError("no such thing");
    },
  });
  const other = sender.send(message("other"));
  await assert.rejects(failing, TypeError);
  (await deliveries.next()).accept();
  assert.deepEqual(await other, { state: "accepted" });
});
