import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { SharedSession } from "../../../src/amqp/client/shared-session.js";
import type { AmqpError } from "../../../src/amqp/codec/amqp-error.js";
import { EncodingError } from "../../../src/amqp/codec/encoding.js";
import { amqpHeader, frame, open, performatives } from "../router/raw-client.js";
import {
  address,
  connectClient,
  makeReceiver,
  makeSender,
  message,
  Queue,
  rheaPeer,
  startRouter,
  until,
  useStarted,
} from "./harness.js";

/** Descriptors of performatives. */
const BEGIN = 0x11;
const ATTACH = 0x12;

const started = useStarted();

test("a dynamic source is given an address, and a sender reaches it", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const { receiver, deliveries } = makeReceiver(started);
  const reply = await receiver.attach(live, null, "rpc-response");
  const other = makeReceiver(started);
  assert.notEqual(await other.receiver.attach(live, null, "rpc-response"), reply);
  const sender = makeSender(started);
  sender.attach(live, null);
  const outcome = sender.send(message("reply", { to: reply }));
  (await deliveries.next()).accept();
  assert.deepEqual(await outcome, { state: "accepted" });
  assert.equal(other.deliveries.size, 0);
});

test("a link is told from the one before, which the peer has not answered yet", async () => {
  const router = await startRouter(started);
  const { live, lost } = await connectClient(started, router.port);
  const { receiver, deliveries, detached } = makeReceiver(started, { session: new SharedSession() });
  const left = receiver.attach(live, address).catch(({ message: why }: AmqpError) => why);
  const failed = Promise.race([lost.next(), detached.next()]).then(assert.fail);
  await Promise.race([receiver.attach(live, address), failed]);
  assert.equal(await left, "the receiver was closed");
  const sender = makeSender(started);
  sender.attach(live, address);
  const outcome = sender.send(message("here"));
  (await Promise.race([deliveries.next(), failed])).accept();
  assert.deepEqual(await outcome, { state: "accepted" });
  failed.catch(() => {});
});

test("credit comes back with what is settled, not with what arrives", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const { receiver, deliveries } = makeReceiver(started, { credit: 4 });
  await receiver.attach(live, address);
  const sender = makeSender(started);
  sender.attach(live, address);
  for (let i = 0; i < 20; i++) void sender.send(message(String(i), { settled: i % 2 === 0 })).catch(() => {});
  const first = [];
  for (let i = 0; i < 4; i++) first.push(await deliveries.next());
  await until(() => router.statistics().held === 16);
  assert.equal(deliveries.size, 0);
  first[0]?.accept();
  first[0]?.accept();
  first[0]?.release();
  assert.equal(router.statistics().forwarded, 4);
  first[1]?.accept();
  await deliveries.next();
  await deliveries.next();
  await until(() => router.statistics().forwarded === 6);
  assert.equal(deliveries.size, 0);
});

test("credit never adds up to more than was asked for", async () => {
  const peer = await rheaPeer(started, {
    sender_open: ({ sender }) => {
      sender.set_source({ address: "somewhere" });
    },
    sender_flow: ({ sender }) => {
      const { credit } = sender as unknown as { credit: number };
      most = Math.max(most, credit);
      for (let i = 0; i < credit && sent < 100; i++, sent++) sender.send({ body: "x" });
    },
  });
  let most = 0;
  let sent = 0;
  let got = 0;
  const { live } = await connectClient(started, peer.port);
  const { receiver } = makeReceiver(started, {
    credit: 8,
    onDelivery: (delivery) => {
      got++;
      delivery.accept();
    },
  });
  await receiver.attach(live, "somewhere");
  await until(() => got === 100);
  assert.equal(most, 8);
});

test("what is under way while a receiver closes is handed over before it has closed", async () => {
  const outcomes = new Queue<string>();
  const peer = await rheaPeer(started, {
    sender_open: ({ sender }) => {
      sender.set_source({ address: "somewhere" });
    },
    sender_draining: ({ sender }) => {
      sender.send({ body: "crossing" });
      (sender as unknown as { set_drained(drained: boolean): void }).set_drained(true);
    },
    accepted: () => outcomes.push("accepted"),
  });
  const { live } = await connectClient(started, peer.port);
  const { receiver, deliveries } = makeReceiver(started, { credit: 5 });
  await receiver.attach(live, "somewhere");
  await receiver.close();
  assert.equal(deliveries.size, 1);
  (await deliveries.next()).accept();
  assert.equal(await outcomes.next(), "accepted");
});

