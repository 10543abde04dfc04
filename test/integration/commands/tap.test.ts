import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { getRpcTransport, RpcClient, RpcServer, type RpcTransport } from "../../../src/index.js";
import { getNotificationTransport, NotificationListener, Notifier } from "../../../src/notify/index.js";
import { Router, type RouterOptions } from "../../../src/router/index.js";
import { recordHead } from "../../../src/tap/record.js";
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

  it("runs with the lowest priority, all of its threads", {
    skip: process.platform === "linux" ? false : "only Linux tells the priority of a thread",
  }, async () => {
    const router = await startRouter();
    const tap = osloRpc("tap", "events", "--url", router.url);
    await tap.errorLine(/^Tapping/);
    const threads = `/proc/${tap.pid}/task`;
    const nice = readdirSync(threads).map((thread) => {
      const stat = readFileSync(`${threads}/${thread}/stat`, "utf8");
      return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16];
    });
    assert.deepEqual(new Set(nice), new Set(["19"]));
    tap.signal("SIGINT");
    assert.equal((await tap.end()).code, 0);
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

  it("says that nothing can be recorded or served without a peer, and leaves an old record as it is", async () => {
    const folder = mkdtempSync(join(tmpdir(), "oslo-rpc-record-"));
    stops.push(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "traffic.jsonl");
    const call = { type: "call", time: "2026-01-01T00:00:00.000Z", id: "1", topic: "t", method: "m" };
    const old = `${recordHead(["t"], true)}\n${JSON.stringify(call)}\n`;
    writeFileSync(file, old);
    const at = ["--url", `amqp://127.0.0.1:${await freePort()}`];
    const ends = await Promise.all([
      osloRpc("record", file, "t", "--force", ...at).end(),
      osloRpc("record", join(folder, "new.jsonl"), "t", ...at).end(),
      osloRpc("replay", file, "--as", "server", ...at).end(),
    ]);
    for (const { code, stderr } of ends) {
      assert.match(stderr, /^error: .*connection refused; check the address.*\n$/);
      assert.equal(code, 1);
    }
    assert.equal(readFileSync(file, "utf8"), old);
    assert.ok(!existsSync(join(folder, "new.jsonl")));
  });

  it("ends a record that cannot be written with one line", { skip: !existsSync("/dev/full") }, async () => {
    const router = await startRouter();
    const { code, stderr } = await osloRpc(
      ...["record", "/dev/full", "things", "--force", "--url", router.url],
    ).end();
    assert.match(stderr, /\nerror: \/dev\/full cannot be written: ENOSPC.*\n$/);
    assert.equal(code, 1);
  });

  it("records what a server answers, which replay answers in its place, and a definition is inferred", async () => {
    const router = await startRouter();
    const folder = mkdtempSync(join(tmpdir(), "oslo-rpc-record-"));
    stops.push(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "traffic.jsonl");
    writeFileSync(file, "an old record of any length".repeat(1000), { mode: 0o644 });
    const at = ["--url", router.url, "--exchange", "test"];
    const server = new RpcServer(connect(router.url), {
      server: "one",
      endpoints: [new ThingEndpoint("one")],
    });
    await server.start();
    const client = new RpcClient(connect(router.url), {
      topic: "things",
      exchange: "test",
      namespace: "things",
    });
    const record = osloRpc("record", file, "things", ...at, "--infer", "--force", "--count", "6");
    await record.errorLine(/^Tapping things$/);
    const ask = async () => [
      await client.call("echo", { value: { password: "geheim", n: 1 } }),
      await client.prepare({ server: "one" }).call("who", {}),
      await client.call("fail", { how: "declared" }).catch((error: Error) => error.message),
    ];
    const answers = await ask();
    const recorded = await record.end();
    assert.equal(recorded.code, 0, recorded.stderr);
    const { methods } = JSON.parse(recorded.stdout);
    assert.deepEqual(
      Object.entries(methods).map(([name, method]) => [name, (method as { "x-seen": unknown })["x-seen"]]),
      [
        ["echo", { count: 1, answered: 1, failed: 0, unanswered: 0 }],
        ["who", { count: 1, answered: 1, failed: 0, unanswered: 0 }],
        ["fail", { count: 1, answered: 0, failed: 1, unanswered: 0 }],
      ],
    );
    assert.equal(statSync(file).mode & 0o077, 0);
    await server.stop();
    const replay = osloRpc("replay", file, "--as", "server", "--fast", "--url", router.url);
    await replay.errorLine(/^Serving things from the record$/);
    const [echo, ...others] = answers;
    assert.deepEqual(echo, { password: "geheim", n: 1 });
    assert.deepEqual(await ask(), [{ password: "***", n: 1 }, ...others]);
    await assert.rejects(
      client.call("who", { other: 1 }),
      /The record has no reply to who with these arguments/,
    );
    const again = osloRpc("replay", file, "--as", "client", "--fast", "--check", "--url", router.url);
    const resent = await again.end();
    assert.deepEqual(
      [resent.code, resent.stdout],
      [0, "3 sent: 3 answered as recorded, 0 otherwise, 0 without a recorded answer, 0 failed\n"],
      resent.stderr,
    );
    assert.match((await replay.stop()).stderr, /\n6 requests are in the record, 1 are not\n$/);
  });
});
