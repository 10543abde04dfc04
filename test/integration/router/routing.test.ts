import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import rhea, { type Connection, type EventContext, type Receiver, type Sender } from "rhea";
import { PACKAGE_VERSION } from "../../../src/package/package-version.js";
import { timers } from "../../../src/time/timers.js";
import {
  address,
  connectClient,
  type Listening,
  makeReceiver,
  makeSender,
  message,
  rheaClient,
  startRouter,
  until,
  useStarted,
} from "../amqp/harness.js";

const started = useStarted();

const unicast = "openstack.org/om/rpc/unicast/exchange/topic/server";

async function opened(link: Sender | Receiver): Promise<void> {
  await once(link, link.is_receiver() ? "receiver_open" : "sender_open");
}

async function receiverOf(connection: Connection, source: unknown, credit = 100): Promise<Receiver> {
  const receiver = connection.open_receiver({ source, credit_window: 0, autoaccept: false } as never);
  await opened(receiver);
  if (credit > 0) receiver.add_credit(credit);
  return receiver;
}

async function senderTo(connection: Connection, target: unknown): Promise<Sender> {
  const sender = connection.open_sender({ target } as never);
  if (!sender.sendable()) await once(sender, "sendable");
  return sender;
}

/** rhea's types leave it out. */
const creditOf = (link: Sender) => (link as unknown as { credit: number }).credit;

const outcomeOf = (sender: Sender) =>
  new Promise<string>((resolve) => {
    for (const event of ["accepted", "released", "rejected", "modified"])
      sender.once(event, () => resolve(event));
  });

test("two plain clients exchange a request and a reply", async () => {
  const router = await startRouter(started);
  const server = await rheaClient(started, router.port);
  const client = await rheaClient(started, router.port);
  const requests = await receiverOf(server, address);
  const relay = await senderTo(server, {});
  requests.on("message", ({ message: request, delivery }: EventContext) => {
    delivery?.accept();
    assert.ok(request?.reply_to && request.message_id);
    relay.send({ to: request.reply_to, correlation_id: request.message_id, body: `re: ${request.body}` });
  });
  const replies = await receiverOf(client, { dynamic: true });
  const sender = await senderTo(client, address);
  const reply = once(replies, "message");
  sender.send({ message_id: "1", reply_to: replies.source.address, body: "hello" });
  assert.equal(await outcomeOf(sender), "accepted");
  const [{ message: got }] = (await reply) as [EventContext];
  assert.equal(got?.body, "re: hello");
  assert.equal(got?.correlation_id, "1");
  assert.deepEqual(client.properties, { product: "oslo-rpc-router", version: PACKAGE_VERSION });
});

test("the bytes of a message are passed on as they came", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const sender = makeSender(started);
  const { receiver, deliveries } = makeReceiver(started);
  await receiver.attach(live, address);
  sender.attach(live, address);
  // Encodings that nobody who decodes and encodes again would write: long lists and a long descriptor.
  const bytes = Buffer.from(
    "005370d00000000f0000000556415004700000bb804040" + "005373c0020140" + "00800000000000000077a10178",
    "hex",
  );
  const outcome = sender.send({ encode: () => bytes, settled: false });
  const delivery = await deliveries.next();
  assert.deepEqual(delivery.bytes, bytes);
  delivery.accept();
  await outcome;
});

test("messages go to the receiver with the fewest unsettled ones", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const sender = makeSender(started);
  sender.attach(live, address);
  const outcomes: Promise<unknown>[] = [];
  const send = (count: number) => {
    for (let i = 0; i < count; i++) outcomes.push(sender.send(message("x")));
  };
  const busy = makeReceiver(started);
  await busy.receiver.attach(live, address);
  send(5);
  const kept = [];
  for (let i = 0; i < 5; i++) kept.push(await busy.deliveries.next());
  const idle = makeReceiver(started);
  await idle.receiver.attach(live, address);
  send(5);
  for (let i = 0; i < 5; i++) kept.push(await idle.deliveries.next());
  assert.equal(busy.deliveries.size, 0);
  send(4);
  for (let i = 0; i < 2; i++) kept.push(await idle.deliveries.next(), await busy.deliveries.next());
  for (const delivery of kept) delivery.accept();
  await Promise.all(outcomes);
});

test("settled messages take turns", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const receivers: Listening[] = [];
  for (let i = 0; i < 3; i++) {
    const listening = makeReceiver(started, { credit: 100 });
    await listening.receiver.attach(live, address);
    receivers.push(listening);
  }
  const sender = makeSender(started);
  sender.attach(live, address);
  for (let i = 0; i < 30; i++) await sender.send(message(String(i), { settled: true }));
  await until(() => receivers.every(({ deliveries }) => deliveries.size === 10));
});

