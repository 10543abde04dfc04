import assert from "node:assert/strict";
import { test } from "node:test";
import type { SaslCredentials } from "../../../src/amqp/sasl/client-mechanisms.js";
import { saslInit } from "../../../src/amqp/sasl/sasl-frames.js";
import { formatVerifier, makeVerifier } from "../../../src/amqp/sasl/verifier.js";
import type { LogFields } from "../../../src/log/logger.js";
import { Router, type RouterUsers } from "../../../src/router/index.js";
import {
  connectClient,
  LONG,
  makeClient,
  makeReceiver,
  makeSender,
  message,
  startRouter,
  until,
  useStarted,
} from "../amqp/harness.js";
import { amqpHeader, frame, open, performatives, rawClient, saslHeader } from "./raw-client.js";

const started = useStarted();

const nova = { username: "nova", password: "geheim-ü" };
const rpc = "openstack.org/om/rpc/anycast/e/t";
const users: RouterUsers = {
  users: {
    nova: { password: "geheim-ü" },
    worker: { password: "w", send: [], receive: ["openstack.org/om/rpc"] },
    caller: { password: "c", send: ["openstack.org/om/rpc/anycast/e"], receive: [] },
  },
};

const as = (port: number, sasl: SaslCredentials) => ({ hosts: [{ host: "127.0.0.1", port, sasl }] });

for (const mechanism of ["SCRAM-SHA-256", "PLAIN"]) {
  test(`${mechanism} lets in who knows the password`, async () => {
    const verifier = formatVerifier(await makeVerifier("p,=ä", 4096));
    const router = await startRouter(started, { users: { users: { ...users.users, jürgen: { verifier } } } });
    for (const credentials of [nova, { username: "jürgen", password: "p,=ä" }]) {
      const sasl = { ...credentials, allowed: [mechanism] };
      const { live } = await connectClient(started, router.port, as(router.port, sasl));
      assert.equal(live.product, "oslo-rpc-router");
    }
    for (const wrong of [
      { ...nova, password: "x" },
      { username: "nobody", password: "x" },
    ]) {
      const { connection, lost } = makeClient(
        started,
        router.port,
        as(router.port, { ...wrong, allowed: [mechanism] }),
      );
      connection.start();
      const error = await lost.next();
      assert.equal(error.reason, "authentication");
      assert.match(error.message, new RegExp(`the peer refuses the login \\(${mechanism}\\)`));
      await connection.close();
    }
    assert.equal(router.statistics().refusedLogins, 2);
  });
}

test("who does not log in stays outside, and hears why", async () => {
  const router = await startRouter(started, { users });
  for (const sasl of [{}, { allowed: ["ANONYMOUS"] }]) {
    const { connection, lost } = makeClient(started, router.port, as(router.port, sasl));
    connection.start();
    const error = await lost.next();
    assert.equal(error.reason, "authentication");
    assert.match(
      error.message,
      /requires a login|no SASL mechanism fits: the peer offers SCRAM-SHA-256, PLAIN/,
    );
    await connection.close();
  }
});

test("a wrong password ends the connection, and so does a second try on it", async () => {
  const router = await startRouter(started, { users });
  const init = (password: string) => saslInit("PLAIN", Buffer.from(`\0nova\0${password}`));
  const client = await rawClient(started, router.port);
  client.socket.write(Buffer.concat([saslHeader, init("wrong")]));
  await client.closed;
  const second = await rawClient(started, router.port);
  second.socket.write(Buffer.concat([saslHeader, init("wrong"), init("geheim")]));
  await second.closed;
  const third = await rawClient(started, router.port);
  third.socket.write(
    Buffer.concat([
      amqpHeader,
      open,
      frame("begin", { next_outgoing_id: 0, incoming_window: 1, outgoing_window: 1 }),
    ]),
  );
  await third.closed;
  assert.equal(third.received().toString("latin1", 0, 5), "AMQP\x03");
  await until(() => router.statistics().connections === 0);
});

test("a client need not wait for the end of its login before it goes on", async () => {
  const router = await startRouter(started, { users });
  const client = await rawClient(started, router.port);
  const login = saslInit("PLAIN", Buffer.from("\0nova\0geheim-ü"));
  client.socket.write(Buffer.concat([saslHeader, login, amqpHeader, open]));
  await until(() => performatives(client.received()).length === 3);
  assert.deepEqual(performatives(client.received()), [0x40, 0x44, 0x10]);
  assert.equal(router.statistics().connections, 1);
});

