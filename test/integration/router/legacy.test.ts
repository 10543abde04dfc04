import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeMessage } from "../../../src/amqp/codec/message.js";
import { distributionOf, osloPrefixes } from "../../../src/router/index.js";
import {
  connectClient,
  makeReceiver,
  makeSender,
  message,
  startRouter,
  until,
  useStarted,
} from "../amqp/harness.js";
import { amqpHeader, begin, frame, open, performatives, rawClient, source, target } from "./raw-client.js";

const started = useStarted();

test("a queue holds messages while nobody listens, in order", async () => {
  const router = await startRouter(started);
  const { live, connection } = await connectClient(started, router.port);
  const sender = makeSender(started);
  sender.attach(live, "unicast.exchange.topic");
  for (let i = 0; i < 600; i++) await sender.send(message(String(i), { settled: true }));
  const unsettled = sender.send(message("last"));
  await until(() => router.statistics().held === 601);
  const { live: second } = await connectClient(started, router.port);
  const { receiver, deliveries } = makeReceiver(started, { credit: 1_000 });
  await receiver.attach(second, "unicast.exchange.topic");
  for (let i = 0; i < 600; i++) assert.equal(decodeMessage((await deliveries.next()).bytes).body, String(i));
  (await deliveries.next()).accept();
  assert.deepEqual(await unsettled, { state: "accepted" });
  await connection.close();
});

test("a queue sends nothing before it has answered the attach, though the credit comes with it", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const sender = makeSender(started);
  sender.attach(live, "unicast.exchange.topic");
  await sender.send(message("waiting", { settled: true }));
  await until(() => router.statistics().held === 1);
  const client = await rawClient(started, router.port);
  client.socket.write(Buffer.concat([amqpHeader, open]));
  await until(() => performatives(client.received()).length > 0);
  const address = "unicast.exchange.topic";
  client.socket.write(
    Buffer.concat([
      begin,
      frame("attach", { name: "r", handle: 0, role: true, source: source({ address }), target: target({}) }),
      frame("flow", {
        incoming_window: 100,
        next_outgoing_id: 0,
        outgoing_window: 100,
        handle: 0,
        link_credit: 1,
      }),
    ]),
  );
  await until(() => performatives(client.received()).length >= 4);
  const [OPEN, BEGIN, ATTACH, TRANSFER] = [0x10, 0x11, 0x12, 0x14];
  assert.deepEqual(performatives(client.received()), [OPEN, BEGIN, ATTACH, TRANSFER]);
});

test("a queue keeps its messages when their sender has gone, and is forgotten when it is empty", async () => {
  const router = await startRouter(started);
  const { live, connection } = await connectClient(started, router.port);
  const sender = makeSender(started);
  sender.attach(live, "exclusive.exchange.topic.server");
  await sender.send(message("kept", { settled: true }));
  await until(() => router.statistics().held === 1);
  await connection.close();
  await until(() => router.statistics().connections === 0);
  const second = await connectClient(started, router.port);
  const { receiver, deliveries } = makeReceiver(started);
  await receiver.attach(second.live, "exclusive.exchange.topic.server");
  (await deliveries.next()).accept();
  receiver.close();
  await until(() => router.statistics().addresses === 0);
});

test("a full queue gives no more credit, and goes on when there is room", async () => {
  const router = await startRouter(started, { limits: { heldMessages: 40, senderCredit: 4 } });
  const { live } = await connectClient(started, router.port);
  const sender = makeSender(started);
  sender.attach(live, "unicast.exchange.topic");
  const outcomes = Array.from({ length: 100 }, (_, i) => sender.send(message(String(i), { settled: true })));
  await until(() => router.statistics().held >= 10);
  assert.ok(router.statistics().held < 20);
  const { receiver } = makeReceiver(started, { onDelivery: (delivery) => delivery.accept() });
  await receiver.attach(live, "unicast.exchange.topic");
  await Promise.all(outcomes);
  await until(() => router.statistics().forwarded === 100);
});

