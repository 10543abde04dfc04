import { getRpcTransport } from "../../src/index.js";
import { byHand, instrumentationOf, manageContext } from "./instrumentation.js";
import { clientOperations } from "./ours-operations.js";
import { type Operation, servePeer } from "./peer-program.js";

/** Calls servers that are watched in different ways, each as it is watched itself. */
const [url, isManaged, ...kinds] = process.argv.slice(2);
if (isManaged === "managed") await manageContext();
const operations: Record<string, Operation> = {};
for (const kind of kinds) {
  const transport = getRpcTransport({ url, instrumentation: await instrumentationOf(kind) });
  const { call } = clientOperations(transport, { topic: kind, span: await byHand(kind, "client") });
  if (call !== undefined) operations[kind] = call;
}
servePeer(operations);
