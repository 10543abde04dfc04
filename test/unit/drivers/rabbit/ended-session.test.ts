import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import {
  getRpcTransport,
  loadConfiguration,
  MessageDeliveryFailure,
  MessageUndeliverable,
  RpcClient,
  type RpcTransport,
} from "../../../../src/index.js";
import { StandInBroker } from "./stand-in-broker.js";

/** Seconds that no test waits for. */
const LONG = 3_600;

it("a queue that was deleted, and may not be consumed from, is declared again after pauses only", async (test) => {
  const broker = await new StandInBroker().start();
  const configuration = loadConfiguration({ values: { rabbit_retry_interval: 1 } });
  const transport = getRpcTransport({ url: broker.url, configuration });
  test.after(async () => {
    await transport.close();
    broker.stop();
  });
  await transport.listen({ topic: "t", server: "s" }, () => {}).ready;
  await broker.until(() => broker.isConsumed("t.s"));
  // So long that its end is no consequence of its beginning.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  broker.refusal = "amqp:not-found";
  broker.refuses = (queue) => queue === "/queues/t.s";
  const startedAt = performance.now();
  broker.delete("t.s");
  await broker.until(() => broker.refused === 3);
  assert.ok(performance.now() - startedAt > 1_900);
});

describe("a request that RabbitMQ does not take", () => {
  let broker: StandInBroker;
  let transport: RpcTransport;
  let client: RpcClient;

  beforeEach(async () => {
    broker = await new StandInBroker().start();
    const configuration = loadConfiguration({ values: { rabbit_retry_interval: 1 } });
    transport = getRpcTransport({ url: broker.url, configuration });
    client = new RpcClient(transport, { topic: "t", exchange: "x" }, { timeout: LONG });
  });
  afterEach(async () => {
    await transport.close();
    broker.stop();
  });

  it("fails at once when it ends the session, and the next one is sent", async () => {
    broker.ends = 1;
    await assert.rejects(client.call("m"), (error: MessageDeliveryFailure) => {
      assert.match(error.message, /detached the anonymous sender.*oops.*not known/);
      assert.equal(error.mayHaveRun, true);
      return error instanceof MessageDeliveryFailure;
    });
    await client.cast("later");
    assert.deepEqual(broker.published, ["/exchanges/x/t", "/exchanges/x/t"]);
  });

  for (const { condition, mayHaveRun } of [
    { condition: "amqp:resource-limit-exceeded", mayHaveRun: true },
    { condition: "amqp:precondition-failed", mayHaveRun: false },
  ]) {
    it(`${mayHaveRun ? "may" : "cannot"} have run when it is rejected for ${condition}`, async () => {
      broker.rejects = () => condition;
      const refusal = { name: "MessageDeliveryFailure", mayHaveRun };
      await assert.rejects(client.call("m"), refusal);
      await assert.rejects(client.cast("m"), refusal);
      await assert.rejects(client.prepare({ fanout: true }).cast("m"), refusal);
    });
  }

  it("has not run when its exchange is not there", async () => {
    broker.rejects = () => "amqp:not-found";
    await assert.rejects(client.call("m"), (error: MessageUndeliverable) => {
      assert.equal(error.mayHaveRun, false);
      return error instanceof MessageUndeliverable;
    });
  });
});
