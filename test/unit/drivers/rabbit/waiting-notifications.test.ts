import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { loadConfiguration } from "../../../../src/index.js";
import { getNotificationTransport, type NotificationTransport } from "../../../../src/notify/index.js";
import { Router } from "../../../../src/router/index.js";
import { StandInBroker } from "./stand-in-broker.js";

const message = {
  message_id: "1",
  publisher_id: null,
  event_type: "thing.created",
  priority: "INFO",
  payload: {},
  timestamp: "2026-01-01 00:00:00.000000",
};

describe("a notification that waits for its broker", () => {
  let broker: StandInBroker;
  const transports: NotificationTransport[] = [];

  beforeEach(async () => {
    broker = await new StandInBroker().start();
  });
  afterEach(async () => {
    await Promise.all(transports.splice(0).map((transport) => transport.close()));
    broker.stop();
  });

  function notify(url: string, retry: number, interval = 1): Promise<void> {
    const configuration = loadConfiguration({ values: { rabbit_retry_interval: interval } });
    const transport = getNotificationTransport({ url, configuration });
    transports.push(transport);
    return transport.sendNotification({ topic: "t" }, {}, message, { enveloped: true, retry });
  }

  it("fails when its attempts are used up", async () => {
    broker.stop();
    await assert.rejects(notify("rabbit://127.0.0.1:1", 0), { code: "MESSAGE_DELIVERY_FAILURE" });
    await assert.rejects(notify("rabbit://127.0.0.1:1", 1), { code: "MESSAGE_DELIVERY_FAILURE" });
  });

  for (const retry of [1, -1]) {
    it(`is sent when an attempt is left (retry ${retry})`, async () => {
      broker.hangUps = 1;
      await notify(broker.url, retry);
      assert.deepEqual(broker.published, ["/exchanges/openstack/t.info"]);
    });
  }

  it("fails at once when the login is refused", async () => {
    const router = new Router({ port: 0, users: { users: { nova: { password: "right" } } } });
    await router.start();
    const url = `rabbit://nova:wrong@127.0.0.1:${router.port}`;
    await assert.rejects(notify(url, -1), { code: "AUTHENTICATION_FAILURE" });
    await router.stop({ graceful: false });
  });

  it("fails at once when the broker cannot be used", async () => {
    broker.product = "Other";
    await assert.rejects(notify(broker.url, -1), /is Other 4/);
  });

  it("may have been sent when an attempt was lost, whatever becomes of the next", async () => {
    broker.cuts = 1;
    const failed = assert.rejects(notify(broker.url, -1), {
      message: /is Other 4.*not known/,
      mayHaveRun: true,
    });
    await broker.until(() => broker.published.length === 1);
    broker.product = "Other";
    await failed;
  });

  it("fails when the transport is closed between two attempts", async () => {
    broker.status = () => {
      broker.cut();
      return "204";
    };
    const failed = assert.rejects(notify(broker.url, -1, 600), { code: "TRANSPORT_CLOSED" });
    await broker.until(() => broker.declared.length > 0 && broker.connections === 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await transports[0]?.close();
    await failed;
  });
});
