import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { memoryBaseline } from "../../hostile/support/memory.js";
import {
  address,
  connectClient,
  makeReceiver,
  makeSender,
  message,
  rheaClient,
  startRouter,
  until,
  useStarted,
} from "../amqp/harness.js";
import { amqpHeader, frame, open, performatives, rawClient, source, target } from "./raw-client.js";

const started = useStarted();

const multicast = "openstack.org/om/rpc/multicast/exchange";
const large = "x".repeat(10_000);

test("what waits at all addresses together is limited, and counts no more when it has left", async () => {
  const router = await startRouter(started, { limits: { totalHeldBytes: 25_000 } });
  const { live } = await connectClient(started, router.port);
  const outcomes = ["a", "b", "c"].map((name) => {
    const sender = makeSender(started);
    sender.attach(live, `unicast.${name}`);
    return sender.send(message(large));
  });
  assert.deepEqual(await Promise.race(outcomes), { state: "released" });
  assert.equal(router.statistics().held, 2);
  for (const name of ["a", "b", "c"]) {
    const { receiver, deliveries } = makeReceiver(started);
    await receiver.attach((await connectClient(started, router.port)).live, `unicast.${name}`);
    void deliveries.next().then((delivery) => delivery.accept());
  }
  await until(() => router.statistics().held === 0);
  assert.equal(router.statistics().heldBytes, 0);
  const states = (await Promise.all(outcomes)).map(({ state }) => state).sort();
  assert.deepEqual(states, ["accepted", "accepted", "released"]);
});

test("a receiver that settles nothing is sent no more after a while, and goes on when it has settled", async () => {
  const router = await startRouter(started, { limits: { unsettledBytes: 50_000 } });
  const { live } = await connectClient(started, router.port);
  const { receiver, deliveries } = makeReceiver(started, { credit: 1_000 });
  await receiver.attach(live, address);
  const sender = makeSender(started);
  sender.attach((await connectClient(started, router.port)).live, address);
  const outcomes = Array.from({ length: 40 }, () => sender.send(message(large)));
  await until(() => router.statistics().received === 40);
  assert.equal(router.statistics().forwarded, 5);
  assert.equal(router.statistics().held, 35);
  for (let i = 0; i < 40; i++) (await deliveries.next()).accept();
  for (const outcome of outcomes) assert.deepEqual(await outcome, { state: "accepted" });
  assert.equal(router.statistics().heldBytes, 0);
});

test("what a lost client has not settled counts no more", async () => {
  const router = await startRouter(started, { limits: { unsettledBytes: 15_000 } });
  const { live } = await connectClient(started, router.port);
  const { receiver, deliveries } = makeReceiver(started);
  await receiver.attach(live, address);
  const sender = makeSender(started);
  sender.attach((await connectClient(started, router.port)).live, address);
  const outcomes = Array.from({ length: 3 }, () => sender.send(message(large)));
  await deliveries.next();
  const other = makeReceiver(started);
  await other.receiver.attach((await connectClient(started, router.port)).live, address);
  (await other.deliveries.next()).accept();
  live.socket.destroy();
  const states = (await Promise.all(outcomes)).map(({ state }) => state).sort();
  assert.deepEqual(states, ["accepted", "modified", "modified"]);
});

test("clients that settle nothing leave each other some of what all may have, and others are served", async () => {
  const router = await startRouter(started, { limits: { totalUnsettledBytes: 60_000 } });
  const { live } = await connectClient(started, router.port);
  const greedy = async (name: string) => {
    const { receiver, deliveries } = makeReceiver(started, { credit: 1_000 });
    await receiver.attach((await connectClient(started, router.port)).live, `${address}${name}`);
    const sender = makeSender(started);
    sender.attach(live, `${address}${name}`);
    const outcomes = Array.from({ length: 10 }, () => sender.send(message(large)));
    await until(() => router.statistics().received === router.statistics().receivers * 10);
    return { deliveries, outcomes };
  };
  const clients = [await greedy("a"), await greedy("b"), await greedy("c")];
  await until(() => clients.every(({ deliveries }, index) => deliveries.size === 3 - index));
  assert.equal(router.statistics().forwarded, 3 + 2 + 1);
  assert.ok(router.statistics().unsettledBytes > 60_000);
  const sender = makeSender(started);
  sender.attach(live, address);
  const { receiver } = makeReceiver(started, { onDelivery: (delivery) => delivery.accept() });
  await receiver.attach((await connectClient(started, router.port)).live, address);
  for (let i = 0; i < 5; i += 1) assert.deepEqual(await sender.send(message(large)), { state: "accepted" });
  for (const { deliveries, outcomes } of clients) {
    for (let i = 0; i < 10; i += 1) (await deliveries.next()).accept();
    for (const outcome of outcomes) assert.deepEqual(await outcome, { state: "accepted" });
  }
  await until(() => router.statistics().unsettledBytes === 0);
});

