import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { decodeMessage } from "../../../../src/amqp/codec/message.js";
import {
  getRpcTransport,
  MessageDeliveryFailure,
  RpcClient,
  type RpcTransport,
} from "../../../../src/index.js";
import { getNotificationTransport, Notifier } from "../../../../src/notify/index.js";
import { StandInBroker } from "./stand-in-broker.js";

describe("what a queue that is unavailable rejects, over rabbit://", () => {
  let broker: StandInBroker;
  let transport: RpcTransport;
  let client: RpcClient;

  beforeEach(async () => {
    broker = await new StandInBroker().start();
    transport = getRpcTransport({ url: broker.url });
    client = new RpcClient(transport, { topic: "t", exchange: "x" }, { timeout: 30 });
  });
  afterEach(async () => {
    await transport.close();
    broker.stop();
  });

  /** The first is rejected, as by the queue of a server on its way out. */
  function lackFirst(queue: string): void {
    broker.lacks = () => (broker.published.length <= 1 ? queue : undefined);
  }

  const failure = async (sent: Promise<unknown>) => {
    const error = await sent.then(
      () => assert.fail("it was delivered"),
      (reason: Error) => reason,
    );
    assert.ok(error instanceof MessageDeliveryFailure, String(error));
    return error;
  };

  it("is delivered when it is a fanout: the queues that are there have it", async () => {
    broker.lacks = () => "t_fanout_1";
    await client.prepare({ fanout: true }).cast("m");
    assert.deepEqual(broker.published, ["/exchanges/t_fanout"]);
  });

  it("is sent again, as the same message, when it must arrive", async () => {
    const sure = client.prepare({ transportOptions: { atLeastOnce: true } });
    for (const [prepared, queue] of [
      [sure.prepare({ fanout: true }), "t_fanout_1"],
      [sure, "t"],
    ] as const) {
      broker.published.length = 0;
      broker.messages.length = 0;
      lackFirst(queue);
      await prepared.cast("m");
      const bodies = broker.messages.map((bytes) => String(decodeMessage(bytes).body));
      assert.deepEqual([bodies.length, new Set(bodies).size], [2, 1]);
    }
  });

  it("is an error with the queue's name when it is for one server, and may have run", async () => {
    broker.lacks = () => "t";
    for (const sent of [() => client.call("m"), () => client.cast("m")]) {
      const { message, mayHaveRun } = await failure(sent());
      assert.match(message, /queue 't' is unavailable.*; another queue that is bound may have it$/);
      assert.equal(mayHaveRun, true);
    }
    const late = await failure(
      client.prepare({ timeout: 0.5, transportOptions: { atLeastOnce: true } }).cast("m"),
    );
    assert.match(late.message, /not delivered within 0\.5 s/);
    assert.equal(late.mayHaveRun, true);
  });

  it("is sent again when it is a notification", async () => {
    lackFirst("events.info");
    const notifications = getNotificationTransport({ url: broker.url });
    try {
      const notifier = new Notifier(notifications, {
        driver: "messagingv2",
        publisherId: "p",
        topics: ["events"],
      });
      await notifier.info({}, "thing.created", {});
    } finally {
      await notifications.close();
    }
    assert.equal(broker.published.length, 2);
  });
});
