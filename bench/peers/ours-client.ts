import { getRpcTransport } from "../../src/index.js";
import { byHand, instrumentationOf } from "./instrumentation.js";
import { clientOperations } from "./ours-operations.js";
import { servePeer } from "./peer-program.js";

const [url, watched, topic] = process.argv.slice(2);
const instrumentation = await instrumentationOf(watched);
const span = await byHand(watched, "client");
servePeer(clientOperations(getRpcTransport({ url, instrumentation }), { topic, span }));
