import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import {
  getRpcTransport,
  loadConfiguration,
  MessageDeliveryFailure,
  RpcClient,
  type RpcTransport,
} from "../../../../src/index.js";
import { getNotificationTransport } from "../../../../src/notify/index.js";
import { StandInBroker } from "./stand-in-broker.js";

const limit = { timeout: 20_000 };

describe("what is on its way over rabbit:// beside a message that is forbidden", limit, () => {
  let broker: StandInBroker;
  let transport: RpcTransport;
  let forbidden: RpcClient;
  let sure: RpcClient;

  beforeEach(async () => {
    broker = await new StandInBroker().start();
    broker.forbidsPublishing = (address) => address === "/exchanges/x/forbidden";
    const configuration = loadConfiguration({ values: { rabbit_retry_interval: 1 } });
    transport = getRpcTransport({ url: broker.url, configuration });
    const transportOptions = { atLeastOnce: true };
    forbidden = new RpcClient(transport, { topic: "forbidden", exchange: "x" }, { timeout: 15 });
    sure = new RpcClient(transport, { topic: "t", exchange: "x" }, { timeout: 15, transportOptions });
    await sure.cast("first");
  });
  afterEach(async () => {
    await transport.close();
    broker.stop();
  });

  const failure = (cast: Promise<void>): Promise<MessageDeliveryFailure> =>
    cast.then(
      () => assert.fail("it was delivered"),
      (error: MessageDeliveryFailure) => {
        assert.ok(error instanceof MessageDeliveryFailure, String(error));
        return error;
      },
    );

  it("arrives when it must, and is in doubt when not", async () => {
    const plain = sure.prepare({ transportOptions: null });
    const [refused, doubtful] = await Promise.all([
      failure(forbidden.cast("m")),
      failure(plain.cast("m")),
      sure.cast("m"),
      sure.cast("m"),
    ]);
    for (const { message, mayHaveRun } of [refused, doubtful]) {
      assert.match(message, /unauthorized-access.*for one of 4 messages that were on the way.*not known/);
      assert.doesNotMatch(message, /set_permissions/);
      assert.equal(mayHaveRun, true);
    }
  });

  it("arrives although what is forbidden is sent again, which fails with what to do", async () => {
    const transportOptions = { atLeastOnce: true };
    const again = forbidden.prepare({ transportOptions });
    const [refused] = await Promise.all([failure(again.cast("m")), sure.cast("m"), sure.cast("m")]);
    assert.match(refused.message, /unauthorized-access.*set_permissions/);
    assert.equal(broker.published.filter((address) => address === "/exchanges/x/forbidden").length, 2);
  });

  it("does not end its session for ever, when that is what it does itself", async () => {
    broker.ends = 1_000;
    const { message } = await failure(sure.cast("m"));
    assert.match(message, /oops.*not known/);
    assert.equal(1_000 - broker.ends, 3);
  });

  it("does not end its session for ever when it is a notification, which has no deadline", async (test) => {
    const configuration = loadConfiguration({ values: { rabbit_retry_interval: 1 } });
    const notifications = getNotificationTransport({ url: broker.url, configuration });
    test.after(() => notifications.close());
    const message = {
      message_id: "one",
      publisher_id: null,
      event_type: "a.b",
      priority: "INFO",
      payload: {},
      timestamp: "",
    };
    broker.ends = 1_000;
    const sent = notifications.sendNotification({ topic: "news" }, {}, message, { enveloped: true });
    assert.match((await failure(sent)).message, /oops.*not known/);
    assert.equal(1_000 - broker.ends, 3);
  });
});
