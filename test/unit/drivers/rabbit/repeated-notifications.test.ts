import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { IncomingNotification } from "../../../../src/drivers/driver.js";
import { loadConfiguration } from "../../../../src/index.js";
import { getNotificationTransport, type NotificationTransport } from "../../../../src/notify/index.js";
import { StandInBroker } from "./stand-in-broker.js";

const QUEUE = "news.info";

describe("a notification that RabbitMQ delivers twice", () => {
  let broker: StandInBroker;
  let transport: NotificationTransport;
  let arrivals: EventEmitter;
  let count: number;

  beforeEach(async () => {
    broker = await new StandInBroker().start();
    arrivals = new EventEmitter();
    count = 0;
    const configuration = loadConfiguration({ values: { rabbit_retry_interval: 1 } });
    transport = getNotificationTransport({ url: broker.url, configuration });
    const sources = [{ target: { topic: "news" }, priority: "info" }];
    await transport.listenForNotifications(sources, undefined, (notification) => {
      count += 1;
      arrivals.emit("notification", notification);
    }).ready;
    await broker.until(() => broker.isConsumed(QUEUE));
  });
  afterEach(async () => {
    await transport.close();
    broker.stop();
  });

  async function delivered(id: string): Promise<IncomingNotification> {
    const arrival = once(arrivals, "notification");
    broker.deliver(QUEUE, id);
    const [notification] = (await arrival) as [IncomingNotification];
    return notification;
  }

  const settled = (outcome: string) => broker.until(() => broker.outcomes.includes(outcome));

  it("is not handled again when the broker was lost before it knew of the first time", async () => {
    const handled = await delivered("a");
    broker.cut();
    await broker.until(() => broker.isConsumed(QUEUE));
    handled.acknowledge();
    arrivals.on("notification", (again: IncomingNotification) => again.acknowledge());
    broker.deliver(QUEUE, "a");
    await settled("a: accepted");
    assert.equal(count, 1);
  });

  it("is not handled again while it is worked on", async () => {
    const first = await delivered("c");
    arrivals.on("notification", () => assert.fail("it came a second time"));
    broker.deliver(QUEUE, "c");
    await settled("c: accepted");
    first.acknowledge();
    await broker.until(() => broker.outcomes.filter((outcome) => outcome === "c: accepted").length === 2);
    assert.equal(count, 1);
  });

  it("goes on with its next delivery when the broker was lost while it is worked on", async () => {
    const handled = await delivered("d");
    broker.cut();
    await broker.until(() => broker.isConsumed(QUEUE));
    broker.deliver(QUEUE, "d");
    // It comes after the other, so that by then that has come too.
    (await delivered("e")).acknowledge();
    await settled("e: accepted");
    handled.acknowledge();
    await settled("d: accepted");
    assert.equal(count, 2);
  });

  it("is not handled twice while it waits to be given back", async () => {
    (await delivered("f")).requeue();
    broker.deliver(QUEUE, "f");
    await settled("f: accepted");
    await settled("f: released");
    (await delivered("f")).acknowledge();
    assert.equal(count, 2);
  });

  it("is handled when it was given back", async () => {
    (await delivered("b")).requeue();
    await settled("b: released");
    (await delivered("b")).acknowledge();
    await settled("b: accepted");
    assert.equal(count, 2);
  });
});
