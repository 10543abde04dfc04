import { getRpcTransport } from "../../src/index.js";
import { PrometheusMetrics } from "../../src/prometheus/index.js";
import { EchoEndpoint, serveEcho } from "./echo-service.js";
import { MEASURED_TOPIC } from "./ours-operations.js";
import { servePeer } from "./peer-program.js";

const [url] = process.argv.slice(2);
const transport = getRpcTransport({ url, instrumentation: new PrometheusMetrics() });
await serveEcho(transport, new EchoEndpoint(), { topic: MEASURED_TOPIC });
servePeer({});
