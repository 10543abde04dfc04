import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { Duplex } from "node:stream";
import { test } from "node:test";
import type Rhea from "rhea";

/**
 * What is used of rhea without its having promised it. When one of these fails after an
 * upgrade, the code that relies on it has to be looked at before the version is raised.
 */
const require = createRequire(import.meta.url);
/** Not by `import`, which would give the text that the bundler of tests makes of it. */
const rhea = require("rhea") as typeof Rhea;
type Loose = Record<string, unknown>;
type Call = (...args: unknown[]) => unknown;

const source = (member: unknown) => Function.prototype.toString.call(member);

function makeConnection(options: Loose = {}): Loose {
  const container = rhea.create_container({ id: "contract" });
  return container.create_connection({ reconnect: false, ...options } as never) as unknown as Loose;
}

/** A connection that has sent its open to nobody, with a session that has begun. */
function connected(): { connection: Loose; session: Loose; socket: Duplex } {
  // A PassThrough would give rhea what it has written as the answer of a peer.
  const socket = new Duplex({ read() {}, write: (_bytes, _encoding, done) => done() });
  const connection = makeConnection({
    connection_details: () => ({
      host: "",
      port: 0,
      connect: (_port: number, _host: string, _options: unknown, done: () => void) => {
        process.nextTick(done);
        return socket;
      },
    }),
  });
  (connection.connect as Call).call(connection);
  const session = (connection.create_session as Call).call(connection) as Loose;
  return { connection, session, socket };
}

test("the version is the one all this was tried with", () => {
  assert.equal((require("rhea/package.json") as { version: string }).version, "3.0.5");
});

test("a connection has the members that are replaced or called", () => {
  const connection = makeConnection();
  const functions = ["output", "open", "close", "create_session", "on_begin", "dispatch"];
  for (const name of [...functions, "_write_frame", "_disconnected", "is_closed"]) {
    assert.equal(typeof connection[name], "function", name);
  }
  assert.deepEqual(connection.remote_channel_map, {});
  assert.deepEqual(connection.local_channel_map, {});
  assert.equal(connection.socket_ready, false);
  assert.equal(connection.transport, connection.amqp_transport);
  assert.equal(connection.sasl_transport, undefined);
  assert.equal(connection.max_frame_size, undefined);
});

