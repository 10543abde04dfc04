import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { Router } from "../../../src/router/index.js";
import { Authority } from "../../support/certificates.js";
import { freePort } from "../../support/free-port.js";
import {
  address,
  connectClient,
  makeClient,
  makeReceiver,
  makeSender,
  message,
  rheaClient,
  startRouter,
  until,
  useStarted,
} from "../amqp/harness.js";
import {
  amqpHeader,
  begin,
  frame,
  open,
  performatives,
  rawClient,
  saslHeader,
  source,
  target,
} from "./raw-client.js";

const started = useStarted();

async function answers(router: Router): Promise<void> {
  const { live, connection } = await connectClient(started, router.port);
  const sender = makeSender(started);
  const { receiver, deliveries } = makeReceiver(started);
  await receiver.attach(live, address);
  sender.attach(live, address);
  const outcome = sender.send(message("well?"));
  (await deliveries.next()).accept();
  assert.deepEqual(await outcome, { state: "accepted" });
  await connection.close();
}

const bytes = (hex: string) => Buffer.from(hex.replaceAll(" ", ""), "hex");
const attachSender = (handle: number, name: string, channel = 0) =>
  frame(
    "attach",
    { name, handle, role: false, initial_delivery_count: 0, source: source({}), target: target({ address }) },
    channel,
  );
const attachReceiver = (handle: number, name: string) =>
  frame("attach", { name, handle, role: true, source: source({ address }), target: target({}) });
const begun = Buffer.concat([amqpHeader, open, begin]);
/** Bytes of an empty frame. */
const HEARTBEAT = 8;

const hostile: Readonly<Record<string, Buffer>> = {
  "text instead of AMQP": Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
  "random bytes": randomBytes(4_096),
  "a frame of 2 GB": Buffer.concat([amqpHeader, bytes("7fffffff 02000000")]),
  "a frame of 3 bytes": Buffer.concat([amqpHeader, bytes("00000003 02000000")]),
  "data outside of the frame": Buffer.concat([amqpHeader, bytes("00000008 ff000000")]),
  "a frame type nobody knows": Buffer.concat([amqpHeader, bytes("00000009 02070000 00")]),
  "a zero-width array of 4 billion before the login": Buffer.concat([
    saslHeader,
    bytes("0000001e 02010000 005341 d0 0000000e 00000001 f0 00000005 ffffffff 40"),
  ]),
  "the same in open": Buffer.concat([
    amqpHeader,
    bytes("0000001e 02000000 005310 d0 0000000e 00000001 f0 00000005 ffffffff 40"),
  ]),
  "a list of 4 billion items": Buffer.concat([
    amqpHeader,
    bytes("00000014 02000000 005310 d0 00000004 ffffffff"),
  ]),
  "lists in lists in lists": Buffer.concat([
    amqpHeader,
    (() => {
      let value = bytes("45");
      for (let i = 0; i < 2_000; i++) {
        const head = Buffer.from([0xd0, 0, 0, 0, 0, 0, 0, 0, 1]);
        head.writeUInt32BE(value.length + 4, 1);
        value = Buffer.concat([head, value]);
      }
      const whole = Buffer.concat([bytes("00000000 02000000 005310"), value]);
      whole.writeUInt32BE(whole.length, 0);
      return whole;
    })(),
  ]),
  "a chain of descriptors": Buffer.concat([
    amqpHeader,
    bytes(`00000220 02000000 005310 d0 00000210 00000001 ${"00".repeat(523)} 40`),
  ]),
  "a performative nobody knows": Buffer.concat([amqpHeader, open, bytes("0000000c 02000000 00537745")]),
  "a SASL frame after open": Buffer.concat([amqpHeader, open, bytes("0000000c 02010000 00534145")]),
  "a frame before open": Buffer.concat([amqpHeader, begin]),
  "open twice": Buffer.concat([amqpHeader, open, open]),
  "a max-frame-size of 1": Buffer.concat([
    amqpHeader,
    frame("open", { container_id: "x", max_frame_size: 1 }),
  ]),
  "a container named __proto__": Buffer.concat([amqpHeader, frame("open", { container_id: "__proto__" })]),
  "a SASL response before init": Buffer.concat([
    saslHeader,
    bytes("00000010 02010000 005343 c0 03 01 a0 00"),
  ]),
  "a mechanism named constructor": Buffer.concat([
    saslHeader,
    bytes("0000001b 02010000 005341 c0 0e 01 a3 0b 636f6e7374727563746f72"),
  ]),
  "an answer to a session that is not": Buffer.concat([
    amqpHeader,
    open,
    frame("begin", { remote_channel: 7, next_outgoing_id: 0, incoming_window: 1, outgoing_window: 1 }),
  ]),
  "a transfer without a session": Buffer.concat([
    amqpHeader,
    open,
    frame("transfer", { handle: 0, delivery_id: 0 }, 9),
  ]),
  "a transfer on a handle that is not": Buffer.concat([
    begun,
    frame("transfer", { handle: 3, delivery_id: 0 }),
  ]),
  "a transfer without a delivery id": Buffer.concat([
    begun,
    attachSender(0, "a"),
    frame("transfer", { handle: 0 }, 0, Buffer.from("x")),
  ]),
  "a transfer on a link it receives on": Buffer.concat([
    begun,
    attachReceiver(0, "a"),
    frame("transfer", { handle: 0, delivery_id: 0 }, 0, Buffer.from("x")),
  ]),
  "a handle taken twice": Buffer.concat([begun, attachSender(0, "a"), attachSender(0, "b")]),
  "a handle above the maximum": Buffer.concat([begun, attachSender(4_096, "a")]),
  "a link named toString": Buffer.concat([begun, attachSender(0, "toString")]),
  "a detach of nothing": Buffer.concat([begun, frame("detach", { handle: 5, closed: true })]),
  "a flow for nothing": Buffer.concat([
    begun,
    frame("flow", { incoming_window: 1, next_outgoing_id: 0, outgoing_window: 1, handle: 5 }),
  ]),
};

