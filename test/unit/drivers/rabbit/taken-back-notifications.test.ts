import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { IncomingNotification } from "../../../../src/drivers/driver.js";
import { type Logger, silentLogger } from "../../../../src/log/logger.js";
import {
  BatchNotificationListener,
  getNotificationTransport,
  type NotificationTransport,
} from "../../../../src/notify/index.js";
import { timers } from "../../../../src/time/timers.js";
import { StandInBroker } from "./stand-in-broker.js";

const QUEUE = "news.info";

describe("notifications that RabbitMQ takes back after its consumer timeout", () => {
  let broker: StandInBroker;
  let transport: NotificationTransport;
  let warnings: string[];
  let events: EventEmitter;

  beforeEach(async () => {
    broker = await new StandInBroker().start();
    events = new EventEmitter();
    warnings = [];
    const warn: Logger["warn"] = (_fields, message) => {
      warnings.push(message);
      events.emit("warning");
    };
    transport = getNotificationTransport({ url: broker.url, logger: { ...silentLogger, warn } });
  });
  afterEach(async () => {
    await transport.close();
    broker.stop();
  });

  const settled = (...outcomes: readonly string[]) =>
    broker.until(() => outcomes.every((outcome) => broker.outcomes.includes(outcome)));

  it("leave the batch they are collected in, and come again", async () => {
    const batches: unknown[][] = [];
    const listener = new BatchNotificationListener(transport, {
      targets: [{ topic: "news" }],
      batchSize: 2,
      batchTimeout: undefined,
      endpoints: [
        {
          info: (batch) => {
            batches.push(batch.map(({ eventType }) => eventType));
            events.emit("batch");
          },
        },
      ],
    });
    await listener.start();
    await broker.until(() => broker.isConsumed(QUEUE));
    const handled = once(events, "batch");
    for (let round = 1; round <= 2; round++) {
      broker.deliver(QUEUE, "a");
      broker.takeBack(QUEUE);
      await broker.until(() => broker.outcomes.length === round);
    }
    assert.deepEqual(broker.outcomes.splice(0), ["a: taken back, accepted", "a: taken back, accepted"]);
    broker.deliver(QUEUE, "a");
    broker.deliver(QUEUE, "b");
    await handled;
    await settled("a: accepted", "b: accepted");
    assert.equal(batches.flat().length, 2);
    assert.equal(warnings.filter((line) => /consumer timeout/.test(line)).length, 1);
    await listener.stop();
  });

  describe("while they are worked on", () => {
    let handed: IncomingNotification[];

    beforeEach(async () => {
      handed = [];
      const sources = [{ target: { topic: "news" }, priority: "info" }];
      const take = (notification: IncomingNotification) => {
        handed.push(notification);
        events.emit("handed");
      };
      await transport.listenForNotifications(sources, undefined, take).ready;
      await broker.until(() => broker.isConsumed(QUEUE));
      broker.deliver(QUEUE, "a");
      await once(events, "handed");
      broker.takeBack(QUEUE);
      await settled("a: taken back, accepted");
    });

    /** Resolves when all that was delivered before has come. */
    async function arrived(): Promise<void> {
      broker.deliver(QUEUE, "last");
      while (handed.at(-1)?.message.event_type !== "last") await once(events, "handed");
    }

    it("are not handled again when they come again, and settled then", async () => {
      broker.deliver(QUEUE, "a");
      await arrived();
      assert.equal(handed.length, 2);
      handed[0]?.acknowledge();
      await settled("a: accepted");
      assert.equal(warnings.length, 1);
    });

    it("are dropped when they come again after that, which is told", async () => {
      handed[0]?.acknowledge();
      assert.match(warnings.join(), /consumer timeout.*handled after RabbitMQ had taken it back/);
      broker.deliver(QUEUE, "a");
      await settled("a: accepted");
      await arrived();
      assert.equal(handed.length, 2);
    });

    it("are handled again when they are given back", async () => {
      handed[0]?.requeue();
      broker.deliver(QUEUE, "a");
      await arrived();
      assert.equal(handed.length, 3);
    });

    it("are given back after a pause when they have come again", async () => {
      broker.deliver(QUEUE, "a");
      await arrived();
      handed[0]?.requeue();
      await settled("a: released");
      broker.deliver(QUEUE, "a");
      await once(events, "handed");
      assert.equal(handed.length, 3);
    });

    it("are forgotten when that happens in the pause before they are given back", async () => {
      broker.deliver(QUEUE, "a");
      await arrived();
      handed.at(-1)?.requeue();
      const withPause = timers.size;
      broker.takeBack(QUEUE);
      await settled("last: taken back, accepted");
      assert.ok(timers.size < withPause);
      // It is another one when it comes again.
      broker.deliver(QUEUE, "last");
      await once(events, "handed");
      assert.equal(handed.length, 3);
    });

    it("may be taken back once more", async () => {
      broker.deliver(QUEUE, "a");
      await arrived();
      broker.outcomes.length = 0;
      broker.takeBack(QUEUE);
      await settled("a: taken back, accepted", "last: taken back, accepted");
      broker.deliver(QUEUE, "a");
      await arrived();
      handed[0]?.acknowledge();
      await settled("a: accepted");
      assert.equal(handed.filter(({ message }) => message.event_type === "a").length, 1);
    });
  });
});