test("settled messages that a client's windows hold back count as well", async () => {
  const router = await startRouter(started, { limits: { unsettledBytes: 50_000 } });
  const client = await rawClient(started, router.port);
  const channels = Array.from({ length: 20 }, (_, channel) => channel);
  const flow = (channel: number, window: number) =>
    frame(
      "flow",
      {
        next_incoming_id: 0,
        incoming_window: window,
        next_outgoing_id: 0,
        outgoing_window: 0,
        handle: 0,
        delivery_count: 0,
        link_credit: 1,
      },
      channel,
    );
  const attached = channels.map((channel) =>
    Buffer.concat([
      frame("begin", { next_outgoing_id: 0, incoming_window: 0, outgoing_window: 0 }, channel),
      frame(
        "attach",
        {
          name: `link ${channel}`,
          handle: 0,
          role: true,
          source: source({ address: `${address}${channel}` }),
          target: target({}),
        },
        channel,
      ),
      flow(channel, 0),
    ]),
  );
  client.socket.write(Buffer.concat([amqpHeader, open, ...attached]));
  await until(() => router.statistics().receivers === channels.length);
  const { live } = await connectClient(started, router.port);
  for (const channel of channels) {
    const sender = makeSender(started);
    sender.attach(live, `${address}${channel}`);
    await sender.send(message(large, { settled: true }));
  }
  await until(() => router.statistics().received === channels.length);
  const { forwarded, held, unsettledBytes } = router.statistics();
  assert.deepEqual([forwarded, held], [5, 15]);
  assert.ok(unsettledBytes > 50_000);
  client.socket.write(Buffer.concat(channels.map((channel) => flow(channel, 100))));
  const transfers = () => performatives(client.received()).filter((code) => code === 0x14).length;
  await until(() => transfers() === channels.length);
  assert.equal(router.statistics().unsettledBytes, 0);
});

test("what a client's window holds back counts no more when its link is gone", async () => {
  const router = await startRouter(started, { limits: { unsettledBytes: 50_000 } });
  const client = await rawClient(started, router.port);
  const receiving = [
    frame("begin", { next_outgoing_id: 0, incoming_window: 0, outgoing_window: 0 }),
    frame("attach", { name: "r", handle: 0, role: true, source: source({ address }), target: target({}) }),
    frame("flow", {
      next_incoming_id: 0,
      incoming_window: 0,
      next_outgoing_id: 0,
      outgoing_window: 0,
      handle: 0,
      delivery_count: 0,
      link_credit: 1,
    }),
  ];
  client.socket.write(Buffer.concat([amqpHeader, open, ...receiving]));
  await until(() => router.statistics().receivers === 1);
  const sender = makeSender(started);
  sender.attach((await connectClient(started, router.port)).live, address);
  await sender.send(message(large, { settled: true }));
  await until(() => router.statistics().unsettledBytes > 10_000);
  client.socket.write(frame("detach", { handle: 0, closed: true }));
  await until(() => router.statistics().receivers === 0);
  assert.equal(router.statistics().unsettledBytes, 0);
});

/** Sends small messages somewhere, and between them much that nobody takes. */
async function mix(port: number, to: string, settled: boolean, count = 2_000): Promise<void> {
  const { live } = await connectClient(started, port);
  const small = makeSender(started, { queueLimit: 10_000 });
  small.attach(live, to);
  const others = makeSender(started, { queueLimit: 10_000 });
  others.attach(live, null);
  const bulk = "x".repeat(60_000);
  for (let i = 0; i < count; i += 1) {
    // Of one that is not settled the outcome is that the router has been stopped.
    small.send(message("small", { settled })).catch(() => {});
    await others.send(message(bulk, { to: "nowhere", settled: true }));
  }
}

test("a small message that is kept does not keep what came with it", async (t) => {
  const router = await startRouter(started);
  const slow = await rheaClient(started, router.port);
  for (const name of ["a", "b"]) {
    slow.open_receiver({ source: `${multicast}/${name}`, credit_window: 0 } as never);
  }
  const busy = makeReceiver(started, { credit: 10_000 });
  await busy.receiver.attach((await connectClient(started, router.port)).live, address);
  await until(() => router.statistics().receivers === 3);
  const memory = memoryBaseline();
  await mix(router.port, "unicast.nobody", true);
  // As many copies as are kept.
  for (const name of ["a", "b"]) await mix(router.port, `${multicast}/${name}`, true, 1_000);
  await mix(router.port, address, false);
  await until(() => router.statistics().received === 3 * 2 * 2_000);
  await memory(t);
});

test("no address has a name as long as a frame", async () => {
  const router = await startRouter(started);
  const connection = await rheaClient(started, router.port);
  const name = `unicast.${"x".repeat(4_096)}`;
  const sender = connection.open_sender(name);
  await once(sender, "sender_error");
  const receiver = connection.open_receiver(name);
  await once(receiver, "receiver_error");
  assert.equal(router.statistics().addresses, 0);
  const fits = connection.open_sender(name.slice(0, 4_096));
  await once(fits, "sendable");
  assert.equal(router.statistics().addresses, 1);
});