for (const [name, input] of Object.entries(hostile)) {
  test(`survives ${name}`, async () => {
    const router = await startRouter(started);
    const client = await rawClient(started, router.port);
    client.socket.write(input);
    await client.closed;
    await until(() => router.statistics().connections === 0);
    await answers(router);
  });
}

test("a disposition over all there is costs nothing", async () => {
  const router = await startRouter(started);
  const client = await rawClient(started, router.port);
  const range = { role: true, first: 0, last: 0xffff_ffff, settled: true };
  client.socket.write(
    Buffer.concat([begun, frame("disposition", range), frame("disposition", { ...range, role: false })]),
  );
  await until(() => performatives(client.received()).includes(0x11));
  // Of computing, whatever else the machine does: a look at each of the four billion would take minutes.
  const before = process.cpuUsage();
  await answers(router);
  const { user } = process.cpuUsage(before);
  assert.ok(user < 5_000_000, `${user} µs`);
});

test("a flow that asks for an echo gets one", async () => {
  const router = await startRouter(started);
  const client = await rawClient(started, router.port);
  const flow = { next_incoming_id: 0, incoming_window: 9, next_outgoing_id: 0, outgoing_window: 9 };
  client.socket.write(Buffer.concat([begun, attachReceiver(0, "r"), frame("flow", flow)]));
  await until(() => performatives(client.received()).includes(0x12));
  assert.ok(!performatives(client.received()).includes(0x13));
  client.socket.write(frame("flow", { ...flow, handle: 0, delivery_count: 0, link_credit: 1, echo: true }));
  await until(() => performatives(client.received()).includes(0x13));
});

