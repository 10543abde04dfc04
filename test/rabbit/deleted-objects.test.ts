import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import {
  getRpcTransport,
  loadConfiguration,
  MessageUndeliverable,
  RpcServer,
  type RpcTransport,
} from "../../src/index.js";
import { getNotificationTransport, NotificationListener, Notifier } from "../../src/notify/index.js";
import { Recorder } from "../integration/notify/recorder.js";
import { ThingClient, ThingEndpoint } from "../integration/service/thing-service.js";
import { needs } from "../support/peers.js";
import { askManagement } from "./support/ask-management.js";
import { eventually } from "./support/eventually.js";
import { ownRabbit, suiteLimit } from "./support/rabbit.js";
import { useOwnRabbit } from "./support/use-rabbit.js";

/** Repeats until it succeeds; a health tells nobody that it has changed. */
function soon(attempt: () => void | Promise<void>): Promise<void> {
  return eventually(async () => {
    await delay(20);
    await attempt();
  }, 60_000);
}

describe("objects deleted in RabbitMQ under a running server", { ...needs(ownRabbit), ...suiteLimit }, () => {
  const broker = useOwnRabbit();
  let transports: { close(): Promise<void> }[] = [];
  let servers: { stop(): Promise<void> }[] = [];

  afterEach(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all(transports.map((transport) => transport.close()));
    servers = [];
    transports = [];
  });

  /** @param interval seconds between two looks */
  function transport(interval: number, url = broker().url): RpcTransport {
    const configuration = loadConfiguration({ values: { rabbit_redeclare_interval: interval } });
    const made = getRpcTransport({ url, configuration });
    transports.push(made);
    return made;
  }

  async function serve(via: RpcTransport): Promise<RpcServer> {
    const server = new RpcServer(via, { server: "one", endpoints: [new ThingEndpoint("one")] });
    servers.push(server);
    await server.start();
    return server;
  }

  const remove = async (path: string) =>
    assert.match(await askManagement(broker().url, "DELETE", path), /^20/, path);
  const binding = (exchange: string, queue: string, key: string) =>
    `/bindings/src=${exchange};dstq=${queue};key=${key};args=`;

  it("are what the caller is told of", async () => {
    await serve(transport(0));
    const client = new ThingClient(transport(0), { timeout: 20 });
    assert.equal(await client.who(), "one");
    const fails = (message: RegExp) =>
      assert.rejects(client.who(), (error: Error) => {
        assert.match(error.message, message);
        return error instanceof MessageUndeliverable;
      });
    await remove(binding("test", "things", "things"));
    await fails(
      /no queue is bound to exchange test with key things\. Nobody listens there, or it was deleted/,
    );
    await remove("/exchanges/test");
    await fails(/there is no exchange test\. Nobody listens there, or it was deleted/);
  });

  it("are declared and bound again, and counted in the health", async () => {
    const server = await serve(transport(0.2));
    const client = new ThingClient(transport(0), { timeout: 20 });
    let repairs = 0;
    for (const path of [
      binding("test", "things", "things"),
      "/exchanges/test",
      "/exchanges/things_fanout",
      "/queues/things.one",
      "/queues/things",
    ]) {
      await remove(path);
      await soon(async () => {
        assert.ok(server.health.repairs > repairs, path);
        assert.ok(server.health.ready);
      });
      repairs = server.health.repairs;
      await soon(async () => assert.equal(await client.who(), "one"));
      await soon(async () => assert.equal(await client.prepare({ server: "one" }).who(), "one"));
      await client.prepare({ fanout: true }).sink(path);
    }
    assert.deepEqual(server.health.problems, []);
  });

  it("are a problem in the health where the user may not declare them, until she may", async () => {
    await broker().ctl("add_user", "server", "server");
    await broker().ctl("set_permissions", "server", ".*", ".*", ".*");
    const server = await serve(transport(0.2, broker().url.replace("guest:guest", "server:server")));
    assert.ok(server.health.ready);

    await broker().ctl("set_permissions", "server", "^$", ".*", ".*");
    await soon(async () => {
      assert.match(
        server.health.problems[0] ?? "",
        /configure access to .*refused.*rabbitmqctl set_permissions/,
      );
    });
    // What is there still works.
    assert.ok(server.health.ready);
    await remove("/exchanges/test");
    await soon(async () => {
      assert.equal(server.health.ready, false);
      // Each look may find another way to say it first.
      assert.match(
        server.health.problems.join("\n"),
        /queue things is not bound to exchange test .*configure access/,
      );
    });

    await broker().ctl("set_permissions", "server", ".*", ".*", ".*");
    await soon(async () => {
      assert.ok(server.health.ready);
      assert.deepEqual(server.health.problems, []);
    });
  });

  it("are a problem in the health where somebody has declared others in their place", async () => {
    const server = await serve(transport(1));
    const durable = { type: "topic", durable: true, auto_delete: false, internal: false, arguments: {} };
    await soon(async () => {
      // The server may have been quicker than who declares it otherwise.
      await remove("/exchanges/test");
      await askManagement(broker().url, "PUT", "/exchanges/test", durable);
      const look = server.health.repairs;
      await soon(() => assert.ok(server.health.problems.length > 0 || server.health.repairs > look));
      assert.match(
        server.health.problems[0] ?? "",
        /not bound to exchange test.*409.*amqp_durable_queues=false/,
      );
    });
    assert.equal(server.health.ready, false);
    await remove("/exchanges/test");
    await soon(async () => assert.ok(server.health.ready));
  });

  it("are declared again by notifiers and notification listeners as well", async () => {
    const configuration = loadConfiguration({ values: { rabbit_redeclare_interval: 0.2 } });
    const [hear, tell] = [1, 2].map(() => {
      const made = getNotificationTransport({ url: broker().url, configuration });
      transports.push(made);
      return made;
    });
    assert.ok(hear && tell);
    const recorder = new Recorder();
    const listener = new NotificationListener(hear, { targets: [{ topic: "news" }], endpoints: [recorder] });
    servers.push(listener);
    await listener.start();
    const notifier = new Notifier(tell, { driver: "messagingv2", topics: ["news"], retry: 0 });
    await notifier.info({}, "a.b", 0);
    await recorder.arrivals.atLeast(1);
    const paths = [
      "/exchanges/openstack",
      binding("openstack", "news.info", "news.info"),
      "/queues/news.info",
    ];
    for (const [index, path] of paths.entries()) {
      await remove(path);
      await notifier.info({}, "a.b", index + 1);
      const seen = await recorder.arrivals.atLeast(index + 2);
      assert.equal(seen.at(-1)?.payload, index + 1);
    }
  });
});
