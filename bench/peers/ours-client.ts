import { getRpcTransport } from "../../src/index.js";
import { clientOperations } from "./ours-operations.js";
import { servePeer } from "./peer-program.js";

const [url] = process.argv.slice(2);
servePeer(clientOperations(getRpcTransport({ url })));
