import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { BUILD_FOLDER } from "./build.js";
import { startRouter } from "./contenders.js";
import { PeerProcess } from "./peer-process.js";
import { usageOf } from "./usage.js";

/** Growth of the router's memory for idle clients, in bytes; NaN where nobody can be asked. */
export async function idleClients(clients: number): Promise<number> {
  const router = await startRouter();
  const start = (name: string) =>
    PeerProcess.start(name, process.execPath, [`${BUILD_FOLDER}/bench/peers/${name}.js`, router.url]);
  const started: PeerProcess[] = [];
  try {
    started.push(await start("ours-server"));
    const opener = await start("idle-clients");
    started.push(opener);
    await opener.request("open", { clients: 1 });
    const before = usageOf(router.pid)?.rss ?? Number.NaN;
    await opener.request("open", { clients });
    return (usageOf(router.pid)?.rss ?? Number.NaN) - before;
  } finally {
    for (const peer of started) await peer.stop();
    await router.stop();
  }
}

/**
 * ms of a whole process that imports the runtime and ends, over one that does nothing. Of several runs the shortest
 * counts: whatever else a machine does only ever makes such a process slower.
 */
export function importTime(runs: number): number {
  const runtime = pathToFileURL(`${BUILD_FOLDER}/src/index.js`).href;
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
