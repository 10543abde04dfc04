import assert from "node:assert/strict";
import { test } from "node:test";
import type { RouterUsers } from "../../../src/router/index.js";
import {
  connectClient,
  makeReceiver,
  makeSender,
  message,
  startRouter,
  until,
  useStarted,
} from "../amqp/harness.js";
import { reloadUnderLoad } from "./reload-under-load.js";

const started = useStarted();
const as = (port: number, username: string, password = "secret") => ({
  hosts: [{ host: "127.0.0.1", port, sasl: { username, password } }],
});
const usersOf = (users: RouterUsers["users"], rest: Partial<RouterUsers> = {}): RouterUsers => ({
  users,
  ...rest,
});

test("users and certificate change under load, and nobody who may stay is dropped", async (context) => {
  await reloadUnderLoad(context, 60);
});

test("who keeps its name stays with another password, and logs in with that from then on", async () => {
  const router = await startRouter(started, { users: usersOf({ nova: { password: "secret" } }) });
  const { lost } = await connectClient(started, router.port, as(router.port, "nova"));
  await router.reload({ users: usersOf({ nova: { password: "other" } }) });
  await connectClient(started, router.port, as(router.port, "nova", "other"));
  const { user, mechanism, since } = router.connections()[0] ?? {};
  assert.deepEqual([user, mechanism, lost.size], ["nova", "SCRAM-SHA-256", 0]);
  assert.ok(since instanceof Date);
});

test("links that a user may no longer have are detached, the others go on, and replies asked for before are sent", async () => {
  const router = await startRouter(started, {
    users: usersOf({ nova: { password: "secret", send: ["a", "b"] } }),
  });
  const { live } = await connectClient(started, router.port, as(router.port, "nova"));
  const { live: server } = await connectClient(started, router.port, as(router.port, "nova"));
  const a = makeReceiver(started);
  const b = makeReceiver(started);
  const replies = makeReceiver(started);
  await a.receiver.attach(server, "a");
  await b.receiver.attach(server, "b");
  const replyTo = await replies.receiver.attach(live, null);
  const toA = makeSender(started);
  toA.attach(live, "a");
  await Promise.all([
    toA.send(message("before", { replyTo })),
    (async () => (await a.deliveries.next()).accept())(),
  ]);

  await router.reload({ users: usersOf({ nova: { password: "secret", send: ["a"], receive: ["a"] } }) });
  assert.equal((await b.detached.next()).condition, "amqp:unauthorized-access");
  assert.deepEqual([a.detached.size, replies.detached.size], [0, 0]);
  const reply = makeSender(started);
  reply.attach(server, null);
  const answered = reply.send(message("reply", { to: replyTo }));
  (await replies.deliveries.next()).accept();
  assert.deepEqual(await answered, { state: "accepted" });
  const again = toA.send(message("after"));
  (await a.deliveries.next()).accept();
  assert.deepEqual(await again, { state: "accepted" });
});

test("without anonymous clients in the file any more, those go and the others stay", async () => {
  const nova = { password: "secret" };
  const router = await startRouter(started, { users: usersOf({ nova }, { anonymous: {} }) });
  const unnamed = await connectClient(started, router.port);
  const named = await connectClient(started, router.port, as(router.port, "nova"));
  await router.reload({ users: usersOf({ nova }) });
  assert.match((await unnamed.lost.next()).message, /you may no longer log in/);
  await until(() => router.statistics().connections === 1);
  assert.equal(named.lost.size, 0);
});

test("a mistake in the users changes nothing, and neither does one in how the router speaks", async () => {
  const router = await startRouter(started, { users: usersOf({ nova: { password: "secret" } }) });
  await assert.rejects(router.reload({ users: usersOf({ nova: {} }) }), /cannot log in/);
  await assert.rejects(
    router.reload({ tls: { certFile: "none.pem" }, users: usersOf({}) }),
    /changes only when it starts again/,
  );
  await connectClient(started, router.port, as(router.port, "nova"));
});
