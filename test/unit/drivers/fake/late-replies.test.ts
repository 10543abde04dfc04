import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { it } from "node:test";
import { getRpcTransport, loadConfiguration, RpcServer } from "../../../../src/index.js";
import { ThingClient, ThingEndpoint } from "../../../integration/service/thing-service.js";
import { recordingLogger } from "../../notify/recording-logger.js";

it("replies over fake:// after their calls have ended are dropped and counted, as on a wire", async (test) => {
  const url = `fake://${randomUUID()}`;
  const configuration = loadConfiguration();
  const { logger, lines } = recordingLogger();
  const transport = getRpcTransport({ url, configuration, logger });
  const endpoint = new ThingEndpoint();
  const server = new RpcServer(getRpcTransport({ url, configuration }), {
    server: "one",
    endpoints: [endpoint],
  });
  await server.start();
  test.after(() => transport.close());
  const enough = new AbortController();
  const client = new ThingClient(transport, { signal: enough.signal });
  const calls = [0, 1].map(() => assert.rejects(client.wait(60), /enough/));
  await endpoint.begun(2);
  enough.abort(new Error("enough"));
  await Promise.all(calls);
  endpoint.release();
  await server.stop();
  const message = "A reply to no call of this client, or to one that has ended";
  assert.deepEqual(lines, [
    { level: "warn", message, fields: { count: 1 } },
    { level: "warn", message, fields: { count: 2 } },
  ]);
});
