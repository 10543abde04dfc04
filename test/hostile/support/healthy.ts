import assert from "node:assert/strict";
import { getRpcTransport, loadConfiguration, RpcServer, type RpcTransport } from "../../../src/index.js";
import { ThingClient, ThingEndpoint } from "../../integration/service/thing-service.js";

/** A transport that comes back soon, and waits for no peer that says nothing. */
export function quickTransport(url: string): RpcTransport {
  return getRpcTransport({
    url,
    configuration: loadConfiguration({
      values: { connection_retry_interval: 1, connection_retry_interval_max: 1 },
    }),
  });
}

/** A server and a client that mean well: a call of theirs is answered. */
export async function healthy(url: string): Promise<void> {
  const transport = quickTransport(url);
  try {
    const server = new RpcServer(transport, { server: "healthy", endpoints: [new ThingEndpoint()] });
    await server.start();
    const client = new ThingClient(transport, { timeout: 30 });
    assert.equal(await client.echo("well?"), "well?");
    await server.stop();
  } finally {
    await transport.close();
  }
}
