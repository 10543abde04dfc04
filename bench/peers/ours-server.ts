import { getRpcTransport } from "../../src/index.js";
import { EchoEndpoint, serveEcho } from "./echo-service.js";
import { instrumentationOf } from "./instrumentation.js";
import { FANOUT_TOPIC } from "./ours-operations.js";
import { servePeer } from "./peer-program.js";

const [url, traced] = process.argv.slice(2);
const instrumentation = await instrumentationOf(traced);
const transport = getRpcTransport({ url, instrumentation });
const endpoint = new EchoEndpoint();
await serveEcho(transport, endpoint);
servePeer({
  received: () => endpoint.received,
  serveFanout: ({ servers }) =>
    serveEcho(transport, endpoint, { topic: FANOUT_TOPIC, servers: Number(servers) }),
});
