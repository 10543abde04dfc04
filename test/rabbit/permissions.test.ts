import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import {
  getRpcTransport,
  MessageDeliveryFailure,
  RpcServer,
  type RpcTransport,
  ServerListenError,
} from "../../src/index.js";
import { getNotificationTransport, NotificationListener, Notifier } from "../../src/notify/index.js";
import { Recorder } from "../integration/notify/recorder.js";
import { ThingClient, ThingEndpoint } from "../integration/service/thing-service.js";
import { needs } from "../support/peers.js";
import { recordingLogger } from "../unit/notify/recording-logger.js";
import { leastRights } from "./support/operators-page.js";
import { ownRabbit, suiteLimit } from "./support/rabbit.js";
import { useOwnRabbit } from "./support/use-rabbit.js";

describe("permissions in RabbitMQ", { ...needs(ownRabbit), ...suiteLimit }, () => {
  const broker = useOwnRabbit();
  let transports: RpcTransport[] = [];
  let servers: RpcServer[] = [];

  afterEach(release);

  async function release(): Promise<void> {
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all(transports.map((transport) => transport.close()));
    servers = [];
    transports = [];
  }

  function transport(url = broker().url): RpcTransport {
    const made = getRpcTransport({ url });
    transports.push(made);
    return made;
  }

  async function serve(name: string, via = transport()): Promise<ThingEndpoint> {
    const endpoint = new ThingEndpoint(name);
    const server = new RpcServer(via, { server: name, endpoints: [endpoint] });
    servers.push(server);
    await server.start();
    return endpoint;
  }

  it("says what to do when permissions are missing", async () => {
    await broker().ctl("add_user", "poor", "poor");
    const poor = broker().url.replace("guest:guest", "poor:poor");
    await serve("rich");

    await broker().ctl("set_permissions", "poor", "^$", ".*", ".*");
    await assert.rejects(serve("poor", transport(poor)), (error: Error) => {
      assert.match(
        error.message,
        /configure access to exchange 'test'.*refused.*rabbitmqctl set_permissions/,
      );
      return error instanceof ServerListenError;
    });
    const unheard = new ThingClient(transport(poor), { timeout: 1 }).who();
    await assert.rejects(unheard, /no reply queue: .*configure access.*refused/);

    const { logger, lines } = recordingLogger();
    const notifications = getNotificationTransport({ url: poor, logger });
    await new Notifier(notifications, { driver: "messagingv2", topics: ["told"] }).info({}, "a.b", 1);
    await notifications.close();
    const untold = lines.find(({ level }) => level === "error");
    assert.match(String(untold?.fields.err), /configure access.*refused.*rabbitmqctl set_permissions/);

    await broker().ctl("set_permissions", "poor", "^reply_", "^$", ".*");
    const unsent = new ThingClient(transport(poor), { timeout: 10 }).who();
    await assert.rejects(unsent, (error: Error) => {
      assert.match(error.message, /write access.*refused.*rabbitmqctl set_permissions/);
      return error instanceof MessageDeliveryFailure;
    });

    await broker().ctl("set_permissions", "poor", ".*", ".*", "^$");
    await assert.rejects(serve("poor", transport(poor)), (error: Error) => {
      assert.match(error.message, /read access.*refused.*rabbitmqctl set_permissions/);
      return error instanceof ServerListenError;
    });

    const names = { EXCHANGE: "test", TOPIC: "things" };
    await broker().ctl("set_permissions", "poor", ...leastRights("client", names));
    const client = new ThingClient(transport(poor), { timeout: 10 });
    assert.equal(await client.who(), "rich");
    await client.prepare({ fanout: true }).sink(1);
    await broker().ctl("set_permissions", "poor", ...leastRights("server", names));
    const viaPoor = transport(poor);
    const endpoint = await serve("poor", viaPoor);
    const rich = new ThingClient(transport(), { timeout: 10 });
    assert.equal(await rich.prepare({ server: "poor" }).who(), "poor");
    await rich.prepare({ fanout: true }).sink("all");
    assert.deepEqual(await endpoint.sunk(1), ["all"]);

    // Its replies go the way that a cast ends which it may not send.
    const calls = Array.from({ length: 50 }, () => rich.prepare({ server: "poor" }).who());
    await calls[0];
    await assert.rejects(new ThingClient(viaPoor, { timeout: 10 }).sink(1), /write access.*refused/);
    assert.deepEqual(new Set(await Promise.all(calls)), new Set(["poor"]));
  });

  it("says which permissions are missing when they are those of topics", async () => {
    await serve("rich");
    await broker().ctl("add_user", "topical", "topical");
    await broker().ctl("set_permissions", "topical", ".*", ".*", ".*");
    await broker().ctl("set_topic_permissions", "topical", "test", "^other", "^other");
    const topical = transport(broker().url.replace("guest:guest", "topical:topical"));
    const advice = /access to topic 'things(\.topical)?'.*refused.*rabbitmqctl set_topic_permissions/;
    const client = new ThingClient(topical, { timeout: 10 });
    for (const send of [() => client.who(), () => client.sink(1)]) {
      await assert.rejects(send(), (error: Error) => {
        assert.match(error.message, advice);
        return error instanceof MessageDeliveryFailure;
      });
    }
    await assert.rejects(serve("topical", topical), (error: Error) => {
      assert.match(error.message, advice);
      return error instanceof ServerListenError;
    });
  });

  it("notifies, and listens to notifications, with the least permissions", async () => {
    const names = { EXCHANGE: "openstack", TOPIC: "events", POOL: "copies" };
    for (const [user, row] of [
      ["teller", "notifier"],
      ["hearer", "notification listener"],
    ] as const) {
      await broker().ctl("add_user", user, user);
      await broker().ctl("set_permissions", user, ...leastRights(row, names));
    }
    const as = (user: string) =>
      getNotificationTransport({ url: broker().url.replace("guest:guest", `${user}:${user}`) });
    const [tell, hear] = [as("teller"), as("hearer")];
    const recorder = new Recorder();
    const listeners = [undefined, "copies"].map(
      (pool) =>
        new NotificationListener(hear, {
          targets: [{ topic: "events" }],
          endpoints: [recorder],
          ...(pool !== undefined && { pool }),
        }),
    );
    try {
      for (const listener of listeners) await listener.start();
      await new Notifier(tell, { driver: "messagingv2", topics: ["events"] }).info({}, "a.b", "told");
      const seen = await recorder.arrivals.atLeast(2);
      assert.deepEqual(
        seen.map(({ payload }) => payload),
        ["told", "told"],
      );
    } finally {
      await Promise.all(listeners.map((listener) => listener.stop()));
      await Promise.all([tell.close(), hear.close()]);
    }
  });
});
