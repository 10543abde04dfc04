import { getRpcTransport } from "../../src/index.js";
import { EchoClient } from "./echo-service.js";
import { type LoadResult, runLoad, toLoad } from "./load.js";
import { makeThing } from "./payload.js";
import { type Fields, servePeer } from "./peer-program.js";

/** Clients that connect at the same time. */
const AT_ONCE = 50;

const [url] = process.argv.slice(2);
const options = { timeout: 60 };
const shared = new EchoClient(getRpcTransport({ url }), options);
const thing = makeThing(100);

/** What calls are made with in turn. */
const kinds: Readonly<Record<string, (count: number) => EchoClient[]>> = {
  clients: (count) => Array.from({ length: count }, () => new EchoClient(getRpcTransport({ url }), options)),
  servers: (count) => [shared.prepare({ topic: `servers-${count}` })],
  workers: (count) => [shared.prepare({ topic: `workers-${count}` })],
  addresses: (count) =>
    Array.from({ length: count }, (_, index) => shared.prepare({ topic: `address-${index}` })),
};
const opened = new Map<string, readonly EchoClient[]>();

/** Makes the clients, and calls until all of them, and all servers, have opened the links they need. */
async function open({ kind, count }: Fields): Promise<void> {
  const clients = kinds[String(kind)]?.(Number(count)) ?? [];
  const call = (index: number) => clients[index % clients.length]?.echo(thing);
  for (let made = 0; made < 2 * Number(count); made += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => call(made + index)));
  }
  opened.set(`${kind}-${count}`, clients);
}

function call(fields: Fields): Promise<LoadResult> {
  const clients = opened.get(`${fields.kind}-${fields.count}`) ?? [];
  let turn = 0;
  return runLoad(toLoad(fields), () => {
    turn = (turn + 1) % clients.length;
    return (clients[turn] as EchoClient).echo(thing);
  });
}

servePeer({ open, call });