test("what is past its time to live leaves the queue", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const sender = makeSender(started);
  sender.attach(live, "unicast.exchange.topic");
  assert.deepEqual(await sender.send(message("x", { ttl: 20 })), { state: "released" });
  await sender.send(message("y", { ttl: 20, settled: true }));
  await until(() => router.statistics().expired === 2 && router.statistics().held === 0);
});

test("a queue takes back what a receiver releases when the sender has gone", async () => {
  const router = await startRouter(started);
  const { live, connection } = await connectClient(started, router.port);
  const sender = makeSender(started);
  sender.attach(live, "unicast.exchange.topic");
  const outcome = assert.rejects(sender.send(message("kept")));
  await until(() => router.statistics().held === 1);
  await connection.close();
  sender.close();
  await outcome;
  const second = await connectClient(started, router.port);
  const { receiver, deliveries } = makeReceiver(started, { credit: 1 });
  await receiver.attach(second.live, "unicast.exchange.topic");
  (await deliveries.next()).release();
  const again = await deliveries.next();
  assert.equal(decodeMessage(again.bytes).body, "kept");
  again.accept();
  await receiver.close();
  await until(() => router.statistics().addresses === 0);
});

test("a sender that is there hears of a release, and decides by itself", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const sender = makeSender(started);
  sender.attach(live, "unicast.exchange.topic");
  const { receiver, deliveries } = makeReceiver(started);
  await receiver.attach(live, "unicast.exchange.topic");
  const sent = sender.send(message("x"));
  (await deliveries.next()).release();
  assert.deepEqual(await sent, { state: "released" });
  assert.equal(router.statistics().held, 0);
});

test("a message that its sender gives up leaves the queue, and those around it stay", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const sender = makeSender(started);
  sender.attach(live, "unicast.exchange.topic");
  const abort = new AbortController();
  const kept = [sender.send(message("first"))];
  const withdrawn = [1, 2, 3].map((n) => sender.send(message(`gone ${n}`, { signal: abort.signal })));
  kept.push(sender.send(message("last")));
  await until(() => router.statistics().held === 5);
  abort.abort();
  for (const sent of withdrawn) await assert.rejects(sent, { reason: "withdrawn" });
  await until(() => router.statistics().held === 2);
  assert.equal(router.statistics().withdrawn, 3);
  const { receiver, deliveries } = makeReceiver(started);
  await receiver.attach(live, "unicast.exchange.topic");
  for (const body of ["first", "last"]) {
    const delivery = await deliveries.next();
    assert.equal(decodeMessage(delivery.bytes).body, body);
    delivery.accept();
  }
  for (const sent of kept) assert.deepEqual(await sent, { state: "accepted" });
});

test("broadcast copies", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const one = makeReceiver(started);
  const two = makeReceiver(started);
  await one.receiver.attach(live, "broadcast.exchange.topic.all");
  await two.receiver.attach(live, "broadcast.exchange.topic.all");
  const sender = makeSender(started);
  sender.attach(live, "broadcast.exchange.topic.all");
  await sender.send(message("x", { settled: true }));
  await one.deliveries.next();
  await two.deliveries.next();
});

test("the longest prefix decides, and only at a full word", () => {
  const of = (name: string) => distributionOf(name, osloPrefixes);
  assert.equal(of("openstack.org/om/rpc/multicast/e/t"), "multicast");
  assert.equal(of("openstack.org/om/rpc/multicast"), "multicast");
  assert.equal(of("openstack.org/om/rpc/multicaster/e/t"), "balanced");
  assert.equal(of("openstack.org/om/rpc/unicast/e/t/s"), "closest");
  assert.equal(of("openstack.org/om/notify/anycast/e/t.info"), "balanced");
  assert.equal(of("unicast.e.t"), "queue");
  assert.equal(of("unicasting"), "balanced");
  assert.equal(of("broadcast.e.t.all"), "multicast");
  const rules = [...osloPrefixes, { prefix: "unicast.e", distribution: "closest" as const }];
  assert.equal(distributionOf("unicast.e.t", rules), "closest");
});
