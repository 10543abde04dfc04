import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { test } from "node:test";
import rhea, { type Session } from "rhea";
import { AmqpConnection } from "../../../src/amqp/client/connection.js";
import { amqpHeader, saslHeader } from "../../../src/amqp/codec/protocol-header.js";
import { saslMechanisms, saslOutcome } from "../../../src/amqp/sasl/sasl-frames.js";
import {
  connectClient,
  connectionOptions,
  LONG,
  makeClient,
  Queue,
  rheaPeer,
  startRouter,
  until,
  useStarted,
} from "./harness.js";

const started = useStarted();

/** A server that does what it is told with each socket. */
async function rawServer(onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    onSocket(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  started.add(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as { port: number }).port;
}

const performatives = new Map([
  [0x41, "init"],
  [0x10, "open"],
  [0x18, "close"],
]);

/** The headers and frames in bytes of a client, by name. */
function frameNames(bytes: Buffer): string[] {
  const names: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const isHeader = bytes.toString("latin1", at, at + 4) === "AMQP";
    names.push(
      isHeader ? (bytes[at + 4] === 3 ? "SASL" : "AMQP") : (performatives.get(bytes[at + 10] ?? 0) ?? "?"),
    );
    at += isHeader ? 8 : bytes.readUInt32BE(at);
  }
  return names;
}

/** All that a server says to a client that it lets in. */
function saslOutcomeAndOpen(): Buffer {
  const open = Buffer.from("0000001102000000005310c00401a10178", "hex");
  return Buffer.concat([saslHeader, saslMechanisms(["PLAIN"]), saslOutcome(0), amqpHeader, open]);
}

const openHandles = () => process.getActiveResourcesInfo().filter((name) => /TCP|Timeout/.test(name)).length;

test("it opens, says what the peer is, and closes without leaving a handle", async () => {
  const router = await startRouter(started);
  const before = openHandles();
  const { live, connection, lost } = await connectClient(started, router.port, { idleTimeout: 10_000 });
  assert.equal(live.product, "oslo-rpc-router");
  assert.equal(live.relaysAnonymously, true);
  await connection.close();
  assert.equal(connection.live, undefined);
  assert.equal(lost.size, 0);
  await until(() => router.statistics().connections === 0 && openHandles() <= before);
});

test("it keeps trying, waits longer each time, and recovers by itself", async () => {
  let attempts = 0;
  const times: number[] = [];
  const port = await rawServer((socket) => {
    attempts++;
    times.push(performance.now());
    socket.resetAndDestroy();
  });
  const { connection, lost } = makeClient(started, port, {
    backoff: { initial: 40, multiplier: 2, max: 1_000 },
  });
  connection.start();
  connection.start();
  for (let i = 0; i < 4; i++) assert.equal((await lost.next()).reason, "connect");
  assert.ok(attempts <= 4);
  const waits = times.slice(1).map((time, i) => time - (times[i] ?? 0));
  // Each begins after the attempt before it, so that a busy machine makes them longer and never shorter.
  assert.ok((waits[0] ?? 0) >= 30, `waited ${waits}`);
  assert.ok((waits[2] ?? 0) >= 120, `waited ${waits}`);
});

test("what ends soon says all that it can before it is answered, and is not held up by a last answer", async () => {
  const opened = saslOutcomeAndOpen();
  let said = Buffer.alloc(0);
  const closed = new Queue<void>();
  const port = await rawServer((socket) =>
    socket.on("data", (bytes: Buffer) => {
      const had = frameNames(said);
      said = Buffer.concat([said, bytes]);
      const has = frameNames(said);
      if (has.includes("open") && !had.includes("open")) socket.write(opened);
      if (has.includes("close") && !had.includes("close")) closed.push();
    }),
  );
  const sasl = { username: "nova", password: "geheim", allowed: ["PLAIN"] };
  const { connection, live } = await connectClient(started, port, {
    hosts: [{ host: "127.0.0.1", port, sasl }],
    open: { containerId: "brief", ahead: true },
    leavesAtOnce: true,
  });
  await connection.close();
  assert.equal(live.socket.destroyed, false);
  await closed.next();
  assert.deepEqual(frameNames(said), ["SASL", "init", "AMQP", "open", "close"]);
});