test("one byte at a time is as good as all at once", async () => {
  const router = await startRouter(started);
  const client = await rawClient(started, router.port);
  for (const byte of Buffer.concat([begun, attachReceiver(0, "slow")])) {
    client.socket.write(Buffer.from([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await until(() => router.statistics().receivers === 1);
  client.socket.destroy();
});

test("a login and all that follows may come in one piece", async () => {
  const router = await startRouter(started);
  const client = await rawClient(started, router.port);
  const init = bytes("00000019 02010000 005341 c0 0c 01 a3 09 414e4f4e594d4f5553");
  client.socket.write(Buffer.concat([saslHeader, init, begun, attachReceiver(0, "eager")]));
  await until(() => router.statistics().receivers === 1);
});

test("an aborted delivery is dropped, and the next one is whole", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const { receiver, deliveries } = makeReceiver(started);
  await receiver.attach(live, address);
  const client = await rawClient(started, router.port);
  client.socket.write(Buffer.concat([begun, attachSender(0, "a")]));
  await until(() => performatives(client.received()).includes(0x13));
  const part = (fields: object, payload: string) =>
    frame(
      "transfer",
      { handle: 0, message_format: 0, delivery_tag: Buffer.from("t"), ...fields },
      0,
      Buffer.from(payload),
    );
  client.socket.write(
    Buffer.concat([
      part({ delivery_id: 0, more: true }, "lost "),
      part({ delivery_id: 0, aborted: true }, "lost"),
      part({ delivery_id: 1, more: true }, "who"),
      part({ more: true }, "l"),
      part({ delivery_id: 1 }, "e"),
    ]),
  );
  assert.equal((await deliveries.next()).bytes.toString(), "whole");
  assert.equal(router.statistics().received, 1);
});

test("links of one name are told apart by role, and one attached again at once is a new one", async () => {
  const router = await startRouter(started);
  const client = await rawClient(started, router.port);
  client.socket.write(
    Buffer.concat([
      begun,
      attachSender(0, "same"),
      attachReceiver(1, "same"),
      frame("detach", { handle: 0, closed: true }),
      attachSender(0, "same"),
    ]),
  );
  // Attach for each of the three, a detach for the one, and credit for both senders.
  await until(() => performatives(client.received()).filter((code) => code === 0x12).length === 3);
  await until(() => performatives(client.received()).includes(0x16));
  assert.equal(router.statistics().senders, 1);
  assert.equal(router.statistics().receivers, 1);
  client.socket.write(frame("detach", { handle: 1, closed: true }));
  await until(() => router.statistics().receivers === 0);
});

test("one attached again at once, under a lower handle of the router's, is answered behind the end of the one before", async () => {
  const router = await startRouter(started);
  const client = await rawClient(started, router.port);
  const answered = () => performatives(client.received()).filter((code) => code === 0x12 || code === 0x16);
  const detach = (handle: number) => frame("detach", { handle, closed: true });
  client.socket.write(Buffer.concat([begun, attachSender(0, "first"), attachSender(1, "same")]));
  await until(() => answered().length === 2);
  client.socket.write(detach(0));
  await until(() => answered().length === 3);
  client.socket.write(Buffer.concat([detach(1), attachSender(2, "same")]));
  await until(() => answered().length === 5);
  // By its name alone a peer finds the link that an attach is the answer to.
  assert.deepEqual(answered(), [0x12, 0x12, 0x16, 0x16, 0x12]);
});

test("credit that is to be given back is, also when the session's window held a message back at first", async () => {
  const router = await startRouter(started);
  const client = await rawClient(started, router.port);
  const flow = (fields: object) =>
    frame("flow", {
      next_incoming_id: 0,
      incoming_window: 0,
      next_outgoing_id: 0,
      outgoing_window: 0,
      ...fields,
    });
  const credit = { handle: 0, delivery_count: 0, link_credit: 5 };
  const none = frame("begin", { next_outgoing_id: 0, incoming_window: 0, outgoing_window: 0 });
  client.socket.write(Buffer.concat([amqpHeader, open, none, attachReceiver(0, "r"), flow(credit)]));
  await until(() => router.statistics().receivers === 1);
  const sender = makeSender(started);
  sender.attach((await connectClient(started, router.port)).live, address);
  await sender.send(message("x", { settled: true }));
  await until(() => router.statistics().forwarded === 1);
  client.socket.write(flow({ ...credit, drain: true }));
  client.socket.write(flow({ incoming_window: 10 }));
  const after = () => performatives(client.received()).slice(performatives(client.received()).indexOf(0x14));
  await until(() => after().includes(0x14) && after().includes(0x13));
});

test("more than the credit, or a message too large, ends the link and not the connection", async () => {
  const router = await startRouter(started, { limits: { senderCredit: 2, maxMessageSize: 100 } });
  const { live } = await connectClient(started, router.port);
  const { receiver } = makeReceiver(started, { credit: 1 });
  await receiver.attach(live, address);
  const client = await rawClient(started, router.port);
  client.socket.write(Buffer.concat([begun, attachSender(0, "overrun"), attachSender(1, "large")]));
  await until(() => performatives(client.received()).filter((code) => code === 0x13).length === 2);
  const transfers = [0, 1, 2, 3, 4, 5].map((id) =>
    frame("transfer", { handle: 0, delivery_id: id }, 0, Buffer.from("x")),
  );
  client.socket.write(Buffer.concat(transfers));
  await until(() => client.received().includes("amqp:link:transfer-limit-exceeded"));
  client.socket.write(frame("transfer", { handle: 1, delivery_id: 6, more: true }, 0, Buffer.alloc(200)));
  await until(() => client.received().includes("amqp:link:message-size-exceeded"));
  assert.equal(router.statistics().connections, 2);
});

test("a message too large, with another behind it, ends its link alone", async () => {
  const router = await startRouter(started, { limits: { maxMessageSize: 300_000 } });
  const connection = await rheaClient(started, router.port);
  const { receiver } = makeReceiver(started);
  await receiver.attach((await connectClient(started, router.port)).live, `${address}1`);
  const sender = connection.open_sender(`${address}1`);
  const other = connection.open_sender(`${address}2`);
  await once(sender, "sendable");
  const detached = once(sender, "sender_error");
  // Each in more than one frame.
  sender.send({ body: "x".repeat(700_000) });
  sender.send({ body: "x".repeat(280_000) });
  await detached;
  assert.match(JSON.stringify(sender.error), /message-size-exceeded/);
  assert.equal(other.is_open(), true);
  await answers(router);
  assert.equal(router.statistics().violations, 0);
});

test("nothing follows the end of a session, also no outcome of what was sent in it", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const { receiver, deliveries } = makeReceiver(started);
  await receiver.attach(live, address);
  const client = await rawClient(started, router.port);
  client.socket.write(Buffer.concat([begun, attachSender(0, "leaves")]));
  await until(() => performatives(client.received()).includes(0x13), 60_000);
  client.socket.write(frame("transfer", { handle: 0, delivery_id: 0 }, 0, message("x").encode()));
  const delivery = await deliveries.next();
  client.socket.write(frame("end", {}));
  await until(() => performatives(client.received()).includes(0x17), 60_000);
  delivery.accept();
  // What comes behind that on the receiver's connection comes later.
  const sender = makeSender(started);
  sender.attach(live, address);
  const outcome = sender.send(message("y"));
  (await deliveries.next()).accept();
  await outcome;
  client.socket.write(frame("close", {}));
  await client.closed;
  const all = performatives(client.received());
  assert.deepEqual(all.slice(all.indexOf(0x17) + 1), [0x18]);
});

test("silent and half-open connections are closed by the handshake's deadline", async () => {
  // So long that a busy machine has time for the good one's.
  const router = await startRouter(started, { limits: { handshakeTimeout: 3_000 } });
  const good = await rawClient(started, router.port);
  good.socket.write(begun);
  await until(() => performatives(good.received()).includes(0x11));
  const silent = await rawClient(started, router.port);
  const half = await rawClient(started, router.port);
  half.socket.write(Buffer.concat([amqpHeader, open]).subarray(0, 12));
  await Promise.all([silent.closed, half.closed]);
  await until(() => router.statistics().connections === 1);
});

test("a client that falls silent is given up", async () => {
  const router = await startRouter(started, { limits: { idleTimeout: 80 } });
  const client = await rawClient(started, router.port);
  client.socket.write(Buffer.concat([amqpHeader, frame("open", { container_id: "x", idle_time_out: 200 })]));
  await client.closed;
});

test("a client that wants to hear from us does, and is kept as long as it says something", async () => {
  const idleTimeout = 5_000;
  const router = await startRouter(started, { limits: { idleTimeout } });
  const lively = await connectClient(started, router.port, {
    idleTimeout: 60_000,
    open: { containerId: "lively", idleTimeOut: 200 },
  });
  // By what each of them writes of its own accord, and not by the time that passes on a busy machine.
  const { bytesRead, bytesWritten } = lively.live.socket;
  await until(() => lively.live.socket.bytesRead >= bytesRead + 3 * HEARTBEAT);
  await until(() => lively.live.socket.bytesWritten >= bytesWritten + 3 * HEARTBEAT);
  assert.equal(lively.lost.size, 0);
  assert.notEqual(lively.connection.live, undefined);
});

test("a port in use is an error that names it and says what to do", async () => {
  const blocker = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => blocker.once("listening", resolve));
  started.add(() => void blocker.close());
  const { port } = blocker.address() as { port: number };
  await assert.rejects(new Router({ port }).start(), (error: Error & { code: string }) => {
    assert.equal(error.code, "SERVER_LISTEN_ERROR");
    assert.match(error.message, new RegExp(`127.0.0.1:${port}`));
    assert.match(error.message, /in use; stop the program/);
    return true;
  });
});

test("stop() in any state ends everything and leaves no handle", async () => {
  const handles = () => process.getActiveResourcesInfo().filter((name) => /TCP|Timeout/.test(name)).length;
  const before = handles();
  const never = new Router({ port: 0 });
  await never.stop();
  for (const graceful of [true, false]) {
    const router = new Router({ port: 0, http: { port: 0 } });
    const starting = router.start();
    await router.stop({ graceful });
    await starting;
  }
  for (const graceful of [true, false]) {
    // Longer than a stop may take, so that it cannot have waited for those that do not finish theirs.
    const router = new Router({ port: 0, limits: { handshakeTimeout: 120_000 } });
    await router.start();
    assert.match(router.url, /^amqp:\/\/127\.0\.0\.1:\d+$/);
    const { live, lost, connection } = await connectClient(started, router.port);
    const { receiver } = makeReceiver(started);
    await receiver.attach(live, "unicast.e.t");
    const sender = makeSender(started);
    sender.attach(live, "unicast.e.other");
    void sender.send(message("held", { ttl: 60_000 })).catch(() => {});
    const mute = await rawClient(started, router.port);
    mute.socket.write(begun);
    await rawClient(started, router.port);
    await rheaClient(started, router.port);
    await until(() => router.statistics().held === 1 && router.statistics().connections === 4);
    const begunAt = performance.now();
    await Promise.all([router.stop({ graceful }), router.stop({ graceful })]);
    assert.ok(performance.now() - begunAt < 60_000);
    assert.match((await lost.next()).message, graceful ? /the router is stopping/ : /closed|reset/);
    await connection.close();
    sender.close();
    assert.equal(router.statistics().connections, 0);
    assert.equal(router.statistics().held, 0);
  }
  await until(() => handles() <= before);
});

test("starts and stops in any order are done one after the other, and what was asked for last counts", async () => {
  for (const calls of [
    "start stop start",
    "start start stop stop",
    "start stop start stop",
    "start stop start stop start",
  ]) {
    const router = new Router({ port: await freePort(), http: { port: await freePort() } });
    await router.start();
    const { live } = await connectClient(started, router.port);
    const { receiver } = makeReceiver(started);
    await receiver.attach(live, "unicast.e.t");
    const names = calls.split(" ");
    await Promise.all(names.map((name) => (name === "start" ? router.start() : router.stop())));
    const isUp = names.at(-1) === "start";
    assert.deepEqual([calls, router.health.state], [calls, isUp ? "listening" : "stopped"]);
    assert.equal(router.httpUrl === undefined, !isUp, calls);
    if (isUp) assert.equal((await fetch(`${router.httpUrl}/ready`)).status, 200);
    if (isUp) await answers(router);
    await router.stop();
    assert.equal(router.health.state, "stopped");
    assert.equal(router.statistics().connections, 0);
  }
});

test("a router that cannot listen leaves nothing, and starts when it can", async () => {
  const other = await startRouter(started);
  const router = new Router({ port: other.port, http: { port: 0 } });
  const failed = [router.start(), router.start()];
  for (const start of failed) await assert.rejects(start, /in use/);
  assert.deepEqual([router.health.state, router.httpUrl], ["stopped", undefined]);
  await other.stop();
  await router.start();
  await answers(router);
  await router.stop();
});

test("a stopped router starts again, and clients come back by themselves", async () => {
  const port = await freePort();
  const router = new Router({ port });
  await router.start();
  const { lost, opened } = await connectClient(started, port);
  await router.stop();
  await lost.next();
  const again = await startRouter(started, { port });
  await opened.next();
  await answers(again);
});

test("connections beyond the limit are refused", async () => {
  const router = await startRouter(started, { limits: { maxConnections: 1 } });
  await connectClient(started, router.port);
  const second = makeClient(started, router.port);
  second.connection.start();
  assert.equal((await second.lost.next()).reason, "connect");
  assert.equal(router.statistics().refusedConnections, 1);
});

test("connections in their TLS handshake count as well", async () => {
  const authority = new Authority();
  started.add(() => authority.remove());
  const { cert, key } = authority.issue("router", { name: "localhost" });
  const router = await startRouter(started, {
    limits: { maxConnections: 2 },
    tls: { certFile: cert, keyFile: key },
  });
  const silent = [await rawClient(started, router.port), await rawClient(started, router.port)];
  const third = await rawClient(started, router.port);
  await third.closed;
  await until(() => router.statistics().refusedConnections === 1);
  assert.ok(silent.every(({ socket }) => !socket.destroyed));
});

test("a client that does not finish its TLS handshake in time makes room for others", async () => {
  const authority = new Authority();
  started.add(() => authority.remove());
  const { cert, key } = authority.issue("router", { name: "localhost" });
  const router = await startRouter(started, {
    limits: { maxConnections: 1, handshakeTimeout: 50 },
    tls: { certFile: cert, keyFile: key },
  });
  for (let turn = 0; turn < 2; turn += 1) {
    const silent = await rawClient(started, router.port);
    await silent.closed;
    // By its time, not for want of room.
    await until(() => router.statistics().refusedConnections === turn + 1);
  }
});
