import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { BUILD_FOLDER } from "./build.js";
import { startRouter } from "./contenders.js";
import { PeerProcess } from "./peer-process.js";
import type { Collected } from "./peers/collect.js";
import { usageOf } from "./usage.js";

/** What idle clients take, each beyond the first 500, in bytes; NaN where nobody can be asked. */
export interface IdleCost {
  /** Of memory, in the process that they are connected to, without what V8's space of young objects has grown by. */
  readonly server: number;
  /** The same with that. */
  readonly withYoung: number;
  /** Of the heap, in their own. */
  readonly client: number;
  /** Growth of the former process for the first thousand. */
  readonly first: number;
}

/** Clients in the order in which they are counted: growth that comes once is over after some hundreds. */
const FIRST = 1;
const FEW = 500;
const THOUSAND = 1_001;
const MANY = 1_500;

/** What idle clients of this library take at the router and themselves. */
export async function idleClients(): Promise<IdleCost> {
  const router = await startRouter();
  const start = (name: string) => startPeer(name, router.url);
  const started: PeerProcess[] = [];
  try {
    started.push(await start("ours-server"));
    const opener = await start("idle-clients");
    started.push(opener);
    return await costOf(router, opener);
  } finally {
    for (const peer of started) await peer.stop();
    await router.stop();
  }
}

/** What bare sockets take: no client can take less. */
export async function idleSockets(): Promise<IdleCost> {
  const server = await startPeer("sockets-server");
  try {
    const opener = await startPeer("sockets-client", server.url);
    try {
      return await costOf(server, opener);
    } finally {
      await opener.stop();
    }
  } finally {
    await server.stop();
  }
}

function startPeer(name: string, ...args: string[]): Promise<PeerProcess> {
  return PeerProcess.start(name, process.execPath, [`${BUILD_FOLDER}/bench/peers/${name}.js`, ...args]);
}

async function costOf(server: PeerProcess, opener: PeerProcess): Promise<IdleCost> {
  let open = 0;
  const measure = async (clients: number) => {
    await opener.request("open", { clients: clients - open });
    open = clients;
    const { young } = (await server.request("collect")) as Collected;
    const { heap } = (await opener.request("collect")) as Collected;
    return { heap, young, rss: usageOf(server.pid)?.rss ?? Number.NaN };
  };
  const first = await measure(FIRST);
  const few = await measure(FEW);
  const thousand = await measure(THOUSAND);
  const many = await measure(MANY);
  return {
    server: (many.rss - many.young - few.rss + few.young) / (MANY - FEW),
    withYoung: (many.rss - few.rss) / (MANY - FEW),
    client: (many.heap - few.heap) / (MANY - FEW),
    first: thousand.rss - first.rss,
  };
}

/**
 * ms of a whole process that imports the runtime and ends, over one that does nothing. Of several runs the shortest
 * counts: whatever else a machine does only ever makes such a process slower.
 */
export function importTime(runs: number): number {
  const runtime = pathToFileURL(`${BUILD_FOLDER}/library/index.js`).href;
  const time = (...args: string[]) => {
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`The runtime cannot be imported: ${stderr.slice(-1_000)}`);
    return performance.now() - start;
  };
  let bare = Number.POSITIVE_INFINITY;
  let importing = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    bare = Math.min(bare, time("-e", "0"));
    importing = Math.min(importing, time("--input-type=module", "-e", `import ${JSON.stringify(runtime)}`));
  }
  return importing - bare;
}

/** ms that importing the runtime takes within a process, the shortest of several. */
export function importTimeInside(runs: number): number {
  const runtime = JSON.stringify(pathToFileURL(`${BUILD_FOLDER}/library/index.js`).href);
  const program = `const begun = performance.now(); await import(${runtime}); console.log(performance.now() - begun);`;
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`The runtime cannot be imported: ${stderr.slice(-1_000)}`);
    least = Math.min(least, Number(stdout));
  }
  return least;
}
