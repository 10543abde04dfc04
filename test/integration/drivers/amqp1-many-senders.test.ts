import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Amqp1Peer } from "../../../src/drivers/amqp1/peer.js";
import { Amqp1Replier } from "../../../src/drivers/amqp1/request.js";
import { SenderCache } from "../../../src/drivers/amqp1/sender-cache.js";
import { silentLogger } from "../../../src/log/logger.js";
import { defaultLimits } from "../../../src/router/limits.js";
import { connectClient, makeReceiver, message, Started, startRouter, until } from "../amqp/harness.js";

let started: Started;
beforeEach(() => {
  started = new Started();
});
afterEach(() => started.stop());

async function makeCache(port: number, limit: number, reattachDelay: number): Promise<SenderCache> {
  const { live } = await connectClient(started, port);
  const cache = new SenderCache({
    limit,
    queueLimit: 10,
    reattachDelay,
    idleTimeout: 60_000,
    onNeeded: () => {},
    log: silentLogger,
  });
  started.add(() => cache.close());
  // Nothing of it is looked at but the connection.
  cache.ready({ live } as Parameters<SenderCache["ready"]>[0]);
  return cache;
}

const address = (name: string) => `openstack.org/om/rpc/unicast/nova/compute/${name}.site.example.org`;

test("as many links as a client may have fit in what it may have kept", async () => {
  const share = 32;
  const links = defaultLimits.maxLinks / share;
  const limits = { maxLinks: links, maxSessions: links, maxKept: defaultLimits.maxKept / share };
  const router = await startRouter(started, { limits });
  const cache = await makeCache(router.port, links, 10_000);
  for (let i = 0; i < links; i++) cache.get(`${i}`, () => address(`compute-${i}`));
  await until(() => router.statistics().senders === links);
  assert.equal(router.statistics().violations, 0);
});

test("senders beyond the limit take the place of those idle for longest, and of none that is busy", async () => {
  const router = await startRouter(started);
  const cache = await makeCache(router.port, 8, 10);
  const { live } = await connectClient(started, router.port);
  const { receiver, deliveries } = makeReceiver(started);
  await receiver.attach(live, address("0"));
  const get = (name: string) => cache.get(name, () => address(name));
  // Neither of these is idle: one has no outcome, the other no receiver.
  const sent = get("0").send(message("sent"));
  const delivery = await deliveries.next();
  const waiting = get("1").send(message("waits"));
  for (let i = 2; i < 8; i++) {
    get(`${i}`);
    await sleep(2);
  }
  const oldest = get("2");
  const latest = get("7");
  await sleep(30);
  get("8");
  await until(() => router.statistics().senders === 8);
  await assert.rejects(oldest.send(message("x")), { reason: "closed" });
  assert.notEqual(get("2"), oldest);
  assert.equal(get("7"), latest);
  delivery.accept();
  assert.deepEqual(await sent, { state: "accepted" });
  cache.close();
  await assert.rejects(waiting, { reason: "closed" });
});

test("replies to more addresses than there may be senders take the place of others, or are dropped and logged", async () => {
  const router = await startRouter(started);
  const cache = await makeCache(router.port, 4, 60_000);
  const { live } = await connectClient(started, router.port);
  const logged: unknown[] = [];
  const note = (fields: unknown) => logged.push(fields);
  const replier = new Amqp1Replier({
    senders: cache,
    isService: () => false,
    settled: false,
    timeout: 60_000,
    retry: -1,
    retryDelay: 10,
    log: { ...silentLogger, warn: note, debug: note },
  });
  // A peer that does not relay: each reply address needs a link.
  replier.peer = { live: { relaysAnonymously: false } } as Amqp1Peer;
  const to = (address: string) => ({ address, messageId: undefined });
  const request = cache.get("request", () => address("request"));
  // All take the place of one another, used just now as they are; the sender of requests stays.
  for (let i = 0; i < 10; i++) {
    const { receiver: client } = makeReceiver(started, {
      onDelivery: (delivery) => delivery.accept(),
    });
    await client.attach(live, address(`there ${i}`));
    await replier.reply(to(address(`there ${i}`)), "{}");
  }
  assert.deepEqual(logged, []);
  await until(() => router.statistics().senders === 4);
  assert.equal(
    cache.get("request", () => null),
    request,
  );
  // Nobody takes these, and so they wait.
  for (let i = 0; i < 3; i++) void replier.reply(to(address(`gone ${i}`)), "{}");
  const reason = "all of 4 senders have messages under way";
  await replier.reply(to("one more"), "{}");
  await replier.heartbeat(to("one more"), 1);
  assert.deepEqual(logged, [
    { address: "one more", reason },
    { address: "one more", reason },
  ]);
  await until(() => router.statistics().senders === 4);
});