test("one server is addressed alone", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const { receiver, deliveries } = makeReceiver(started);
  await receiver.attach(live, unicast);
  const other = makeReceiver(started);
  await other.receiver.attach(live, `${unicast}2`);
  const sender = makeSender(started);
  sender.attach(live, unicast);
  const outcome = sender.send(message("you"));
  (await deliveries.next()).accept();
  assert.deepEqual(await outcome, { state: "accepted" });
  assert.equal(other.deliveries.size, 0);
});

test("a receiver lost with messages means modified with delivery-failed", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const sender = makeSender(started);
  sender.attach(live, address);
  const failed = { state: "modified", deliveryFailed: true, undeliverableHere: false };
  for (const lose of ["connection", "session", "link"] as const) {
    const plain = await rheaClient(started, router.port);
    const receiver = await receiverOf(plain, address);
    const outcome = sender.send(message(lose));
    await once(receiver, "message");
    if (lose === "connection") (plain as unknown as { socket: { destroy(): void } }).socket.destroy();
    if (lose === "session") receiver.session.close();
    if (lose === "link") receiver.close();
    assert.deepEqual(await outcome, failed);
    await until(() => router.statistics().receivers === 0);
  }
});

test("no consumer means no credit, also after the last one has left", async () => {
  const router = await startRouter(started);
  const plain = await rheaClient(started, router.port);
  const sender = plain.open_sender({ target: address } as never);
  await opened(sender);
  assert.equal(creditOf(sender), 0);
  const receiver = await receiverOf(plain, address, 10);
  await once(sender, "sendable");
  assert.ok(creditOf(sender) > 0);
  receiver.close();
  await once(sender, "sender_flow");
  assert.equal(creditOf(sender), 0);
  const { live } = await connectClient(started, router.port);
  const again = makeReceiver(started);
  await again.receiver.attach(live, address);
  await once(sender, "sendable");
  sender.send({ body: "hello" });
  (await again.deliveries.next()).accept();
});

test("messages under way while the last consumer leaves wait for the next one", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const sender = makeSender(started);
  sender.attach(live, address);
  const consumer = await connectClient(started, router.port);
  const { receiver, deliveries } = makeReceiver(started, { credit: 2 });
  await receiver.attach(consumer.live, address);
  const outcomes = Array.from({ length: 300 }, (_, i) => sender.send(message(String(i))));
  const settled = Promise.allSettled(outcomes);
  await deliveries.next();
  await deliveries.next();
  await consumer.connection.close();
  await until(() => router.statistics().receivers === 0);
  assert.ok(router.statistics().held > 100);
  const other = makeReceiver(started, { credit: 50, onDelivery: (delivery) => delivery.accept() });
  await other.receiver.attach(live, address);
  const states = (await settled).map((result) => result.status === "fulfilled" && result.value.state);
  assert.equal(states.filter((state) => state === "accepted").length, 298);
  assert.equal(states.filter((state) => state === "modified").length, 2);
});

test("time to live runs while a message waits, and its end releases it", async () => {
  const before = timers.size;
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const sender = makeSender(started);
  sender.attach(live, address);
  const plain = await rheaClient(started, router.port);
  await receiverOf(plain, address, 1);
  const taken = sender.send(message("taken"));
  void taken.catch(() => {});
  const begun = performance.now();
  assert.deepEqual(await sender.send(message("waits", { ttl: 50 })), { state: "released" });
  assert.ok(performance.now() - begun >= 45);
  assert.equal(router.statistics().expired, 1);
  assert.equal(router.statistics().held, 0);
  assert.equal(timers.size, before);
});

test("the anonymous terminus routes by `to` and tells what cannot be delivered", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const sender = makeSender(started);
  sender.attach(live, null);
  const { receiver, deliveries } = makeReceiver(started);
  const dynamic = await receiver.attach(live, null);
  const outcome = sender.send(message("x", { to: dynamic }));
  (await deliveries.next()).accept();
  assert.deepEqual(await outcome, { state: "accepted" });
  assert.deepEqual(await sender.send(message("x", { to: "nowhere" })), { state: "released" });
  assert.deepEqual(await sender.send(message("x", { to: "nowhere", settled: true })), { state: "accepted" });
  assert.equal((await sender.send(message("x"))).state, "rejected");
  assert.equal(
    (await sender.send({ encode: () => Buffer.from("garbage"), settled: false })).state,
    "rejected",
  );
  receiver.close();
  await until(() => router.statistics().receivers === 0);
  assert.deepEqual(await sender.send(message("x", { to: dynamic })), { state: "released" });
  assert.equal(router.statistics().addresses, 0);
});