test("what is to be written at the end of the turn is flagged, and written by `_process`", () => {
  const prototype = Object.getPrototypeOf(makeConnection()) as Loose;
  assert.match(source(prototype._register), /this\.registered = true;\s+process\.nextTick\(this\._process/);
  assert.match(source(prototype._process), /this\.registered = false/);
});

test("a session is found by its channel in a map that may be changed", () => {
  const prototype = Object.getPrototypeOf(makeConnection()) as Loose;
  assert.match(source(prototype.create_session), /this\.local_channel_map\[i\] = session/);
  assert.match(source(prototype.on_begin), /this\.local_channel_map\[frame\.performative\.remote_channel\]/);
  assert.match(source(prototype.remove_session), /this\.local_channel_map\[session\.local\.channel\]/);
});

test("writing goes through `output` of the instance", () => {
  const prototype = Object.getPrototypeOf(makeConnection()) as Loose;
  assert.match(source(prototype._write_frame), /this\.output\(\)/);
  assert.match(source(prototype.connected), /this\.output\(\)/);
  assert.match(source(prototype.on_begin), /this\.create_session\(/);
});

test("a transport writes to anything with a `write`, and tells what is pending", () => {
  const { connection } = connected();
  const transport = connection.amqp_transport as Loose;
  assert.equal(typeof transport.read, "function");
  assert.equal((transport.has_writes_pending as Call).call(transport), true);
  const written: Buffer[] = [];
  (transport.write as Call).call(transport, { write: (bytes: Buffer) => written.push(bytes) });
  assert.equal(written[0]?.toString("latin1", 0, 4), "AMQP");
  assert.equal((transport.has_writes_pending as Call).call(transport), false);
});

test("an endpoint's state has the flags that are looked at", () => {
  const { connection, session } = connected();
  for (const state of [connection.state, session.state] as Loose[]) {
    assert.equal(typeof state.local_open, "boolean");
    assert.equal(state.remote_open, false);
    assert.equal(typeof state.open_requests, "number");
    assert.equal(typeof state.has_settled, "function");
  }
  assert.equal((connection.state as Loose).open_requests, 1);
});

test("a session has the members that are replaced or called, and reads the halves put in place of its own", () => {
  const { session } = connected();
  for (const name of [
    "on_attach",
    "on_detach",
    "create_sender",
    "create_receiver",
    "open",
    "close",
    "remove",
    "_process",
    "dispatch",
  ]) {
    assert.equal(typeof session[name], "function", name);
  }
  const local = session.local as { channel: number; begin: Loose };
  assert.equal(local.channel, 0);
  assert.equal(local.begin.next_outgoing_id, 0);
  local.begin.incoming_window = 7;
  local.begin.outgoing_window = 8;
  local.begin.handle_max = 9;
  assert.deepEqual([local.begin.incoming_window, local.begin.handle_max], [7, 9]);
  const prototype = Object.getPrototypeOf(session) as Loose;
  const process = source(prototype._process);
  for (const use of [
    "this.outgoing.deliveries.available()",
    "this.outgoing.process()",
    "this.incoming.process(this)",
  ]) {
    assert.ok(process.includes(use), use);
  }
  const begin = source(prototype.on_begin);
  assert.match(begin, /this\.outgoing\.on_begin\(/);
  assert.match(begin, /this\.incoming\.on_begin\(/);
  // Besides these nothing of the halves is touched, since transfers, flows and dispositions never reach rhea, and no
  // link issues a flow.
  const untouched = [
    "constructor",
    "on_transfer",
    "on_disposition",
    "on_flow",
    "send",
    "_reconnect",
    "_write_flow",
  ];
  for (const [name, member] of Object.entries(prototype)) {
    if (untouched.includes(name) || typeof member !== "function") continue;
    const uses = source(member).match(/this\.(incoming|outgoing)\.\w+/g) ?? [];
    for (const use of uses) assert.match(use, /\.(on_begin|process|deliveries)$/, `${name} uses ${use}`);
  }
});

test("what opens and closes tells of it through `dispatch`, and answers with `open`", () => {
  const { connection, session } = connected();
  const link = (session.create_sender as Call).call(session, "s") as Loose;
  for (const [endpoint, opened, closed] of [
    [connection, "on_open", "on_close"],
    [session, "on_begin", "on_end"],
    [link, "on_attach", "on_detach"],
  ] as const) {
    const prototype = endpoint as Record<string, unknown>;
    assert.match(source(prototype[opened]), /this\.open\(\);\s+this\.dispatch\(.*_open'/);
    assert.match(source(prototype[closed]), /this\.dispatch\(.*close'|this\._handle_error\(/);
    // What answers a close leaves one alone that has been closed meanwhile.
    assert.match(source(prototype[closed]), /process\.nextTick\([\s\S]*self\.close\(\)/);
  }
  assert.match(source(connection._handle_error), /dispatch\('connection_close'/);
  assert.match(source(session._process), /this\.links\[k\]\._process\(\)/);
});

test("a link has the members that are read, set or called", () => {
  const { session } = connected();
  const sender = (session.create_sender as Call).call(session, "s") as Loose;
  const receiver = (session.create_receiver as Call).call(session, "r") as Loose;
  for (const link of [sender, receiver]) {
    for (const name of ["on_attach", "on_detach", "open", "close", "is_open", "set_source", "set_target"]) {
      assert.equal(typeof link[name], "function", name);
    }
    const local = link.local as { handle: number; attach: Loose };
    assert.equal(typeof local.handle, "number");
    // The name it is known by here is not the one that the peer hears.
    local.attach.name = "another";
    local.attach.max_message_size = 5;
    assert.deepEqual([local.attach.name, local.attach.max_message_size], ["another", 5]);
    assert.equal((link.remote as Loose).attach, undefined);
    assert.equal(link.issue_flow, false);
  }
  assert.equal((session.links as Loose).s, sender);
  assert.match(source(session.remove_link), /delete this\.links\[link\.name\]/);
});

test("a connection without a socket can be told that its socket is gone", () => {
  const connection = makeConnection();
  const told: unknown[] = [];
  connection.dispatch = (event: unknown) => told.push(event) > 0;
  const session = (connection.create_session as Call).call(connection) as Loose;
  connection.socket_ready = true;
  for (const { state } of [connection, session] as { state: Loose }[]) state.remote_open = true;
  (connection._disconnected as Call).call(connection);
  assert.equal(connection.socket_ready, false);
  for (const { state } of [connection, session] as { state: Loose }[]) assert.equal(state.remote_open, false);
  assert.deepEqual(told, ["disconnected"]);
});

test("a connection can be closed with an error before it has been opened by anybody", () => {
  const { connection } = connected();
  const { local } = connection as { local: { close: Loose } };
  (connection.open as Call).call(connection);
  (connection.close as Call).call(connection, { condition: "x", description: "y" });
  assert.equal((connection.state as Loose).local_open, false);
  assert.equal((local.close.error as Loose).condition, "x");
});

test("an error is told through `dispatch`, and goes no further once that has taken it", () => {
  const { connection, session } = connected();
  const link = (session.create_sender as Call).call(session, "s") as Loose;
  (connection.container as NodeJS.EventEmitter).on("error", () => assert.fail("an error on the container"));
  const told: unknown[] = [];
  link.dispatch = (event: unknown) => told.push(event) > 0;
  (link.state as Loose).remote_open = true;
  (link.on_detach as Call).call(link, { performative: { error: { condition: "x" } } });
  assert.deepEqual(told, ["sender_error", "sender_close"]);
  assert.deepEqual(link.error, { condition: "x" });
});

test("an object's enumerable members are its data, and three of a connection's know the object itself", () => {
  const { connection, session } = connected();
  const links = ["create_sender", "create_receiver"].map((name) => {
    return (session[name] as Call).call(session, "0", { treat_modified_as_released: false }) as Loose;
  });
  for (const endpoint of [connection, session, ...links]) {
    for (const name of Object.keys(endpoint)) {
      assert.ok("value" in (Object.getOwnPropertyDescriptor(endpoint, name) ?? {}), name);
    }
  }
  assert.equal((connection.amqp_transport as Loose).handler, connection);
  const making = source((Object.getPrototypeOf(connection) as Loose).constructor);
  assert.match(making, /this\.session_policy = session_per_connection\(this/);
  assert.match(making, /self\.options\); \};/);
  // Each link is found where the copy is put in its place.
  const [sender] = links as [Loose];
  assert.equal(sender.session, session);
  assert.equal(session.connection, connection);
  assert.equal((session.local as { handles: Loose }).handles[0], sender);
});

test("of an attach that is said only the role counts", () => {
  const { session } = connected();
  const link = (session.create_sender as Call).call(session, "0") as Loose;
  const prototype = Object.getPrototypeOf(Object.getPrototypeOf(link)) as Loose;
  for (const [name, member] of Object.entries(prototype)) {
    if (["init", "_process", "set_source", "set_target"].includes(name)) continue;
    const uses = typeof member === "function" ? (source(member).match(/local\.attach\.\w+/g) ?? []) : [];
    for (const use of uses) assert.equal(use, "local.attach.role", name);
  }
});

test("what has been said of an open and a begin is looked at no more, and a detach is made of the fields of its kind", () => {
  const { connection, session } = connected();
  const connectionPrototype = Object.getPrototypeOf(connection) as Loose;
  assert.match(source(connectionPrototype._write_open), /this\._write_frame\(0, this\.local\.open\)/);
  const receiver = (session.create_receiver as Call).call(session, "0") as Loose;
  const { detach } = receiver.local as { detach: { constructor: { create(fields: object): object } } };
  assert.deepEqual(detach.constructor.create({ handle: 0, closed: true }), detach);
  assert.match(source(receiver.close), /this\.local\.detach\.closed = true/);
  assert.match(
    source(receiver._process),
    /need_close\(\)\) \{\s+this\.session\.output\(this\.local\.detach\)/,
  );
});

test("observers are told by `dispatch` alone, and the links of a session are found by name and handle in two maps", () => {
  const { session } = connected();
  const receiver = (session.create_receiver as Call).call(session, "0") as Loose;
  assert.equal((session.links as Loose)["0"], receiver);
  assert.deepEqual(session.links, (session.local as Loose).handles);
  const telling = [session, receiver].flatMap((endpoint) => {
    const { constructor: _, ...members } = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(endpoint));
    return Object.entries(members).flatMap(([name, { value }]) =>
      typeof value === "function" && /observers/.test(source(value)) ? [name] : [],
    );
  });
  // A receiver without a window of its own never asks for the latter.
  assert.deepEqual(telling, ["dispatch", "set_credit_window"]);
});
