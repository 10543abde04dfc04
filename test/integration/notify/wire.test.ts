import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, describe, it } from "node:test";
import rhea, { type Connection, type EventContext, type Message, type Receiver, type Sender } from "rhea";
import {
  getNotificationTransport,
  NotificationListener,
  type NotificationTransport,
  Notifier,
} from "../../../src/notify/index.js";
import { Router } from "../../../src/router/index.js";
import { recordingLogger } from "../../unit/notify/recording-logger.js";
import { Recorder } from "./recorder.js";

const PLACE = "openstack.org/om/notify/anycast";

describe("notifications on the wire of AMQP 1.0", { timeout: 60_000 }, () => {
  const router = new Router({ port: 0 });
  const transports: NotificationTransport[] = [];
  let peer: Connection;

  before(async () => {
    await router.start();
    const { hostname, port } = new URL(router.url);
    peer = rhea.create_container().connect({ host: hostname, port: Number(port), reconnect: false });
    await once(peer, "connection_open");
  });
  after(async () => {
    await Promise.all(transports.map((transport) => transport.close()));
    peer.close();
    await once(peer, "connection_close");
    await router.stop();
  });

  function transport(query = ""): NotificationTransport {
    const made = getNotificationTransport({ url: `${router.url}/${query}` });
    transports.push(made);
    return made;
  }

  /** What a peer gets of one notification. */
  async function received(address: string, send: () => Promise<void>): Promise<EventContext> {
    const receiver: Receiver = peer.open_receiver({ source: { address }, credit_window: 1 });
    await once(receiver, "receiver_open");
    const message = once(receiver, "message") as Promise<[EventContext]>;
    const [[context]] = await Promise.all([message, send()]);
    receiver.close();
    return context;
  }

  function parts(context: EventContext): { message: Message; body: Record<string, unknown> } {
    const message = context.message ?? assert.fail();
    return { message, body: JSON.parse(String(message.body)) as Record<string, unknown> };
  }

  const send = (query: string, driver: string, topics: string[]) => () =>
    new Notifier(transport(query), { driver, topics, publisherId: "p" }).warn({ user: "u" }, "a.b", { n: 1 });

  it("messaging sends a plain message, and nothing but its address beside it", async () => {
    const address = `${PLACE}/openstack/plain.warn`;
    const context = await received(address, send("", "messaging", ["plain"]));
    const { message, body } = parts(context);
    assert.equal(message.to, address);
    for (const name of ["ttl", "message_id", "correlation_id", "reply_to", "durable", "subject"] as const) {
      assert.equal(message[name], undefined, name);
    }
    assert.deepEqual(Object.keys(body), ["request", "context"]);
    assert.deepEqual(body.context, { user: "u" });
    const { message_id: _, timestamp: __, ...fields } = body.request as Record<string, unknown>;
    const expected = { publisher_id: "p", event_type: "a.b", priority: "WARN", payload: { n: 1 } };
    assert.deepEqual(fields, expected);
    assert.equal(context.delivery?.remote_settled, false);
  });

  it("messagingv2 puts it in an envelope", async () => {
    const context = await received(`${PLACE}/openstack/v2.warn`, send("", "messagingv2", ["v2"]));
    const envelope = parts(context).body.request as Record<string, string>;
    assert.deepEqual(Object.keys(envelope), ["oslo.version", "oslo.message"]);
    assert.equal(envelope["oslo.version"], "2.0");
    assert.equal(JSON.parse(envelope["oslo.message"] ?? "").event_type, "a.b");
  });

  it("the exchange is the configured one, and the virtual host stands before it", async () => {
    const query = "vhost?default_notification_exchange=other";
    await received(`${PLACE}/vhost/other/exchange.warn`, send(query, "messagingv2", ["exchange"]));
    const legacy = send("?addressing_mode=legacy", "messagingv2", ["exchange"]);
    await received("unicast.openstack.exchange.warn", legacy);
  });

  it("pre_settled asks for no outcome", async () => {
    const query = "?pre_settled=notify";
    const context = await received(
      `${PLACE}/openstack/settled.warn`,
      send(query, "messagingv2", ["settled"]),
    );
    assert.equal(context.delivery?.remote_settled, true);
  });

  it("what is no notification is rejected, and the next one is taken", async () => {
    const { logger, lines } = recordingLogger();
    const listening = getNotificationTransport({ url: `${router.url}/?notify_server_credit=2`, logger });
    transports.push(listening);
    const recorder = new Recorder();
    const targets = [{ topic: "poison" }];
    const listener = new NotificationListener(listening, { targets, endpoints: [recorder] });
    await listener.start();
    const sender: Sender = peer.open_sender(`${PLACE}/openstack/poison.info`);
    const good = { event_type: "a.b", priority: "INFO", payload: 1 };
    const bad: unknown[] = [
      "no JSON",
      "[]",
      "null",
      "{}",
      null,
      { request: good },
      JSON.stringify({ request: [good] }),
      JSON.stringify({ request: { "oslo.version": "2.1", "oslo.message": JSON.stringify(good) } }),
      JSON.stringify({ request: { "oslo.version": "2.0", "oslo.message": good } }),
      JSON.stringify({ request: { "oslo.version": "2.0", "oslo.message": "[" } }),
    ];
    for (const body of bad) {
      if (!sender.sendable()) await once(sender, "sendable");
      const rejected = once(sender, "rejected") as Promise<[EventContext]>;
      sender.send({ body });
      const [{ delivery }] = await rejected;
      const state = delivery?.remote_state as { error: { condition: string } } | undefined;
      assert.equal(state?.error.condition, "amqp:decode-error", JSON.stringify(body));
    }
    assert.equal(lines.filter(({ level }) => level === "warn").length, bad.length);
    for (const context of [undefined, 5, { a: 1 }]) {
      if (!sender.sendable()) await once(sender, "sendable");
      const accepted = once(sender, "accepted");
      sender.send({ body: JSON.stringify({ request: good, context }) });
      await accepted;
    }
    assert.deepEqual(
      recorder.arrivals.all.map(({ ctx, payload }) => [ctx.fields, payload]),
      [
        [{}, 1],
        [{}, 1],
        [{ a: 1 }, 1],
      ],
    );
    await listener.stop();
  });
});
