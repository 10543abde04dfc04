import { getRpcTransport } from "../../src/index.js";
import { EchoEndpoint, serveEcho } from "./echo-service.js";
import { clientOperations, FANOUT_TOPIC } from "./ours-operations.js";
import { servePeer } from "./peer-program.js";

/** Client and server in one process, over `fake://`. */
const transport = getRpcTransport({ url: "fake://" });
const endpoint = new EchoEndpoint();
await serveEcho(transport, endpoint);
servePeer({
  ...clientOperations(transport),
  received: () => endpoint.received,
  serveFanout: ({ servers }) =>
    serveEcho(transport, endpoint, { topic: FANOUT_TOPIC, servers: Number(servers) }),
});
