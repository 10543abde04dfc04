import assert from "node:assert/strict";
import { it } from "node:test";
import { getRpcTransport, RpcClient, RpcServer } from "../../../../src/index.js";
import { ThingEndpoint } from "../../../integration/service/thing-service.js";
import { StandInBroker } from "./stand-in-broker.js";

it("replies come settled, since their queue ends with the connection; requests and fanouts do not", async () => {
  const broker = await new StandInBroker().start();
  const transport = getRpcTransport({ url: broker.url });
  const server = new RpcServer(transport, { topic: "t", server: "s", endpoints: [new ThingEndpoint()] });
  try {
    await server.start();
    const client = new RpcClient(transport, { topic: "t", exchange: "x" }, { timeout: 30 });
    client.call("m").catch(() => {});
    await broker.until(() => broker.published.length > 0);
    assert.equal(broker.settledSources.length, 1, String(broker.settledSources));
    assert.match(broker.settledSources[0] ?? "", /^\/queues\/reply_/);
  } finally {
    await server.stop();
    await transport.close();
    broker.stop();
  }
});
