import { getRpcTransport } from "../../src/index.js";
import { PrometheusMetrics } from "../../src/prometheus/index.js";
import { clientOperations, MEASURED_TOPIC } from "./ours-operations.js";
import { servePeer } from "./peer-program.js";

const [url] = process.argv.slice(2);
servePeer(
  clientOperations(getRpcTransport({ url, instrumentation: new PrometheusMetrics() }), MEASURED_TOPIC),
);
