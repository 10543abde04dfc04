import { getRpcTransport } from "../../src/index.js";
import { EchoEndpoint, serveEcho } from "./echo-service.js";
import { byHand, instrumentationOf, manageContext } from "./instrumentation.js";
import { servePeer } from "./peer-program.js";

/** Servers that are watched in different ways, each at a topic of that name. */
const [url, isManaged, ...kinds] = process.argv.slice(2);
if (isManaged === "managed") await manageContext();
for (const kind of kinds) {
  const transport = getRpcTransport({ url, instrumentation: await instrumentationOf(kind) });
  await serveEcho(transport, new EchoEndpoint(await byHand(kind, "server")), { topic: kind });
}
servePeer({});