test("hosts are tried in turn", async () => {
  const router = await startRouter(started);
  const dead = await rawServer((socket) => socket.destroy());
  const { connection, opened } = makeClient(started, dead, {
    hosts: [
      { host: "127.0.0.1", port: dead },
      { host: "127.0.0.1", port: router.port },
    ],
  });
  connection.start();
  assert.equal((await opened.next()).address, `127.0.0.1:${router.port}`);
});

test("a refused login is reported as such, and tried again", async () => {
  const container = rhea.create_container({ id: "guarded" });
  const passwords: string[] = [];
  container.sasl_server_mechanisms.enable_plain((username: string, password: string) => {
    passwords.push(`${username}:${password}`);
    return password === "geheim-ü";
  });
  container.on("disconnected", () => {});
  container.on("error", () => {});
  const server = container.listen({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  started.add(() => void server.close());
  const { port } = server.address() as { port: number };
  const credentials = (password: string) => ({
    hosts: [{ host: "127.0.0.1", port, sasl: { username: "jürgen", password } }],
  });
  const wrong = makeClient(started, port, credentials("falsch"));
  wrong.connection.start();
  const error = await wrong.lost.next();
  assert.equal(error.reason, "authentication");
  assert.doesNotMatch(error.message, /falsch/);
  assert.equal((await wrong.lost.next()).reason, "authentication");
  await wrong.connection.close();
  const right = makeClient(started, port, credentials("geheim-ü"));
  right.connection.start();
  await right.opened.next();
  assert.deepEqual(passwords.at(-1), "jürgen:geheim-ü");
  await right.connection.close();
});

test("a close by the peer, with any condition, is a loss that heals", async () => {
  const peer = await rheaPeer(started, {});
  const { connection, opened, lost } = await connectClient(started, peer.port);
  for (const condition of ["amqp:connection:forced", "amqp:internal-error"]) {
    peer.connections.at(-1)?.close({ condition, description: "go away" });
    const error = await lost.next();
    assert.equal(error.reason, "connection-lost");
    assert.equal(error.condition, condition);
    await opened.next();
  }
  peer.connections.at(-1)?.close({ condition: "amqp:unauthorized-access", description: "no" });
  assert.equal((await lost.next()).reason, "authentication");
  await opened.next();
  peer.connections.at(-1)?.close();
  assert.equal((await lost.next()).reason, "connection-lost");
  await connection.close();
});

test("a silent peer is given up, before its open and after it", async () => {
  const mute = await rawServer(() => {});
  const first = makeClient(started, mute, { openTimeout: 50 });
  first.connection.start();
  const error = await first.lost.next();
  assert.equal(error.reason, "connect");
  assert.match(error.message, /no AMQP open in 0.05 s/);

  const router = await startRouter(started, { limits: { idleTimeout: 0 } });
  let freeze: () => void = () => {};
  const port = await rawServer((socket) => {
    const behind = connect(router.port, "127.0.0.1");
    behind.on("error", () => {});
    socket.pipe(behind);
    behind.on("data", (bytes) => socket.write(bytes));
    started.add(() => behind.destroy());
    freeze = () => behind.pause();
  });
  const second = await connectClient(started, port, { idleTimeout: 100 });
  freeze();
  assert.match((await second.lost.next()).message, /nothing heard for 0.1 s/);
});

test("a peer that does not speak AMQP is an error that says so", async () => {
  const http = await rawServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  const { connection, lost } = makeClient(started, http);
  connection.start();
  assert.match((await lost.next()).message, /does not speak AMQP 1.0/);
});

test("a peer that begins sessions or attaches links of its own is not obeyed", async () => {
  const peer = await rheaPeer(started, {});
  const { lost, opened } = await connectClient(started, peer.port);
  peer.connections.at(-1)?.open_receiver("surprise");
  assert.match((await lost.next()).message, /a session nobody asked for/);
  const live = await opened.next();
  const session = live.beginSession();
  await until(() => session.isOpen);
  const theirs = peer.connections.at(-1) as unknown as { remote_channel_map: Record<number, Session> };
  theirs.remote_channel_map[0]?.open_receiver("surprise");
  assert.match((await lost.next()).message, /a link nobody asked for/);
});

/** What a client and its peer write from now on: the names of frames, with `->` before those of the client. */
async function traced(handlers: Parameters<typeof rheaPeer>[1] = {}) {
  const frames: string[] = [];
  const trace = (line: string) => frames.push(line.split(" ").slice(0, 3).join(" "));
  const peer = await rheaPeer(started, handlers);
  const { live } = await connectClient(started, peer.port, { open: { containerId: "client", trace } });
  frames.length = 0;
  return { live, frames };
}

test("what is closed before the peer has answered is not opened again by the answer", async () => {
  const { live, frames } = await traced();
  const session = live.beginSession();
  const link = session.attachSender({ name: "early", source: {}, target: {} });
  await until(() => frames.length === 2);
  link.close();
  session.close();
  await until(() => frames.includes("<- ch=0 end"));
  const again = live.beginSession();
  await until(() => again.isOpen);
  assert.deepEqual(
    frames.filter((frame) => frame.startsWith("->")),
    ["-> ch=0 begin", "-> ch=0 attach", "-> ch=0 detach", "-> ch=0 end", "-> ch=1 begin"],
  );
});

test("a detach of the peer is answered before the session ends that is ended for it", async () => {
  const { live, frames } = await traced({
    sender_open: ({ sender }) => sender.close({ condition: "amqp:resource-deleted" }),
  });
  const session = live.beginSession();
  const link = session.attachReceiver({ name: "deleted", source: { address: "x" }, target: {} });
  link.events = { closed: () => session.close() };
  await until(() => frames.includes("<- ch=0 end"));
  assert.deepEqual(
    frames.filter((frame) => frame.startsWith("->")),
    ["-> ch=0 begin", "-> ch=0 attach", "-> ch=0 detach", "-> ch=0 end"],
  );
});

test("close() settles in every state, and waits for none of its timeouts", async () => {
  const within = async (connection: AmqpConnection) => {
    const begun = performance.now();
    await connection.close();
    await connection.close();
    assert.ok(performance.now() - begun < LONG / 2);
  };
  const reached = new Queue<Socket>();
  const mute = await rawServer((socket) => reached.push(socket));
  const idle = makeClient(started, mute);
  await within(idle.connection);

  const connecting = makeClient(started, mute);
  connecting.connection.start();
  await within(connecting.connection);

  const handshaking = makeClient(started, mute);
  handshaking.connection.start();
  await reached.next();
  await within(handshaking.connection);

  const refused = await rawServer((socket) => socket.destroy());
  const waiting = makeClient(started, refused, { backoff: { initial: 60_000, multiplier: 1, max: 60_000 } });
  waiting.connection.start();
  await waiting.lost.next();
  await within(waiting.connection);

  const router = await startRouter(started);
  const frozen = await connectClient(started, router.port);
  frozen.live.socket.pause();
  await within(frozen.connection);
  assert.equal(frozen.lost.size, 0);
});

test("what an observer throws is a loss like any other", async () => {
  const router = await startRouter(started);
  let opened = 0;
  const connection = new AmqpConnection(connectionOptions({ host: "127.0.0.1", port: router.port }), {
    started: () => {},
    opened: () => {
      if (++opened === 1) throw new TypeError("a bug");
    },
    lost: (error) => assert.match(error.message, /a bug/),
  });
  started.add(() => connection.close());
  connection.start();
  await until(() => opened === 2);
});
