import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { AmqpError } from "../../../../src/amqp/codec/amqp-error.js";
import { Failover } from "../../../../src/drivers/rabbit/failover.js";
import type { RabbitPeer } from "../../../../src/drivers/rabbit/peer.js";
import { getRpcTransport, loadConfiguration, RpcServer } from "../../../../src/index.js";
import { ThingEndpoint } from "../../../integration/service/thing-service.js";
import { within } from "../../../support/within.js";
import { keepingLogger } from "../../rpc/support.js";
import { StandInBroker } from "./stand-in-broker.js";

const STREAM = "/queues/things_fanout";

/** A server with stream fanout at two nodes, of which the one that is asked first for the stream does not have it. */
async function serve(test: TestContext, refusalEndsSession: boolean) {
  let lacking: StandInBroker | undefined;
  const brokers = await Promise.all([new StandInBroker().start(), new StandInBroker().start()]);
  for (const broker of brokers) {
    broker.refusal = "amqp:precondition-failed";
    broker.refusalEndsSession = refusalEndsSession;
    broker.refuses = (queue) => {
      if (queue !== STREAM) return false;
      lacking ??= broker;
      return lacking === broker;
    };
  }
  const { logger, lines } = keepingLogger();
  const configuration = loadConfiguration({
    values: {
      rabbit_quorum_queue: true,
      rabbit_transient_quorum_queue: true,
      rabbit_stream_fanout: true,
    },
  });
  const hosts = brokers.map(({ url }) => url.replace("rabbit://", "")).join(",");
  const transport = getRpcTransport({ url: `rabbit://${hosts}`, configuration, logger });
  const server = new RpcServer(transport, { server: "s", endpoints: [new ThingEndpoint("s")] });
  test.after(async () => {
    await server.stop();
    await transport.close();
    for (const broker of brokers) broker.stop();
  });
  await within(30, "the start of the server, at the node that has the stream", server.start());
  const [left, other] = brokers[0] === lacking ? brokers : [brokers[1], brokers[0]];
  return { server, left, other, lines };
}

describe("a node that does not let a stream be consumed from", { concurrency: true }, () => {
  for (const endsSession of [false, true]) {
    const how = endsSession ? "and ends the session" : "and the link alone";
    it(`is left for one that does, ${how}; what it lets be consumed is until then`, async (test) => {
      const { server, left, other, lines } = await serve(test, endsSession);
      assert.ok(server.health.ready);
      assert.deepEqual([left.isConsumed("things_fanout"), left.connections], [false, 0]);
      for (const queue of ["things", "things.s", "things_fanout"]) assert.ok(other.isConsumed(queue), queue);
      const { fields } = lines.find(({ message }) => message === "AMQP connection lost or not made") ?? {};
      assert.match(
        String(fields?.reason),
        /a node was left .*things_fanout: amqp:precondition-failed: not now/,
      );
      const attaches = (address: string) => left.attached.filter((one) => one === address).length;
      assert.deepEqual([STREAM, "/queues/things", "/queues/things.s"].map(attaches), [5, 1, 1]);
    });
  }
});

describe("a node that refuses", () => {
  /** How often a node is left, of so many failures. */
  function left(failover: Failover, failures: number, error: unknown, peer?: RabbitPeer): number {
    let count = 0;
    const node = peer ?? ({ leave: () => count++ } as unknown as RabbitPeer);
    for (let failure = 0; failure < failures; failure += 1) failover.failed(error, node);
    return count;
  }

  const refusal = new AmqpError("link-detached", "oops", { condition: "amqp:precondition-failed" });

  it("is left after a while, the next after a longer one, and none before 5 refusals when one has served", () => {
    const failover = new Failover();
    assert.deepEqual(
      [4, 5, 9, 10, 19, 20].map((failures) => left(failover, failures, refusal)),
      [0, 1, 0, 1, 0, 1],
    );
    failover.succeeded();
    assert.equal(left(failover, 4, refusal), 0);
    failover.succeeded();
    assert.equal(left(failover, 4, refusal), 0);
  });

  it("is not left for what another would refuse as well, or no node has said", () => {
    for (const error of [
      new AmqpError("link-detached", "oops"),
      new AmqpError("link-detached", "oops", { condition: "amqp:unauthorized-access" }),
      new AmqpError("link-detached", "oops", { condition: "amqp:resource-limit-exceeded" }),
      new AmqpError("closed", "oops"),
      new Error("oops"),
    ])
      assert.equal(left(new Failover(), 100, error), 0);
  });
});