test("what the handler throws rejects the delivery, and the link goes on", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  let seen = 0;
  const { receiver } = makeReceiver(started, {
    credit: 1,
    onDelivery: (delivery) => {
      seen++;
      if (seen === 1) throw new EncodingError("not text");
      if (seen === 2) throw new TypeError("a bug");
      delivery.accept();
    },
  });
  await receiver.attach(live, address);
  const sender = makeSender(started);
  sender.attach(live, address);
  const outcome = async () => {
    const got = await sender.send(message("x"));
    return got.state === "rejected" ? got.condition : got.state;
  };
  assert.equal(await outcome(), "amqp:decode-error");
  assert.equal(await outcome(), "amqp:internal-error");
  assert.equal(await outcome(), "accepted");
});

test("a closed receiver gives back what it has not taken, and settles what it has", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const { receiver, deliveries } = makeReceiver(started, { credit: 100 });
  await receiver.attach(live, address);
  const sender = makeSender(started);
  sender.attach(live, address);
  const first = sender.send(message("taken"));
  const taken = await deliveries.next();
  receiver.close();
  taken.accept();
  assert.deepEqual(await first, { state: "accepted" });
  await until(() => router.statistics().receivers === 0);
  const waiting = sender.send(message("later"));
  const { receiver: next, deliveries: others } = makeReceiver(started);
  await next.attach(live, address);
  (await others.next()).accept();
  assert.deepEqual(await waiting, { state: "accepted" });
  assert.equal(deliveries.size, 0);
});

test("a link the peer detaches is attached again under the same name", async () => {
  const names: string[] = [];
  const peer = await rheaPeer(started, {
    sender_open: ({ sender }) => {
      names.push(sender.name);
      sender.set_source({ address: sender.source.address });
      if (names.length === 2) sender.close({ condition: "amqp:not-found", description: "refused once" });
    },
    sendable: ({ sender }) => {
      if (names.length === 1) sender.close({ condition: "amqp:internal-error", description: "oops" });
      else sender.send({ body: "hello" });
    },
  });
  const { live } = await connectClient(started, peer.port);
  const { receiver, detached, deliveries } = makeReceiver(started, { name: "the-name" });
  await receiver.attach(live, "somewhere");
  assert.equal((await detached.next()).condition, "amqp:internal-error");
  assert.equal((await detached.next()).condition, "amqp:not-found");
  await deliveries.next();
  assert.deepEqual(names, ["the-name", "the-name", "the-name"]);
});

test("a link whose owner does not want it back stays away", async () => {
  let attached = 0;
  const peer = await rheaPeer(started, {
    sender_open: ({ sender }) => {
      attached++;
      sender.set_source({ address: "made-up" });
    },
    sendable: ({ sender }) => sender.close(),
  });
  const { live } = await connectClient(started, peer.port);
  const errors = new Queue<AmqpError>();
  const { receiver } = makeReceiver(started, {
    reattachDelay: 1,
    onDetached: (error) => {
      errors.push(error);
      return false;
    },
  });
  assert.equal(await receiver.attach(live, null), "made-up");
  assert.equal((await errors.next()).reason, "link-detached");
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(attached, 1);
});

test("attaching fails with the peer's reason, or with the connection", async () => {
  const peer = await rheaPeer(started, {
    sender_open: ({ sender }) => {
      if (sender.source.address === "refused") {
        sender.close({ condition: "amqp:unauthorized-access", description: "not yours" });
      }
    },
  });
  const { live } = await connectClient(started, peer.port);
  const { receiver } = makeReceiver(started);
  await assert.rejects(receiver.attach(live, "refused"), (error: AmqpError) => {
    assert.equal(error.reason, "link-detached");
    assert.equal(error.condition, "amqp:unauthorized-access");
    assert.match(error.message, /not yours/);
    return true;
  });
  // The peer's attach has no source, as that of a refusal, and no detach follows.
  const waiting = receiver.attach(live, "silence");
  live.socket.destroy();
  await assert.rejects(waiting, (error: AmqpError) => error.reason === "connection-lost");
  receiver.close();
  await assert.rejects(receiver.attach(live, "anything"), (error: AmqpError) => error.reason === "closed");
});

