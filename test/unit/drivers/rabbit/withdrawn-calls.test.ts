import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { getRpcTransport, RpcClient, type RpcTransport } from "../../../../src/index.js";
import { StandInBroker } from "./stand-in-broker.js";

describe("a call that has failed", () => {
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

  /** Makes a call, and waits until it is published. */
  async function publish(topic: string): Promise<void> {
    client
      .prepare({ topic })
      .call("m")
      .catch(() => {});
    await broker.until(() => broker.published.includes(`/exchanges/x/${topic}`));
  }

  it("is not sent when its signal was aborted before", async () => {
    await publish("first");
    const signal = AbortSignal.abort(new Error("mine"));
    await assert.rejects(client.prepare({ signal }).call("m"), { message: "mine" });
    await publish("last");
    assert.deepEqual(broker.published, ["/exchanges/x/first", "/exchanges/x/last"]);
  });

  it("was sent again while servers may be coming back, as often as it says", async () => {
    await publish("first");
    broker.cut();
    // Its reply queue: the client is there again.
    await broker.until(() => broker.declared.length === 2);
    broker.routes = () => false;
    for (const [topic, retry, times] of [
      ["never", 0, 1],
      ["once", 1, 2],
    ] as const) {
      await assert.rejects(client.prepare({ topic, retry }).call("m"), { name: "MessageUndeliverable" });
      const sent = broker.published.filter((address) => address === `/exchanges/x/${topic}`);
      assert.equal(sent.length, times, topic);
    }
  });

  it("is not sent when its broker is replaced by one that can be used", async () => {
    broker.product = "Other";
    await assert.rejects(client.call("m"), /is Other 4/);
    broker.product = "RabbitMQ";
    await publish("last");
    assert.deepEqual(broker.published, ["/exchanges/x/last"]);
  });
});
