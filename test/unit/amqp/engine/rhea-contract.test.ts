import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { Duplex, PassThrough } from "node:stream";
import { test } from "node:test";
import rhea from "rhea";

/**
 * What the `rhea*.ts` files use of rhea without its having promised it. When one of these fails after an
 * upgrade, the code that relies on it has to be looked at before the version is raised.
 */
const require = createRequire(import.meta.url);
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
  const functions = [
    "input",
    "output",
    "accept",
    "open",
    "close",
    "connect",
    "create_session",
    "remove_session",
    "on_begin",
  ];
  for (const name of [...functions, "_write_frame", "is_closed", "init"]) {
    assert.equal(typeof connection[name], "function", name);
  }
  assert.deepEqual(connection.remote_channel_map, {});
  assert.deepEqual(connection.local_channel_map, {});
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

test("reading and writing go through `input` and `output` of the instance", () => {
  const prototype = Object.getPrototypeOf(makeConnection()) as Loose;
  assert.match(source(prototype.init), /'data', this\.input\.bind\(this\)/);
  assert.match(source(prototype._write_frame), /this\.output\(\)/);
  assert.match(source(prototype.connected), /this\.output\(\)/);
  assert.match(source(prototype.on_begin), /this\.create_session\(/);
  assert.match(source(prototype.accept), /this\.socket_ready = true/);
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
    "remove_link",
    "_write_flow",
  ]) {
    assert.equal(typeof session[name], "function", name);
  }
  const local = session.local as { channel: number; begin: Loose };
  assert.equal(local.channel, 0);
  local.begin.incoming_window = 7;
  local.begin.outgoing_window = 8;
  local.begin.handle_max = 9;
  assert.deepEqual([local.begin.incoming_window, local.begin.handle_max], [7, 9]);
  assert.deepEqual((session.remote as Loose).handles, {});
  assert.deepEqual(session.links, {});
  const prototype = Object.getPrototypeOf(session) as Loose;
  const flow = source(prototype._write_flow);
  for (const use of [
    "this.incoming.next_transfer_id",
    "this.incoming.window",
    "this.outgoing.next_transfer_id",
    "this.outgoing.window",
    "this.incoming.max_transfer_id =",
    "link._get_drain()",
    "link.delivery_count",
    "link.credit",
  ]) {
    assert.ok(flow.includes(use), use);
  }
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
  // Besides these nothing of the halves is touched, since transfers, flows and dispositions never reach rhea.
  const untouched = ["on_transfer", "on_disposition", "on_flow", "send", "_reconnect"];
  for (const [name, member] of Object.entries(prototype)) {
    if (untouched.includes(name) || typeof member !== "function") continue;
    const uses = source(member).match(/this\.(incoming|outgoing)\.\w+/g) ?? [];
    const known = /\.(on_begin|process|deliveries|next_transfer_id|window|max_transfer_id)$/;
    for (const use of uses) assert.match(use, known, `${name} uses ${use}`);
  }
});

test("a link has the members that are read, set or called", () => {
  const { session } = connected();
  const sender = (session.create_sender as Call).call(session, "s") as Loose;
  const receiver = (session.create_receiver as Call).call(session, "r") as Loose;
  for (const link of [sender, receiver]) {
    assert.equal(link.credit, 0);
    assert.equal(link.delivery_count, 0);
    assert.equal(link.session, session);
    for (const name of ["on_attach", "close", "is_receiver", "set_source", "set_target"]) {
      assert.equal(typeof link[name], "function", name);
    }
    const local = link.local as { handle: number; attach: Loose };
    assert.equal(typeof local.handle, "number");
    local.attach.max_message_size = 5;
    assert.equal(local.attach.max_message_size, 5);
    assert.equal((link.remote as Loose).attach, undefined);
    assert.equal(link.hooks, undefined);
    assert.equal(link.partial, undefined);
    assert.equal(link.floor, undefined);
    assert.equal(link.byPeer, undefined);
  }
  assert.equal((session.links as Loose).s, sender);
  assert.equal(typeof receiver.flow, "function");
  assert.equal(receiver.drain, false);
  assert.equal(sender._draining, false);
  assert.equal(sender._drained, false);
  Object.assign(sender, { _draining: true, _drained: true, credit: 3, delivery_count: 1 });
  assert.equal((sender._get_drain as Call).call(sender), true);
  assert.deepEqual([sender.credit, sender.delivery_count], [0, 4]);
  // The name that a link is removed by is the one it has then: links are renamed to be kept apart.
  assert.match(source(session.remove_link), /delete this\.links\[link\.name\]/);
  assert.match(source(session.on_attach), /this\.links\[name\]/);
});

test("without mechanisms of rhea's a client has no SASL layer, nor has a server that is told so", () => {
  const client = makeConnection();
  (client.init as Call).call(Object.assign(client, { is_server: false }), new PassThrough());
  const server = makeConnection({ disable_sasl: true });
  (server.accept as Call).call(server, new PassThrough());
  for (const connection of [client, server]) {
    assert.equal(connection.sasl_transport, undefined);
    assert.equal(connection.transport, connection.amqp_transport);
  }
});

test("a connection can be closed with an error before it has been opened by anybody", () => {
  const { connection } = connected();
  const { local } = connection as { local: { close: Loose } };
  (connection.open as Call).call(connection);
  (connection.close as Call).call(connection, { condition: "x", description: "y" });
  assert.equal((connection.state as Loose).local_open, false);
  assert.equal((local.close.error as Loose).condition, "x");
});

test("an error nobody listens to is emitted on the container, where it can be taken", () => {
  const { connection, session } = connected();
  const link = (session.create_sender as Call).call(session, "s") as Loose;
  const container = connection.container as NodeJS.EventEmitter;
  const heard: string[] = [];
  container.on("sender_error", () => heard.push("sender_error"));
  container.on("error", () => heard.push("error"));
  (link.state as Loose).remote_open = true;
  (link.on_detach as Call).call(link, { performative: { error: { condition: "x" } } });
  assert.deepEqual(heard, ["sender_error"]);
});
