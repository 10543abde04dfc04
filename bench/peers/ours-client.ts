import { getRpcTransport } from "../../src/index.js";
import { instrumentationOf } from "./instrumentation.js";
import { clientOperations } from "./ours-operations.js";
import { servePeer } from "./peer-program.js";

const [url, traced] = process.argv.slice(2);
const instrumentation = await instrumentationOf(traced);
servePeer(clientOperations(getRpcTransport({ url, instrumentation })));
