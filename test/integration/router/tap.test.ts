import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { decodeCopies } from "../../../src/amqp/codec/copied-messages.js";
import { decodeMessage } from "../../../src/amqp/codec/message.js";
import { encodeMessage } from "../../../src/amqp/codec/message-writer.js";
import { tapSource } from "../../../src/amqp/codec/tap-source.js";
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

const TOPIC = "openstack.org/om/rpc/anycast/exchange/topic";
const TAP = tapSource([TOPIC]);

/** Taps addresses, and gathers the copies as `ADDRESS BODY`. */
async function tapping(port: number, ...addresses: readonly string[]) {
  const { live } = await connectClient(started, port);
  const copies: string[] = [];
  let missed = 0;
  const { receiver } = makeReceiver(started, {
    credit: 100,
    onDelivery: (delivery) => {
      delivery.accept();
      const batch = decodeCopies(delivery.bytes);
      missed += batch.missed;
      for (const copy of batch.copies)
        copies.push(`${copy.address} ${String(decodeMessage(copy.bytes).body)}`);
    },
  });
  await receiver.attach(live, tapSource(addresses));
  return { copies, missed: () => missed, receiver, live };
}

test("a tap gets a copy of what goes to an address and those under it, and takes nothing away", async () => {
  const router = await startRouter(started);
  const tap = await tapping(router.port, TOPIC);
  const client = (await connectClient(started, router.port)).live;
  const places = [TOPIC, `${TOPIC}/one`, `${TOPIC}.info`, `${TOPIC}x`];
  for (const place of places) {
    const { receiver, deliveries } = makeReceiver(started);
    await receiver.attach(client, place);
    const sender = makeSender(started);
    sender.attach(client, place);
    const outcome = sender.send(message("body"));
    (await deliveries.next()).accept();
    assert.deepEqual(await outcome, { state: "accepted" });
  }
  await until(() => tap.copies.length === 3);
  assert.deepEqual(
    tap.copies,
    places.slice(0, 3).map((place) => `${place} body`),
  );
});

test("a tap of several addresses gets copies in the order in which messages come", async () => {
  const router = await startRouter(started);
  const places = ["one", "two", "three"];
  const tap = await tapping(router.port, ...places, "two");
  const client = (await connectClient(started, router.port)).live;
  const sender = makeSender(started);
  sender.attach(client, null);
  for (const place of places) {
    const { receiver } = makeReceiver(started, { onDelivery: (delivery) => delivery.accept() });
    await receiver.attach(client, place);
  }
  const sent = [...places, ...places].reverse();
  for (const to of sent) {
    const encode = () => encodeMessage({ to, body: "body" });
    assert.deepEqual(await sender.send({ ...message("body"), encode }), { state: "accepted" });
  }
  await until(() => tap.copies.length === sent.length);
  assert.deepEqual(
    tap.copies,
    sent.map((to) => `${to} body`),
  );
});

test("of replies a tap gets those to requests that it saw, and no others of the same client", async () => {
  const router = await startRouter(started);
  const tap = await tapping(router.port, TOPIC);
  const client = (await connectClient(started, router.port)).live;
  const server = (await connectClient(started, router.port)).live;
  const replies = makeReceiver(started);
  const replyTo = await replies.receiver.attach(client, null);
  const answer = makeSender(started);
  answer.attach(server, null);
  const seen = { messageId: "seen", to: TOPIC, replyTo };
  const other = { messageId: "other", to: "elsewhere", replyTo };
  for (const request of [seen, other]) {
    const { receiver, deliveries } = makeReceiver(started);
    await receiver.attach(server, request.to);
    const sender = makeSender(started);
    sender.attach(client, request.to);
    const sent = sender.send({ ...message(""), encode: () => encodeMessage({ ...request, body: "ask" }) });
    const delivery = await deliveries.next();
    delivery.accept();
    await sent;
    const correlationId = decodeMessage(delivery.bytes).messageId;
    for (const body of [null, `answer ${request.messageId}`, "again"]) {
      const encode = () => encodeMessage({ to: replyTo, correlationId, body });
      const replied = answer.send({ ...message(""), encode });
      (await replies.deliveries.next()).accept();
      await replied;
    }
  }
  await until(() => tap.copies.length >= 3);
  assert.deepEqual(tap.copies, [`${TOPIC} ask`, `${replyTo} null`, `${replyTo} answer seen`]);
});