test("after some wrong passwords a user has to wait, and others do not", async () => {
  const router = await startRouter(started, { users, limits: { loginAttempts: 2, loginPause: 2_000 } });
  const wrong = makeClient(started, router.port, as(router.port, { ...nova, password: "x" }));
  wrong.connection.start();
  for (let i = 0; i < 2; i++) assert.equal((await wrong.lost.next()).reason, "authentication");
  assert.match((await wrong.lost.next()).message, /cannot check the login now/);
  await wrong.connection.close();
  await connectClient(started, router.port, as(router.port, { username: "worker", password: "w" }));
  const right = makeClient(started, router.port, as(router.port, nova));
  right.connection.start();
  assert.equal((await right.lost.next()).reason, "connect");
  await right.opened.next();
});

test("guesses that have to wait are all counted, and logged once and as a sum", async () => {
  const lines: string[] = [];
  const warn = ({ why, logins }: LogFields, message: string) => {
    lines.push(`${message}: ${why}${logins === undefined ? "" : `, ${logins}`}`);
  };
  const router = await startRouter(started, {
    users,
    limits: { loginAttempts: 2, loginPause: 60_000 },
    logger: { debug() {}, info() {}, warn, error() {} },
  });
  const guess = saslInit("PLAIN", Buffer.from("\0nova\0wrong"));
  for (let i = 0; i < 20; i++) {
    const client = await rawClient(started, router.port);
    client.socket.write(Buffer.concat([saslHeader, guess]));
    await client.closed;
  }
  assert.equal(router.statistics().refusedLogins, 20);
  await router.stop();
  const wrong = "a login is refused: wrong user name or password";
  const why = "too many wrong passwords from this address; it has to wait";
  const expected = [wrong, wrong, `a login is refused: ${why}`, `more logins are refused: ${why}, 17`];
  assert.deepEqual(lines, expected);
});

test("users send to and receive from what they may, and replies reach whoever asked", async () => {
  const router = await startRouter(started, { users });
  const worker = await connectClient(
    started,
    router.port,
    as(router.port, { username: "worker", password: "w" }),
  );
  const caller = await connectClient(
    started,
    router.port,
    as(router.port, { username: "caller", password: "c" }),
  );
  const { receiver, deliveries } = makeReceiver(started);
  await receiver.attach(worker.live, rpc);
  const replies = makeReceiver(started);
  const replyTo = await replies.receiver.attach(caller.live, null);
  const sender = makeSender(started);
  sender.attach(caller.live, rpc);
  const relay = makeSender(started);
  relay.attach(worker.live, null);
  const unasked = await relay.send(message("y", { to: replyTo }));
  assert.equal(unasked.state, "rejected");
  const sent = sender.send(message("x", { replyTo }));
  (await deliveries.next()).accept();
  assert.deepEqual(await sent, { state: "accepted" });

  const replied = relay.send(message("y", { to: replyTo }));
  (await replies.deliveries.next()).accept();
  assert.deepEqual(await replied, { state: "accepted" });
  const denied = await relay.send(message("z", { to: rpc }));
  assert.deepEqual(
    [denied.state, "condition" in denied && denied.condition],
    ["rejected", "amqp:unauthorized-access"],
  );

  const outside = makeSender(started, { reattachDelay: 60_000 });
  outside.attach(caller.live, "openstack.org/om/rpc/anycast/ee/t");
  await assert.rejects(outside.send(message("x", { retry: 0 })), /unauthorized-access: you may not send to/);
  const spy = makeReceiver(started);
  await assert.rejects(
    spy.receiver.attach(caller.live, rpc),
    /unauthorized-access: you may not receive from/,
  );
  assert.equal(router.statistics().forbidden, 4);
});

test("nobody gives leave to reply but who owns the reply address", async () => {
  const own = ["openstack.org/om/rpc"];
  const router = await startRouter(started, {
    users: { users: { ...users.users, mallory: { password: "m", send: own, receive: own } } },
  });
  const login = { username: "mallory", password: "m" };
  const mallory = await connectClient(started, router.port, as(router.port, login));
  const victim = await connectClient(
    started,
    router.port,
    as(router.port, { username: "caller", password: "c" }),
  );
  const replies = makeReceiver(started, { onDelivery: (delivery) => void delivery.accept() });
  const replyTo = await replies.receiver.attach(victim.live, null);
  const relay = makeSender(started);
  relay.attach(mallory.live, null);
  const forged = async () => (await relay.send(message("forged", { to: replyTo }))).state;

  for (const kind of ["anycast", "unicast", "multicast"]) {
    const topic = `openstack.org/om/rpc/${kind}/e/mine`;
    const { receiver, deliveries } = makeReceiver(started, { credit: 1 });
    await receiver.attach(mallory.live, topic);
    const direct = makeSender(started);
    direct.attach(mallory.live, topic);
    const ask = [
      direct.send(message("1", { replyTo })),
      relay.send(message("2", { to: topic, replyTo })),
      // One of them waits for credit, as a copy of a fanout too.
      direct.send(message("3", { replyTo })),
    ];
    for (let taken = 0; taken < 3; taken += 1) (await deliveries.next()).accept();
    await Promise.all(ask);
    assert.equal(await forged(), "rejected", kind);
  }
  const asked = makeReceiver(started, { onDelivery: (delivery) => void delivery.accept() });
  await asked.receiver.attach(mallory.live, "openstack.org/om/rpc/anycast/e/asked");
  const sender = makeSender(started);
  sender.attach(victim.live, "openstack.org/om/rpc/anycast/e/asked");
  await sender.send(message("asked", { replyTo }));
  assert.equal(await forged(), "accepted");
});

