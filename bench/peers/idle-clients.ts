import { getRpcTransport, type RpcTransport } from "../../src/index.js";
import { collect } from "./collect.js";
import { EchoClient } from "./echo-service.js";
import { makeThing } from "./payload.js";
import { servePeer } from "./peer-program.js";

const [url] = process.argv.slice(2);
const thing = makeThing(100);
const transports: RpcTransport[] = [];
/** Clients that connect at the same time. */
const AT_ONCE = 50;

/** Opens clients that have made one call each and then do nothing. */
async function open(count: number): Promise<void> {
  for (let opened = 0; opened < count; opened += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, count - opened) }, () => getRpcTransport({ url }));
    transports.push(...batch);
    await Promise.all(batch.map((transport) => new EchoClient(transport, { timeout: 30 }).echo(thing)));
  }
}

servePeer({ open: ({ clients }) => open(Number(clients)), collect });
