import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import type { TapObserver, TappedMessage } from "../../src/drivers/tapped-message.js";
import {
  getRpcTransport,
  loadConfiguration,
  RpcClient,
  RpcServer,
  type RpcTransport,
} from "../../src/index.js";
import { getNotificationTransport, Notifier } from "../../src/notify/index.js";
import { until } from "../integration/amqp/harness.js";
import { osloRpc } from "../integration/commands/command.js";
import { ThingClient, ThingEndpoint } from "../integration/service/thing-service.js";
import { needs } from "../support/peers.js";
import { leastRights } from "./support/operators-page.js";
import { ownRabbit, suiteLimit } from "./support/rabbit.js";
import { useOwnRabbit } from "./support/use-rabbit.js";

describe("a tap over RabbitMQ", { ...needs(ownRabbit), ...suiteLimit }, () => {
  const broker = useOwnRabbit();
  const stops: (() => unknown)[] = [];

  afterEach(async () => {
    for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) await stop();
  });

  function transport(url = broker().url): RpcTransport {
    const made = getRpcTransport({ url });
    stops.push(() => made.close());
    return made;
  }

  async function serve(name: string): Promise<ThingEndpoint> {
    const endpoint = new ThingEndpoint(name);
    const server = new RpcServer(transport(), { server: name, endpoints: [endpoint] });
    stops.push(() => server.stop());
    await server.start();
    return endpoint;
  }

  it("sees requests, fanouts and notifications with the least rights, and takes nothing away", async () => {
    const endpoint = await serve("one");
    await broker().ctl("add_user", "looker", "looker");
    const rights = leastRights("`oslo-rpc tap`", { EXCHANGE: "test", TOPIC: "things" });
    await broker().ctl("set_permissions", "looker", ...rights);
    const seen: TappedMessage[] = [];
    const blind: string[] = [];
    const observer: TapObserver = {
      seen: (message) => seen.push(message),
      missed: () => assert.fail("nothing is missed"),
      blind: ({ what }) => blind.push(what),
    };
    const url = broker().url.replace("guest:guest", "looker:looker");
    const tap = transport(url).tap([{ topic: "things", exchange: "test" }], observer);
    await tap.ready;
    assert.match(blind.join(), /^replies: /);
    const client = new ThingClient(transport(), { timeout: 20 });
    assert.equal(await client.join("a", "b"), "ab");
    assert.equal(await client.prepare({ server: "one" }).who(), "one");
    await client.prepare({ fanout: true }).sink({ n: 1 });
    await endpoint.sunk(1);
    const notifications = getNotificationTransport({
      url: broker().url,
      configuration: loadConfiguration({ values: { control_exchange: "test" } }),
    });
    stops.push(() => notifications.close());
    const notifier = new Notifier(notifications, {
      publisherId: "here",
      driver: ["messagingv2"],
      topics: ["things"],
    });
    await notifier.info({ user_id: "u" }, "thing.made", { n: 2 });
    await until(() => seen.length === 4);
    const inShort = seen.map((message) => {
      if (message.kind === "request") {
        const { target, id } = message;
        return [message.message.method, target.server, target.fanout, id === undefined ? "cast" : "call"];
      }
      if (message.kind === "notification") return [message.message.event_type, message.context.user_id];
      return [message.kind];
    });
    assert.deepEqual(inShort, [
      ["join", undefined, undefined, "call"],
      ["who", "one", undefined, "call"],
      ["sink", undefined, true, "cast"],
      ["thing.made", "u"],
    ]);
    await tap.stop();
  });

  it("sees the fanouts of a topic whose exchange comes later", async () => {
    const first = await serve("one");
    const seen: TappedMessage[] = [];
    const observer: TapObserver = {
      seen: (message) => seen.push(message),
      missed: () => {},
      blind: () => {},
    };
    const tap = transport().tap([{ topic: "later", exchange: "test" }], observer);
    await tap.ready;
    const server = new RpcServer(transport(), { server: "two", topic: "later", endpoints: [first] });
    stops.push(() => server.stop());
    await server.start();
    const target = { topic: "later", exchange: "test", namespace: "things", fanout: true };
    const client = new RpcClient(transport(), target);
    // It looks for the exchange now and then.
    const timer = setInterval(() => {
      // One may be under way at the end.
      client.cast("sink", { payload: 1 }).catch(() => {});
    }, 200);
    stops.push(() => clearInterval(timer));
    await until(() => seen.some((message) => message.kind === "request" && message.target.fanout === true));
  });

  it("ends with one line where there is no such exchange, and without a permission", async () => {
    const nothing = await osloRpc("tap", "things", "--exchange", "nowhere", "--url", broker().url).end();
    assert.match(
      nothing.stderr,
      /^error: Cannot listen on a tap of topic things, exchange nowhere: .*no exchange 'nowhere'.*Nobody has declared it.*\n$/,
    );
    await broker().ctl("add_user", "none", "none");
    await broker().ctl("set_permissions", "none", "^$", "^$", "^$");
    const poor = broker().url.replace("guest:guest", "none:none");
    const refused = await osloRpc("tap", "things", "--exchange", "test", "--url", poor).end();
    assert.match(refused.stderr, /^error: Cannot listen on .*rabbitmqctl set_permissions\n$/);
    const blind = await osloRpc("tap", "things", "--slower-than", "5", "--url", broker().url).end();
    assert.match(blind.stderr, /^error: --slower-than needs replies, and a tap of this peer sees none\n$/);
    assert.deepEqual([nothing.code, refused.code, blind.code], [1, 1, 2]);
  });
});