for (const kind of ["anycast", "multicast"]) {
  test(`who was asked may reply, also by a request that waited: ${kind}`, async () => {
    const topic = `openstack.org/om/rpc/${kind}/e/t`;
    const caller = { password: "c", send: ["openstack.org/om/rpc"], receive: [] };
    const router = await startRouter(started, { users: { users: { ...users.users, caller } } });
    const logIn = (username: string, password: string) =>
      connectClient(started, router.port, as(router.port, { username, password }));
    const [asking, filling, worker] = [
      await logIn("caller", "c"),
      await logIn("caller", "c"),
      await logIn("worker", "w"),
    ];
    const { receiver, deliveries } = makeReceiver(started, { credit: 1 });
    await receiver.attach(worker.live, topic);
    const replies = makeReceiver(started);
    const replyTo = await replies.receiver.attach(asking.live, null);
    const filler = makeSender(started);
    filler.attach(filling.live, topic);
    const filled = filler.send(message("fills"));
    const first = await deliveries.next();
    const sender = makeSender(started);
    sender.attach(asking.live, null);
    const asked = sender.send(message("asks", { to: topic, replyTo }));
    await until(() => router.statistics().received === 2);
    first.accept();
    await filled;
    (await deliveries.next()).accept();
    await asked;
    const relay = makeSender(started);
    relay.attach(worker.live, null);
    const replied = relay.send(message("y", { to: replyTo }));
    (await replies.deliveries.next()).accept();
    assert.deepEqual(await replied, { state: "accepted" });
  });
}

test("only who made a dynamic address receives from it", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const thief = await connectClient(started, router.port);
  const address = await makeReceiver(started).receiver.attach(live, null);
  await assert.rejects(makeReceiver(started).receiver.attach(thief.live, address), /unauthorized-access/);
  const invented = `${address.slice(0, -1)}${address.endsWith("0") ? "1" : "0"}`;
  await assert.rejects(makeReceiver(started).receiver.attach(live, invented), /unauthorized-access/);
});

test("clients without a name may do what the users file says", async () => {
  const router = await startRouter(started, {
    users: { users: {}, anonymous: { send: [], receive: ["public"] } },
  });
  const { live } = await connectClient(started, router.port);
  await makeReceiver(started).receiver.attach(live, "public.news");
  await assert.rejects(makeReceiver(started).receiver.attach(live, "private"), /unauthorized-access/);
});

test("a router does not listen where others reach it without users, unless it is told to", async () => {
  const router = new Router({ host: "0.0.0.0", port: 0 });
  await assert.rejects(router.start(), /would let anybody in on 0\.0\.0\.0/);
  const open = new Router({ host: "0.0.0.0", port: 0, allowAnonymous: true });
  await open.start();
  await open.stop();
  const wrong = new Router({ port: 0, users: { users: { nova: {} } } });
  await assert.rejects(wrong.start(), /#\/users\/nova: cannot log in/);
});

test("a graceful stop lets messages under way get their outcome, takes no new ones, and says why it closes", async () => {
  const router = await startRouter(started);
  const { live, lost, connection } = await connectClient(started, router.port);
  const { receiver, deliveries } = makeReceiver(started);
  await receiver.attach(live, rpc);
  const sender = makeSender(started);
  sender.attach(live, rpc);
  const sent = sender.send(message("x"));
  const delivery = await deliveries.next();
  const stopped = router.stop({ grace: 5_000 });
  delivery.accept();
  assert.deepEqual(await sent, { state: "accepted" });
  assert.equal((await lost.next()).condition, "amqp:connection:forced");
  await connection.close();
  await stopped;
});

test("a graceful stop waits no longer than it may", async () => {
  const router = await startRouter(started);
  const { live, connection } = await connectClient(started, router.port);
  const { receiver, deliveries } = makeReceiver(started);
  await receiver.attach(live, rpc);
  const sender = makeSender(started);
  sender.attach(live, rpc);
  const sent = assert.rejects(sender.send(message("x")));
  sender.send(message("y")).catch(() => {});
  await deliveries.next();
  const begun = performance.now();
  // The message under way is never settled: only the end of the grace lets it end.
  await router.stop({ grace: 60 });
  assert.ok(performance.now() - begun < LONG);
  await sender.close();
  await sent;
  await connection.close();
});