test("settling after the connection is lost does nothing", async () => {
  const router = await startRouter(started);
  const { live, connection, lost } = await connectClient(started, router.port);
  const { receiver, deliveries } = makeReceiver(started);
  await receiver.attach(live, address);
  const sender = makeSender(started);
  sender.attach(live, address);
  void sender.send(message("x")).catch(() => {});
  const delivery = await deliveries.next();
  connection.live?.socket.destroy();
  await lost.next();
  delivery.accept();
  delivery.reject("amqp:decode-error", "too late");
});

for (const end of ["lost", "closed"] as const) {
  test(`nothing can be settled once the connection is ${end}, also by a receiver that was closed before`, async () => {
    const router = await startRouter(started);
    const { connection, live, lost } = await connectClient(started, router.port);
    const { receiver, deliveries } = makeReceiver(started);
    await receiver.attach(live, address);
    const { live: other } = await connectClient(started, router.port);
    const sender = makeSender(started);
    sender.attach(other, address);
    const outcome = sender.send(message("x"));
    const delivery = await deliveries.next();
    await receiver.close();
    if (end === "closed") {
      void connection.close();
    } else {
      live.socket.destroy();
      await lost.next();
    }
    assert.equal(delivery.accept(), false);
    assert.deepEqual(await outcome, { state: "modified", deliveryFailed: true, undeliverableHere: false });
  });
}

test("a peer that takes no more sessions refuses links, which are attached once it does", async () => {
  const router = await startRouter(started, { limits: { maxSessions: 2 } });
  const { live } = await connectClient(started, router.port);
  const { receiver, deliveries } = makeReceiver(started);
  await receiver.attach(live, address);
  const first = makeSender(started);
  first.attach(live, address);
  const second = makeSender(started);
  second.attach(live, address);
  const refused = { reason: "link-detached", condition: "amqp:resource-limit-exceeded" };
  await assert.rejects(makeReceiver(started).receiver.attach(live, address), refused);
  await assert.rejects(second.send(message("x", { retry: 0 })), refused);
  assert.match(second.trouble?.message ?? "", /127\.0\.0\.1:\d+: the peer takes no more than 2 sessions/);
  const waiting = second.send(message("waits"));
  first.close();
  (await deliveries.next()).accept();
  assert.deepEqual(await waiting, { state: "accepted" });
  assert.equal(second.trouble, undefined);
});

test("a message sent without credit, or too large, makes the link be detached", async () => {
  const overrun = await rheaPeer(started, {
    sender_open: ({ sender }) => {
      sender.set_source({ address: "somewhere" });
    },
    sendable: ({ sender }) => {
      for (let i = 0; i < 3; i++) {
        // rhea keeps to the credit it believes in.
        (sender as unknown as { credit: number }).credit = 1;
        sender.send({ body: "x" });
      }
      (sender as unknown as { credit: number }).credit = 3;
    },
  });
  const { live } = await connectClient(started, overrun.port);
  const closed = new Promise<string>((resolve) => {
    overrun.connections[0]?.container.on("sender_error", ({ sender }) => resolve(sender.error.condition));
  });
  const { receiver } = makeReceiver(started, { credit: 1 });
  await receiver.attach(live, "somewhere");
  assert.equal(await closed, "amqp:link:transfer-limit-exceeded");
});

test("a peer that answers no attach counts as lost", async (t) => {
  const sockets = new Set<Socket>();
  const begun = frame("begin", {
    remote_channel: 0,
    next_outgoing_id: 0,
    incoming_window: 100,
    outgoing_window: 100,
  });
  const attaching = new Queue<true>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.write(Buffer.concat([amqpHeader, open]));
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => {
      const before = performatives(Buffer.concat(chunks));
      chunks.push(chunk);
      const now = performatives(Buffer.concat(chunks)).slice(before.length);
      if (now.includes(BEGIN)) socket.write(begun);
      if (now.includes(ATTACH)) attaching.push(true);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  started.add(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { live, connection } = await connectClient(started, (server.address() as AddressInfo).port);
  const { receiver } = makeReceiver(started);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const attached = receiver.attach(live, address);
  await attaching.next();
  t.mock.timers.tick(10_000);
  t.mock.timers.reset();
  await assert.rejects(attached, /connection was lost/);
  // Over as it is, it takes no other either.
  await assert.rejects(receiver.attach(live, address), /connection was lost/);
  await connection.close();
});
