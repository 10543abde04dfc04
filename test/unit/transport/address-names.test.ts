import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { loadConfiguration } from "../../../src/config/configuration.js";
import { isReplyQueue } from "../../../src/drivers/rabbit/reply-address.js";
import { getRpcTransport, RpcClient, RpcServer, silentLogger } from "../../../src/index.js";
import {
  BatchNotificationListener,
  getNotificationTransport,
  NotificationListener,
  Notifier,
} from "../../../src/notify/index.js";
import type { Transport } from "../../../src/transport/transport.js";
import { ThingEndpoint } from "../../integration/service/thing-service.js";

/** Half of a pair: no UTF-8 can hold it, and all halves would become the same character. */
const HALF = "a\ud800b";
const refused = { name: "InvalidTarget", code: "INVALID_TARGET", message: /"a\\ud800b".*surrogate/ };

describe("half of a surrogate pair in a name that becomes part of an address", () => {
  const open: Transport[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((transport) => transport.close()));
  });

  // Nobody listens at port 1: whatever tries to connect fails with another error.
  for (const url of ["amqp://127.0.0.1:1", "rabbit://127.0.0.1:1", "fake://"]) {
    const rpc = () => {
      const transport = getRpcTransport({ url, logger: silentLogger });
      open.push(transport);
      return transport;
    };
    const notifications = () => {
      const transport = getNotificationTransport({ url, logger: silentLogger });
      open.push(transport);
      return transport;
    };

    it(`is refused in the target of a client over ${url}`, () => {
      for (const target of [{ topic: HALF }, { topic: "t", exchange: HALF }, { topic: "t", server: HALF }]) {
        assert.throws(() => new RpcClient(rpc(), target), refused);
        assert.throws(() => new RpcClient(rpc(), { topic: "t" }).prepare(target), refused);
      }
    });

    it(`is refused in the target of a server over ${url}`, () => {
      const endpoints = [new ThingEndpoint()];
      for (const place of [
        { topic: HALF, server: "s" },
        { topic: "t", exchange: HALF, server: "s" },
        { topic: "t", server: HALF },
      ]) {
        assert.throws(() => new RpcServer(rpc(), { ...place, endpoints }), refused);
      }
    });

    it(`is refused in the topics of a notifier, and in what a listener listens to, over ${url}`, () => {
      const driver = "messagingv2";
      assert.throws(() => new Notifier(notifications(), { driver, topics: ["t", HALF] }), refused);
      const endpoint = { info: () => {} };
      const batches = { info: () => {} };
      for (const options of [
        { targets: [{ topic: "t" }, { topic: HALF }] },
        { targets: [{ topic: "t", exchange: HALF }] },
        { targets: [{ topic: "t" }], pool: HALF },
      ]) {
        assert.throws(
          () => new NotificationListener(notifications(), { ...options, endpoints: [endpoint] }),
          refused,
        );
        assert.throws(
          () =>
            new BatchNotificationListener(notifications(), {
              ...options,
              endpoints: [batches],
              batchSize: 1,
            }),
          refused,
        );
      }
    });
  }

  it("is refused in options and in transport URLs", () => {
    for (const [name, value] of [
      ["control_exchange", HALF],
      ["oslo_messaging_notifications.topics", ["t", HALF]],
    ] as const) {
      assert.throws(() => loadConfiguration({ values: { [name]: value } }), { name: "ConfigurationError" });
    }
    for (const url of [`rabbit://h/${HALF}`, `rabbit://u${HALF}:p@h`, `amqp://h${HALF}`]) {
      assert.throws(() => getRpcTransport({ url }), { name: "InvalidTransportURL", message: /surrogate/ });
    }
  });

  it("makes no reply queue of what a peer asks for", () => {
    assert.equal(isReplyQueue("reply_1"), true);
    assert.equal(isReplyQueue(`reply_${HALF}`), false);
  });

  it("is no half beside its other one", () => {
    const topic = "a\u{1f600}b";
    assert.equal(
      new RpcServer(getRpcTransport({ url: "fake://" }), {
        topic,
        server: topic,
        endpoints: [new ThingEndpoint()],
      }).target.topic,
      topic,
    );
  });
});
