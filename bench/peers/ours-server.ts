import { getRpcTransport } from "../../src/index.js";
import { EchoEndpoint, serveEcho } from "./echo-service.js";
import { FANOUT_TOPIC } from "./ours-operations.js";
import { servePeer } from "./peer-program.js";

const [url] = process.argv.slice(2);
const transport = getRpcTransport({ url });
const endpoint = new EchoEndpoint();
await serveEcho(transport, endpoint);
servePeer({
  received: () => endpoint.received,
  serveFanout: ({ servers }) =>
    serveEcho(transport, endpoint, { topic: FANOUT_TOPIC, servers: Number(servers) }),
});