test("without the permission nobody taps, whatever else a user may do, and it is taken back with a reload", async () => {
  const grants = { send: ["*"], receive: ["*"] };
  const users = { users: {}, anonymous: grants };
  const router = await startRouter(started, { users });
  await assert.rejects(tapping(router.port, TOPIC), /unauthorized|may not tap this address/);
  await router.reload({ users: { users: {}, anonymous: { ...grants, tap: ["openstack.org/om/rpc"] } } });
  const tap = await tapping(router.port, TOPIC);
  assert.ok(tap.receiver.attached);
  await assert.rejects(tapping(router.port, "openstack.org/om/notify"), /may not tap this address/);
  await router.reload({ users });
  await until(() => !tap.receiver.attached);
  assert.equal(router.statistics().forbidden >= 3, true);
});

test("a router without users that others reach lets nobody tap", async () => {
  const router = await startRouter(started, { host: "0.0.0.0", allowAnonymous: true });
  await assert.rejects(tapping(router.port, TOPIC), /may not tap this address/);
});

test("nobody can send to the address of a tap", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const sender = makeSender(started);
  sender.attach(live, null);
  const encode = () => encodeMessage({ to: TAP, body: "forged" });
  assert.equal((await sender.send({ ...message(""), encode })).state, "released");
  const refused = (await rheaClient(started, router.port)).open_sender(TAP);
  refused.on("sender_error", () => {});
  await once(refused, "sender_close");
  assert.equal((refused.error as { condition?: string } | undefined)?.condition, "amqp:not-found");
});

test("a tap that does not read costs bounded memory, holds nobody up, and is told what it missed", async () => {
  const limits = { tapCopies: 100, tapCopyBytes: 20_000 };
  const router = await startRouter(started, { limits });
  const plain = await rheaClient(started, router.port);
  const stalled = plain.open_receiver({ source: TAP, credit_window: 0 } as never);
  await once(stalled, "receiver_open");
  const client = (await connectClient(started, router.port)).live;
  const { receiver } = makeReceiver(started, {
    credit: 100,
    onDelivery: (delivery) => delivery.accept(),
  });
  await receiver.attach(client, TOPIC);
  const sender = makeSender(started);
  sender.attach(client, TOPIC);
  const outcomes = Array.from({ length: 1_000 }, () => sender.send(message("x".repeat(100))));
  for (const outcome of await Promise.all(outcomes)) assert.equal(outcome.state, "accepted");
  // What has just come is not copied yet.
  await until(() => router.statistics().heldBytes < 20_000 + 101 * 512);
  assert.ok(router.statistics().heldBytes > 0);
  let missed = 0;
  let copies = 0;
  stalled.on("message", ({ message: batch }: { message: unknown }) => {
    const { application_properties: properties, body } = batch as {
      application_properties?: { missed?: string };
      body: { multiple?: boolean; content: unknown };
    };
    missed += Number(properties?.missed ?? 0);
    const sections = body.content as unknown[];
    copies += body.multiple ? sections.length : 1;
  });
  stalled.add_credit(100);
  await until(() => missed + copies === 1_000);
  assert.ok(copies <= 100 && copies > 50, `${copies} copies are kept`);
  await until(() => router.statistics().heldBytes === 0);
});

test("a tap that leaves as soon as a message has come gets its copy", async () => {
  const router = await startRouter(started);
  const tap = await tapping(router.port, TOPIC);
  const client = (await connectClient(started, router.port)).live;
  const { receiver } = makeReceiver(started, { onDelivery: (delivery) => delivery.accept() });
  await receiver.attach(client, TOPIC);
  const sender = makeSender(started);
  sender.attach(client, TOPIC);
  assert.deepEqual(await sender.send(message("last")), { state: "accepted" });
  await tap.receiver.close();
  assert.deepEqual(tap.copies, [`${TOPIC} last`]);
});

test("a tap that leaves is forgotten, and messages are looked at no more", async () => {
  const router = await startRouter(started);
  const tap = await tapping(router.port, TOPIC);
  assert.equal(router.statistics().receivers, 1);
  await tap.receiver.close();
  tap.live.close();
  await until(() => router.statistics().receivers === 0);
});
