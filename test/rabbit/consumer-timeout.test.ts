import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Logger, silentLogger } from "../../src/log/logger.js";
import {
  BatchNotificationListener,
  getNotificationTransport,
  NotificationListener,
  type NotificationTransport,
  Notifier,
} from "../../src/notify/index.js";
import { needs } from "../support/peers.js";
import type { Broker } from "./support/broker.js";
import { brokerVersion } from "./support/broker-version.js";
import { eventually } from "./support/eventually.js";
import { ownRabbit, startOwnRabbit, suiteLimit } from "./support/rabbit.js";

/** ms, the shortest that RabbitMQ takes. */
const CONSUMER_TIMEOUT = 10_000;

describe("a consumer timeout of RabbitMQ", { ...needs(ownRabbit), ...suiteLimit }, () => {
  let broker: Broker;
  let transport: NotificationTransport;
  let hasTimeouts = false;
  const warnings: string[] = [];
  const events = new EventEmitter();

  before(async () => {
    broker = await startOwnRabbit();
    const { RabbitMQ: version = "" } = await brokerVersion(broker.url);
    const [major = 0, minor = 0] = version.split(".").map(Number);
    // Before 4.3 it knows them for the consumers of AMQP 0-9-1 only.
    hasTimeouts = major > 4 || (major === 4 && minor >= 3);
    await broker.ctl(
      "set_policy",
      "--apply-to",
      "queues",
      "short",
      "^news",
      `{"consumer-timeout":${CONSUMER_TIMEOUT}}`,
    );
    const warn: Logger["warn"] = (_fields, message) => {
      warnings.push(message);
      events.emit("warning");
    };
    transport = getNotificationTransport({
      url: `${broker.url}?rabbit_quorum_queue=true`,
      logger: { ...silentLogger, warn },
    });
  });
  after(async () => {
    await transport?.close();
    await broker?.stop();
  });

  function notifier(topic: string): Notifier {
    return new Notifier(transport, { publisherId: "test", driver: "messagingv2", topics: [topic] });
  }

  /** Resolves when the broker says that nothing is left in a queue, which it counts now and then. */
  async function emptied(queue: string): Promise<void> {
    await eventually(async () => {
      const left = await broker.ctl("--no-table-headers", "list_queues", "name", "messages");
      assert.ok(left.includes(`${queue}\t0\n`), left);
    }, 60_000);
  }

  it("is outlived by a batch without a time limit", async (test) => {
    if (!hasTimeouts) return test.skip("this RabbitMQ has none for AMQP 1.0");
    const handled: string[] = [];
    const listener = new BatchNotificationListener(transport, {
      targets: [{ topic: "newsbatch" }],
      batchSize: 2,
      endpoints: [
        {
          info: (batch) => {
            handled.push(...batch.map(({ eventType }) => eventType));
            events.emit("handled");
          },
        },
      ],
    });
    await listener.start();
    const batch = once(events, "handled");
    await notifier("newsbatch").info({}, "first", {});
    await once(events, "warning");
    assert.match(warnings.join(), /consumer timeout/);
    await notifier("newsbatch").info({}, "second", {});
    await batch;
    await listener.stop();
    assert.deepEqual(handled.sort(), ["first", "second"]);
    await emptied("newsbatch.info");
  });

  it("does not have a notification handled twice by the listener that works longer", async (test) => {
    if (!hasTimeouts) return test.skip("this RabbitMQ has none for AMQP 1.0");
    const handled: string[] = [];
    const listener = new NotificationListener(transport, {
      targets: [{ topic: "newslong" }],
      endpoints: [
        {
          info: async (_context, _publisher, eventType) => {
            handled.push(eventType);
            events.emit("handled");
            if (eventType === "long") await sleep(2.5 * CONSUMER_TIMEOUT);
          },
        },
      ],
    });
    await listener.start();
    await notifier("newslong").info({}, "long", {});
    await once(events, "warning");
    const short = once(events, "handled");
    await notifier("newslong").info({}, "short", {});
    await short;
    // One that stops gets no more deliveries, and could not settle it.
    await emptied("newslong.info");
    await listener.stop();
    assert.deepEqual(handled, ["long", "short"]);
  });
});
