import { getRpcTransport } from "../../src/index.js";
import { EchoEndpoint, serveEcho } from "./echo-service.js";
import { byHand, instrumentationOf } from "./instrumentation.js";
import { FANOUT_TOPIC } from "./ours-operations.js";
import { servePeer } from "./peer-program.js";

const [url, watched, topic] = process.argv.slice(2);
const instrumentation = await instrumentationOf(watched);
const transport = getRpcTransport({ url, instrumentation });
const endpoint = new EchoEndpoint(await byHand(watched, "server"));
await serveEcho(transport, endpoint, { topic });
servePeer({
  received: () => endpoint.received,
  serveFanout: ({ servers }) =>
    serveEcho(transport, endpoint, { topic: FANOUT_TOPIC, servers: Number(servers) }),
});
