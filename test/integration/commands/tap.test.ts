import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { getRpcTransport, RpcClient, RpcServer, type RpcTransport } from "../../../src/index.js";
import { getNotificationTransport, NotificationListener, Notifier } from "../../../src/notify/index.js";
import { Router, type RouterOptions } from "../../../src/router/index.js";
import { freePort } from "../../support/free-port.js";
import { hookLimit } from "../../support/peers.js";
import { ThingEndpoint } from "../service/thing-service.js";
import { osloRpc } from "./command.js";

const stops: (() => unknown)[] = [];

async function startRouter(options: RouterOptions = {}): Promise<Router> {
  const router = new Router({ port: 0, ...options });
  await router.start();
  stops.push(() => router.stop({ graceful: false }));
  return router;
}

function connect(url: string): RpcTransport {
  const transport = getRpcTransport({ url });
  stops.push(() => transport.close());
  return transport;
}

describe("oslo-rpc tap", () => {
  after(async () => {
    for (const stop of stops.reverse()) await stop();
  }, hookLimit);

  it("shows requests, replies and notifications, and ends with one line when the router does", async () => {
    const router = await startRouter();
    const server = new RpcServer(connect(router.url), {
      server: "one",
      endpoints: [new ThingEndpoint("one")],
    });
    stops.push(() => server.stop());
    await server.start();
    const notifications = getNotificationTransport({ url: router.url });
    stops.push(() => notifications.close());
    const listener = new NotificationListener(notifications, {
      targets: [{ topic: "events" }],
      endpoints: [{ info: () => {} }],
    });
    stops.push(() => listener.stop());
    await listener.start();
    const tap = osloRpc("tap", "things", "events", "--url", router.url, "--exchange", "test", "--json");
    const plain = osloRpc("tap", "events", "--url", router.url);
    await tap.errorLine(/^Tapping things, events$/);
    await plain.errorLine(/^Tapping events$/);
    const client = new RpcClient(connect(router.url), {
      topic: "things",
      exchange: "test",
      namespace: "things",
    });
    assert.deepEqual(await client.call("echo", { value: { token: "t" } }), { token: "t" });
    await client.prepare({ server: "one", version: "1.2" }).call("join", { left: "c", right: "d" });
    await assert.rejects(client.call("none", {}));
    await client.prepare({ fanout: true }).cast("sink", { payload: 1 });
    const lines = [];
    for (let count = 0; count < 7; count++) lines.push(JSON.parse(await tap.line()));
    const requests = lines.filter(({ type }) => type !== "reply");
    assert.deepEqual(
      requests.map(({ type, method, server: name, fanout, args }) => [type, method, name, fanout, args]),
      [
        ["call", "echo", undefined, undefined, { value: { token: "***" } }],
        ["call", "join", "one", undefined, { left: "c", right: "d" }],
        ["call", "none", undefined, undefined, {}],
        ["cast", "sink", undefined, true, { payload: 1 }],
      ],
    );
    const replies = lines.filter(({ type }) => type === "reply");
    assert.deepEqual(
      replies.map(({ id, result, failure }) => [id, result ?? failure?.message]),
      [
        [requests[0].id, { token: "***" }],
        [requests[1].id, "cd"],
        [requests[2].id, "Endpoint does not support RPC method none"],
      ],
    );
    assert.ok(replies.every(({ elapsed }) => elapsed > 0));
    const notifier = new Notifier(notifications, {
      publisherId: "here",
      driver: ["messagingv2"],
      topics: ["events"],
    });
    await notifier.info({}, "thing.made", { secret: "s", n: 1 });
    assert.match(
      await plain.line(),
      /^\d\d:\d\d:\d\d\.\d{3} notice {2}events INFO thing\.made here \{"secret":"\*\*\*","n":1\}$/,
    );
    await router.stop({ graceful: false });
    for (const command of [tap, plain]) {
      const { code, stderr } = await command.end();
      const [, line = "", ...more] = stderr.split("\n");
      assert.deepEqual([code, more], [1, [""]], stderr);
      assert.match(line, /The connection is lost: /);
    }
  });

  it("ends with one line without a permission, and without a peer", async () => {
    const router = await startRouter({ users: { users: {}, anonymous: {} } });
    const forbidden = await osloRpc("tap", "things", "--url", router.url).end();
    assert.match(
      forbidden.stderr,
      /^error: Cannot tap topic things: .*you may not tap this address.*users file the user needs "tap".*\n$/,
    );
    const nobody = await osloRpc("tap", "things", "--url", `amqp://127.0.0.1:${await freePort()}`).end();
    assert.match(nobody.stderr, /^error: .*connection refused; check the address.*\n$/);
    assert.deepEqual([forbidden.code, nobody.code], [1, 1]);
  });
});