test("one slow client holds up no reply to another", async () => {
  const router = await startRouter(started, { limits: { heldMessages: 100 } });
  const { live } = await connectClient(started, router.port);
  const plain = await rheaClient(started, router.port);
  const slow = await receiverOf(plain, { dynamic: true }, 0);
  const { receiver, deliveries } = makeReceiver(started);
  const quick = await receiver.attach(live, null);
  const sender = makeSender(started, { queueLimit: 5_000 });
  sender.attach(live, null);
  const refused = [];
  for (let i = 0; i < 1_000; i++) refused.push(sender.send(message("s", { to: slow.source.address })));
  const all = Promise.allSettled(refused);
  const outcome = sender.send(message("q", { to: quick }));
  (await deliveries.next()).accept();
  assert.deepEqual(await outcome, { state: "accepted" });
  assert.equal(router.statistics().held, 100);
  assert.equal(router.statistics().released, 900);
  slow.close();
  const states = (await all).map((result) => result.status === "fulfilled" && result.value.state);
  assert.ok(states.every((state) => state === "released"));
});

test("a receiver that takes its credit back is sent what waits, and told of the rest", async () => {
  const router = await startRouter(started);
  const plain = await rheaClient(started, router.port);
  const receiver = await receiverOf(plain, "unicast.exchange.topic", 5);
  receiver.drain_credit();
  await once(receiver, "receiver_drained");
  const { live } = await connectClient(started, router.port);
  const sender = makeSender(started);
  sender.attach(live, "unicast.exchange.topic");
  await sender.send(message("later", { settled: true }));
  await until(() => router.statistics().held === 1);
  receiver.drain = false;
  const got = once(receiver, "message");
  receiver.add_credit(1);
  await got;
});

test("only the connection a dynamic address was made for receives from it", async () => {
  const router = await startRouter(started);
  const owner = await rheaClient(started, router.port);
  const thief = await rheaClient(started, router.port);
  const receiver = await receiverOf(owner, { dynamic: true });
  const name = receiver.source.address;
  assert.match(name, /[0-9a-f]{8}-[0-9a-f]{4}-4/);
  const stolen = thief.open_receiver(name);
  await once(stolen, "receiver_error");
  assert.equal((stolen.error as { condition: string }).condition, "amqp:unauthorized-access");
  const missing = thief.open_sender(`${name}x`);
  await once(missing, "sender_error");
  assert.equal((missing.error as { condition: string }).condition, "amqp:not-found");
  // Who may send to it hears when it is gone.
  const sender = await senderTo(thief, name);
  receiver.close();
  await once(sender, "sender_error");
  assert.equal((sender.error as { condition: string }).condition, "amqp:resource-deleted");
});

test("statistics return to nothing when everyone has gone", async () => {
  const router = await startRouter(started);
  for (let round = 0; round < 3; round++) {
    const { live, connection } = await connectClient(started, router.port);
    const { receiver } = makeReceiver(started);
    await receiver.attach(live, address);
    const second = makeReceiver(started);
    await second.receiver.attach(live, null);
    const sender = makeSender(started);
    sender.attach(live, address);
    await until(() => router.statistics().senders === 1);
    assert.equal(router.statistics().addresses, 2);
    await connection.close();
    await until(() => router.statistics().connections === 0);
  }
  const { connections, senders, receivers, addresses, held } = router.statistics();
  assert.deepEqual(
    { connections, senders, receivers, addresses, held },
    {
      connections: 0,
      senders: 0,
      receivers: 0,
      addresses: 0,
      held: 0,
    },
  );
});

test("a container of rhea connects with PLAIN, ANONYMOUS or no login at all", async () => {
  const router = await startRouter(started);
  for (const login of [{}, { username: "anyone" }, { username: "any", password: "one" }]) {
    const connection = rhea
      .create_container({ id: "c" })
      .connect({ host: "127.0.0.1", port: router.port, reconnect: false, ...login });
    await once(connection, "connection_open");
    connection.close();
    await once(connection, "connection_close");
  }
});

test("what a receiver that leaves gives back goes to another one", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const sender = makeSender(started);
  sender.attach(live, address);
  const plain = await rheaClient(started, router.port);
  const leaving = await receiverOf(plain, address, 10);
  const outcome = sender.send(message("under way"));
  const [{ delivery }] = (await once(leaving, "message")) as [EventContext];
  leaving.drain_credit();
  await once(leaving, "receiver_drained");
  delivery?.release();
  leaving.close();
  await until(() => router.statistics().receivers === 0);
  const other = makeReceiver(started, { onDelivery: (delivery) => delivery.accept() });
  await other.receiver.attach(live, address);
  assert.deepEqual(await outcome, { state: "accepted" });
});

test("the router says what it is, with the version of the package", async () => {
  const router = await startRouter(started);
  const { properties } = await rheaClient(started, router.port);
  const { version } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8"));
  assert.deepEqual({ ...properties }, { product: "oslo-rpc-router", version });
});
