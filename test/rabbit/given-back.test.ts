import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { loadConfiguration } from "../../src/index.js";
import {
  getNotificationTransport,
  NotificationListener,
  NotificationResult,
  type NotificationTransport,
  Notifier,
} from "../../src/notify/index.js";
import { Recorder } from "../integration/notify/recorder.js";
import { needs } from "../support/peers.js";
import { recordingLogger } from "../unit/notify/recording-logger.js";
import { brokerVersion } from "./support/broker-version.js";
import { eventually } from "./support/eventually.js";
import { ownRabbit, suiteLimit } from "./support/rabbit.js";
import { useOwnRabbit } from "./support/use-rabbit.js";

/** ms that must lie between deliveries, a fifth of jitter taken off. */
const PAUSES = [80, 160, 320];

describe("a notification given back to RabbitMQ", { ...needs(ownRabbit), ...suiteLimit }, () => {
  const broker = useOwnRabbit();
  let transport: NotificationTransport;
  const { logger, lines } = recordingLogger();

  afterEach(() => transport.close());

  /** Each on an exchange of its own: quorum queues have another one. */
  function connect(exchange: string, values: Readonly<Record<string, unknown>> = {}): void {
    const configuration = loadConfiguration({ values: { control_exchange: exchange, ...values } });
    transport = getNotificationTransport({ url: broker().url, configuration, logger });
  }

  /** Gives back everything on the topic, and says when it came. */
  async function giveBack(topic: string, isGivenBack: (payload: unknown) => boolean = () => true) {
    const times: number[] = [];
    const recorder = new Recorder(({ payload }) => {
      if (!isGivenBack(payload)) return NotificationResult.HANDLED;
      times.push(performance.now());
      return NotificationResult.REQUEUE;
    });
    const listener = new NotificationListener(transport, {
      targets: [{ topic }],
      endpoints: [recorder],
      allowRequeue: true,
    });
    await listener.start();
    return { recorder, listener, times };
  }

  const send = (topic: string, payload: unknown) =>
    new Notifier(transport, { driver: "messagingv2", topics: [topic] }).info({}, "a.b", payload);

  const holds = (queue: string, count: number) =>
    eventually(async () => {
      const listed = await broker().ctl("list_queues", "--no-table-headers", "name", "messages");
      assert.match(listed, new RegExp(`^${queue}\\s+${count}$`, "m"));
    }, 30_000);

  for (const [kind, values] of [
    ["classic", {}],
    ["quorum", { rabbit_quorum_queue: true }],
  ] as const) {
    it(`comes again after longer and longer pauses from a ${kind} queue, and is there in the end`, async () => {
      const topic = `slow-${kind}`;
      connect(kind, values);
      const { recorder, listener, times } = await giveBack(topic);
      await send(topic, 1);
      await recorder.arrivals.atLeast(PAUSES.length + 1);
      for (const [index, pause] of PAUSES.entries()) {
        const gap = (times[index + 1] ?? 0) - (times[index] ?? 0);
        assert.ok(gap >= pause - 1, `came again after ${gap} ms`);
      }
      await listener.stop();
      await holds(`${topic}.info`, 1);
    });
  }

  it("does not hold up others while it waits, however few may be on the way", async () => {
    connect("classic", { rabbit_qos_prefetch_count: 1 });
    const { recorder, listener } = await giveBack("beside", (payload) => payload === "bad");
    await send("beside", "bad");
    await recorder.arrivals.atLeast(3);
    for (const payload of [1, 2, 3]) await send("beside", payload);
    await recorder.arrivals.atLeast(6);
    await listener.stop();
  });

  it("is told of in the log before its queue drops it", async () => {
    connect("limited", { rabbit_quorum_queue: true, rabbit_quorum_delivery_limit: 4 });
    const { recorder } = await giveBack("limited");
    await send("limited", 1);
    const { RabbitMQ: version = "" } = await brokerVersion(broker().url);
    if (!version.startsWith("4.0.")) {
      // Newer ones count failures only.
      await recorder.arrivals.atLeast(7);
      await holds("limited.info", 1);
      return;
    }
    await recorder.arrivals.atLeast(5);
    await holds("limited.info", 0);
    assert.equal(recorder.arrivals.all.length, 5);
    const told = lines.filter(({ fields }) => fields.returnsLeft !== undefined);
    assert.deepEqual(
      told.map(({ level, fields }) => [level, fields.returnsLeft]),
      [3, 2, 1, 0].map((left) => ["warn", left]),
    );
  });
});
