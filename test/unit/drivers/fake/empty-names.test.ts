import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { it } from "node:test";
import { getRpcTransport, loadConfiguration, RpcServer } from "../../../../src/index.js";
import { ThingClient, ThingEndpoint } from "../../../integration/service/thing-service.js";

it("an empty exchange is the configured one over fake://, and an empty server any, as on a wire", async (test) => {
  const transport = getRpcTransport({ url: `fake://${randomUUID()}`, configuration: loadConfiguration() });
  const server = new RpcServer(transport, { server: "one", exchange: "", endpoints: [new ThingEndpoint()] });
  await server.start();
  test.after(async () => {
    await server.stop();
    await transport.close();
  });
  const client = new ThingClient(transport, { timeout: 5, exchange: "openstack", server: "" });
  assert.equal(await client.who(), "one");
});
