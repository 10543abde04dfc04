import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import type { IncomingDelivery } from "../../../src/amqp/client/receiver.js";
import {
  connectClient,
  makeReceiver,
  makeSender,
  message,
  rheaClient,
  startRouter,
  until,
  useStarted,
} from "../amqp/harness.js";

const started = useStarted();

const multicast = "openstack.org/om/rpc/multicast/exchange/topic";

test("multicast is accepted when one accepts and none rejects", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const one = makeReceiver(started);
  const two = makeReceiver(started);
  await one.receiver.attach(live, multicast);
  await two.receiver.attach(live, multicast);
  const sender = makeSender(started);
  sender.attach(live, multicast);
  const first = sender.send(message("first"));
  (await one.deliveries.next()).release();
  (await two.deliveries.next()).accept();
  assert.deepEqual(await first, { state: "accepted" });
  const second = sender.send(message("second"));
  (await one.deliveries.next()).accept();
  (await two.deliveries.next()).reject("amqp:decode-error", "no");
  assert.equal((await second).state, "rejected");
  const third = sender.send(message("third"));
  (await one.deliveries.next()).release();
  (await two.deliveries.next()).release();
  assert.deepEqual(await third, { state: "released" });
});

test("a receiver that stalls stops the others but once, and gets its last copies later", async () => {
  const router = await startRouter(started, { limits: { heldCopies: 50 } });
  const { live } = await connectClient(started, router.port);
  const plain = await rheaClient(started, router.port);
  const stalled = plain.open_receiver({ source: multicast, credit_window: 0 } as never);
  await once(stalled, "receiver_open");
  let late = 0;
  stalled.on("message", () => late++);
  const { receiver, deliveries } = makeReceiver(started, { credit: 200 });
  await receiver.attach(live, multicast);
  const sender = makeSender(started);
  sender.attach(live, multicast);
  for (let i = 0; i < 100; i++) {
    const outcome = sender.send(message(String(i)));
    (await deliveries.next()).accept();
    assert.deepEqual(await outcome, { state: "accepted" });
  }
  assert.equal(router.statistics().dropped, 50);
  stalled.add_credit(1_000);
  await until(() => late === 50);
});

/** Accepts one message in each turn of the event loop. */
function inItsOwnTime(): (delivery: IncomingDelivery) => void {
  const waiting: IncomingDelivery[] = [];
  return (delivery) => {
    if (waiting.push(delivery) > 1) return;
    setImmediate(function next() {
      waiting.shift()?.accept();
      if (waiting.length > 0) setImmediate(next);
    });
  };
}

test("a flood of settled messages loses no copy at a receiver that is merely slow", async () => {
  const router = await startRouter(started, { limits: { heldCopies: 50, senderCredit: 50 } });
  const quick = makeReceiver(started, { credit: 100, onDelivery: (delivery) => delivery.accept() });
  await quick.receiver.attach((await connectClient(started, router.port)).live, multicast);
  const slow = makeReceiver(started, { credit: 10, onDelivery: inItsOwnTime() });
  await slow.receiver.attach((await connectClient(started, router.port)).live, multicast);
  const sent: Promise<unknown>[] = [];
  for (let index = 0; index < 3; index += 1) {
    const sender = makeSender(started, { queueLimit: 2_000 });
    sender.attach((await connectClient(started, router.port)).live, multicast);
    for (let count = 0; count < 1_000; count += 1) sent.push(sender.send(message("x", { settled: true })));
  }
  await Promise.all(sent);
  await until(() => router.statistics().forwarded === 2 * 3_000, 30_000);
  const { dropped, held, heldBytes } = router.statistics();
  assert.deepEqual({ dropped, held, heldBytes }, { dropped: 0, held: 0, heldBytes: 0 });
});

test("what comes through the anonymous terminus waits for a slow receiver as well", async () => {
  const router = await startRouter(started, { limits: { heldCopies: 50 } });
  const slow = makeReceiver(started, { credit: 10, onDelivery: inItsOwnTime() });
  await slow.receiver.attach((await connectClient(started, router.port)).live, multicast);
  const sender = makeSender(started, { queueLimit: 2_000 });
  sender.attach((await connectClient(started, router.port)).live, null);
  for (let count = 0; count < 1_000; count += 1)
    void sender.send(message("x", { to: multicast, settled: true }));
  await until(() => router.statistics().forwarded === 1_000, 30_000);
  assert.equal(router.statistics().dropped, 0);
});
