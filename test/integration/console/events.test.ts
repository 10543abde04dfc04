import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { ServiceList } from "../../../src/console/api.js";
import { getRpcTransport, RpcClient, RpcServer, type ServiceDescriptor } from "../../../src/index.js";
import { getNotificationTransport, NotificationListener, Notifier } from "../../../src/notify/index.js";
import { Router } from "../../../src/router/index.js";
import { freePort } from "../../support/free-port.js";
import { hookLimit } from "../../support/peers.js";
import { useRouter } from "../../support/use-router.js";
import { ThingEndpoint, thingDescriptor } from "../service/thing-service.js";
import { modelOf, useConsole } from "./console-client.js";

const THINGS = { topics: [{ topic: "things", exchange: "test" }] };

/** The same service, whose definition says that what is joined on the right is a secret. */
const secretive: ServiceDescriptor = {
  ...thingDescriptor,
  methods: thingDescriptor.methods.map((method) => ({
    ...method,
    params: method.params.map((param) =>
      param.name === "right" ? { ...param, schema: { type: "string", writeOnly: true } } : param,
    ),
  })),
};

async function serveThings(test: TestContext, url: string): Promise<ThingEndpoint> {
  const transport = getRpcTransport({ url });
  const endpoint = new ThingEndpoint("one");
  const server = new RpcServer(transport, { server: "one", endpoints: [endpoint] });
  await server.start();
  test.after(async () => {
    endpoint.release();
    await server.stop();
    await transport.close();
  });
  return endpoint;
}

function clientOf(test: TestContext, url: string): RpcClient {
  const transport = getRpcTransport({ url });
  test.after(() => transport.close());
  const context = { request_id: "req-1", user_id: "someone" };
  const target = { topic: "things", exchange: "test", namespace: "things", version: "1.2" };
  return new RpcClient(transport, target, { context });
}

describe("the events of a console", () => {
  const { router } = useRouter();

  it("are the calls and replies that pass, without their secrets", async (test) => {
    await serveThings(test, router.url);
    const client = clientOf(test, router.url);
    const page = await useConsole(test, router.url, { definitions: [modelOf(secretive)] });
    const events = page.events("things");
    // What is called before the tap is there is not seen.
    const calling = setInterval(() => {
      client.call("join", { left: "<b>", right: "hidden" }).catch(() => {});
    }, 100);
    test.after(() => clearInterval(calling));
    const lines = await events.find("traffic", "a reply", (some) =>
      some.some(({ kind }) => kind === "reply"),
    );
    const reply = lines.find(({ kind }) => kind === "reply");
    assert.deepEqual(
      [reply?.method, reply?.outcome, reply?.values],
      ["join", "result", { text: '"<b>hidden"' }],
    );
    assert.ok((reply?.duration ?? -1) >= 0);
    const call = events
      .all("traffic")
      .flat()
      .find(({ callId, kind }) => kind === "call" && callId === reply?.callId);
    assert.deepEqual(
      [call?.topic, call?.exchange, call?.namespace, call?.requestId, call?.caller, call?.values],
      ["things", "test", "things", "req-1", "someone", { text: '{"left":"<b>","right":"***"}' }],
    );
  });

  it("are notifications, of the configuration's topics where none is named", async (test) => {
    const page = await useConsole(test, router.url, { notificationTopics: ["events"] });
    const events = page.events();
    const transport = getNotificationTransport({ url: router.url });
    test.after(() => transport.close());
    const listener = new NotificationListener(transport, {
      targets: [{ topic: "events" }],
      endpoints: [{ error: () => {} }],
    });
    await listener.start();
    test.after(() => listener.stop());
    const notifier = new Notifier(transport, {
      publisherId: "p.1",
      driver: ["messagingv2"],
      topics: ["events"],
    });
    const notifying = setInterval(() => {
      notifier.error({}, "thing.broken", { password: "x", name: "\u001b[31m" }).catch(() => {});
    }, 100);
    test.after(() => clearInterval(notifying));
    const [line] = await events.find("notifications", "a notification", (lines) => lines.length > 0);
    assert.deepEqual(
      [line?.topic, line?.eventType, line?.priority, line?.publisherId, line?.values],
      ["events", "thing.broken", "ERROR", "p.1", { text: '{"password":"***","name":"\\u001b[31m"}' }],
    );
  });

  it("are what servers do and what runs, for whom and since when", async (test) => {
    const endpoint = await serveThings(test, router.url);
    const client = clientOf(test, router.url);
    const page = await useConsole(test, router.url, THINGS);
    const events = page.events();
    const waiting = client.call("wait", { seconds: 120 }).catch(() => {});
    await endpoint.begun(1);
    const calling = setInterval(() => {
      client.call("who", {}).catch(() => {});
    }, 50);
    test.after(() => clearInterval(calling));
    const load = await events.find(
      "load",
      "calls, and one that runs",
      ({ methods, running }) => methods.some(({ method }) => method === "who") && running.length > 0,
    );
    const who = load.methods.find(({ method }) => method === "who");
    assert.ok(load.seconds > 0 && (who?.callsPerSecond ?? 0) > 0 && (who?.p99 ?? 0) >= (who?.p50 ?? 1));
    const [running] = load.running;
    assert.deepEqual(
      [running?.topic, running?.server, running?.method, running?.caller, running?.requestId],
      ["things", "one", "wait", "someone", "req-1"],
    );
    assert.ok((running?.seconds ?? 0) > 0);
    endpoint.release();
    await waiting;
  });

  it("tell that the peer is gone, and that it is back", async (test) => {
    const own = new Router({ port: await freePort() });
    await own.start();
    const { url } = own;
    await serveThings(test, url);
    const page = await useConsole(test, url, { definitions: [modelOf(thingDescriptor)] });
    const events = page.events();
    await events.find("health", "a connection", ({ state }) => state === "connected");
    // The first look has ended: what is asked below begins after the loss.
    await page.get<ServiceList>("/api/services");
    await own.stop({ graceful: false });
    const health = await events.find("health", "a loss", ({ state }) => state === "lost");
    assert.notEqual(health.error, undefined);
    const gone = await page.get<ServiceList>("/api/services?refresh=1");
    assert.match(gone.services[0]?.problem ?? "", /connection/);
    const again = new Router({ port: Number(new URL(url).port) });
    await again.start();
    test.after(() => again.stop({ graceful: false }));
    const since = Date.parse(health.since);
    await events.find(
      "health",
      "another connection",
      ({ state, since: at }) => state === "connected" && Date.parse(at) >= since,
    );
  });
});

describe("the events of a console without permission", () => {
  const users = {
    users: { reader: { password: "a secret of some length", send: ["*"], receive: ["*"] } },
  };
  const { router } = useRouter({ users });

  it("say which view is off, and why", hookLimit, async (test) => {
    const url = router.url.replace("//", "//reader:a%20secret%20of%20some%20length@");
    const page = await useConsole(test, url, THINGS);
    const { tap, notifications, discovery } = await page
      .events()
      .find("views", "the refusal", ({ tap: { on } }) => !on);
    assert.match(tap.why ?? "", /user needs "tap"/);
    assert.deepEqual([notifications, discovery.on], [tap, true]);
    const session = JSON.stringify(await page.get("/api/session"));
    assert.ok(!session.includes("secret"), session);
  });
});
