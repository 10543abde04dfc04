import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadConfiguration } from "../../../../src/config/configuration.js";
import {
  exchangeAddress,
  exchangePath,
  queueAddress,
  queuePath,
} from "../../../../src/drivers/rabbit/addresses.js";
import { Topology } from "../../../../src/drivers/rabbit/topology.js";
import { ConfigurationError } from "../../../../src/errors/setup-errors.js";

function topology(values: Readonly<Record<string, unknown>> = {}): Topology {
  return new Topology(loadConfiguration({ values }));
}

describe("addresses", () => {
  it("encode each name as one segment", () => {
    assert.equal(queueAddress("a/b c%"), "/queues/a%2Fb%20c%25");
    assert.equal(exchangeAddress("ex/1", "k/ü"), "/exchanges/ex%2F1/k%2F%C3%BC");
    assert.equal(exchangeAddress("x"), "/exchanges/x");
    assert.equal(exchangePath("a/b"), "/exchanges/a%2Fb");
    assert.equal(queuePath("a:b"), "/queues/a%3Ab");
  });

  it("are oslo.messaging's", () => {
    const { address } = topology();
    const place = address.bind(topology());
    assert.equal(place({ topic: "t" }), "/exchanges/openstack/t");
    assert.equal(place({ topic: "t", exchange: "" }), "/exchanges/openstack/t");
    assert.equal(place({ topic: "t", exchange: "x", server: "s" }), "/exchanges/x/t.s");
    assert.equal(place({ topic: "t", exchange: "x", server: "s", fanout: true }), "/exchanges/t_fanout");
    assert.equal(topology({ control_exchange: "c" }).exchangeOf({ topic: "t" }), "c");
  });
});

describe("what is declared", () => {
  const classic = { durable: false, exclusive: false, autoDelete: false, arguments: {} };

  it("is neither durable nor auto-delete by default", () => {
    assert.deepEqual(topology().topicExchange("x"), {
      name: "x",
      type: "topic",
      durable: false,
      autoDelete: false,
    });
    assert.deepEqual(topology().topicQueue("q"), { name: "q", ...classic });
  });

  it("is durable with amqp_durable_queues", () => {
    const durable = topology({ amqp_durable_queues: true });
    assert.equal(durable.topicExchange("x").durable, true);
    assert.deepEqual(durable.topicQueue("q"), { name: "q", ...classic, durable: true });
    assert.equal(durable.fanoutExchange("t").durable, false);
  });

  it("is auto-delete with amqp_auto_delete", () => {
    const fleeting = topology({ amqp_auto_delete: true });
    assert.equal(fleeting.topicExchange("x").autoDelete, true);
    assert.equal(fleeting.topicQueue("q").autoDelete, true);
  });

  it("is a durable quorum queue with rabbit_quorum_queue, with the limits that are set", () => {
    const quorum = topology({ rabbit_quorum_queue: true, rabbit_quorum_max_memory_bytes: 9 });
    assert.equal(quorum.topicExchange("x").durable, true);
    assert.deepEqual(quorum.topicQueue("q"), {
      name: "q",
      ...classic,
      durable: true,
      arguments: { "x-queue-type": "quorum", "x-max-in-memory-bytes": 9 },
    });
    assert.deepEqual(topology({ rabbit_quorum_delivery_limit: 3 }).topicQueue("q").arguments, {});
  });

  it("has no delivery limit with -1, which the broker is told", () => {
    const unlimited = topology({ rabbit_quorum_queue: true, rabbit_quorum_delivery_limit: -1 });
    assert.deepEqual(unlimited.topicQueue("q").arguments, {
      "x-queue-type": "quorum",
      "x-delivery-limit": -1,
    });
    assert.equal(unlimited.deliveryLimit, undefined);
    assert.equal(topology({ rabbit_quorum_delivery_limit: 7 }).deliveryLimit, 7);
    assert.equal(topology().deliveryLimit, 20);
  });

  it("for fanout is an auto-delete exchange of the topic, durable with rabbit_transient_quorum_queue", () => {
    const exchange = { name: "t_fanout", type: "fanout", durable: false, autoDelete: true };
    assert.deepEqual(topology().fanoutExchange("t"), exchange);
    const quorum = topology({ rabbit_transient_quorum_queue: true });
    assert.deepEqual(quorum.fanoutExchange("t"), { ...exchange, durable: true });
  });

  it("for this process alone is exclusive", () => {
    assert.deepEqual(topology().privateQueue("reply_1"), { name: "reply_1", ...classic, exclusive: true });
  });
});

it("options that RabbitMQ 4 has no way to follow, or that oslo.messaging does not take together, are refused", () => {
  assert.throws(() => topology({ rabbit_ha_queues: true }), ConfigurationError);
  assert.throws(() => topology({ rabbit_stream_fanout: true }), {
    name: "ConfigurationError",
    message: /rabbit_transient_quorum_queue/,
  });
});
