import { BUILD_FOLDER, build } from "./build.js";
import { type Processes, startRouter } from "./contenders.js";
import { runOnce } from "./measure.js";
import { PeerProcess } from "./peer-process.js";
import type { Traced } from "./peers/instrumentation.js";
import { median } from "./statistics.js";
import type { Workload } from "./workloads.js";

const WORKLOAD: Workload = { name: "tracing", title: "tracing", op: "call", outstanding: 64, bytes: 100 };
const KINDS: readonly Traced[] = ["plain", "off", "traced"];

/** A client, a server and a router of their own. */
async function start(traced: Traced): Promise<Processes & { readonly stop: () => Promise<void> }> {
  const router = await startRouter();
  const node = (name: string) =>
    PeerProcess.start(name, process.execPath, [`${BUILD_FOLDER}/bench/peers/${name}.js`, router.url, traced]);
  const server = await node("ours-server");
  const client = await node("ours-client");
  const stop = async () => {
    for (const process of [client, server, router]) await process.stop();
  };
  return { client, server, router, stop };
}

/** Calls a second of programs that are traced over those of plain ones, in turn within each round. */
async function main(rounds: number, seconds: number): Promise<void> {
  await build();
  const sides = new Map<Traced, Awaited<ReturnType<typeof start>>>();
  try {
    for (const kind of KINDS) sides.set(kind, await start(kind));
    for (const side of sides.values()) await runOnce(WORKLOAD, side, seconds);
    const ratios = new Map<Traced, number[]>(KINDS.map((kind) => [kind, []]));
    for (let round = 0; round < rounds; round += 1) {
      const rates = new Map<Traced, number>();
      // Each is once the first, the second and the last.
      for (let turn = 0; turn < KINDS.length; turn += 1) {
        const kind = KINDS[(round + turn) % KINDS.length] as Traced;
        const side = sides.get(kind);
        if (side !== undefined) rates.set(kind, (await runOnce(WORKLOAD, side, seconds)).rate);
      }
      for (const kind of KINDS) ratios.get(kind)?.push((rates.get(kind) ?? 0) / (rates.get("plain") ?? 1));
      console.error([...rates].map(([kind, rate]) => `${kind} ${rate.toFixed(0)}/s`).join(", "));
    }
    for (const kind of ["off", "traced"] as const) {
      console.log(
        `${kind}: ${(100 * median(ratios.get(kind) ?? [])).toFixed(1)} % of the calls of a plain program`,
      );
    }
  } finally {
    for (const side of sides.values()) await side.stop();
  }
}

const [rounds = "9", seconds = "1"] = process.argv.slice(2);
await main(Number(rounds), Number(seconds));
