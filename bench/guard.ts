import { fileURLToPath } from "node:url";
import { bundle } from "../scripts/bundle.mjs";
import { BUILD_FOLDER } from "./build.js";
import { type Processes, startRouter } from "./contenders.js";
import { runOnce } from "./measure.js";
import { PeerProcess } from "./peer-process.js";
import { median } from "./statistics.js";
import { withoutChecks } from "./unchecked.js";
import type { Workload } from "./workloads.js";

const UNCHECKED_FOLDER = fileURLToPath(new URL("../.cache/bench/unchecked", import.meta.url));
const PROGRAMS = ["router", "ours-server", "ours-client"];
const WORKLOAD: Workload = { name: "guard", title: "guard", op: "call", outstanding: 64, bytes: 100 };

/** A client, a server and a router of their own, bundled into a folder. */
async function start(folder: string): Promise<Processes & { readonly stop: () => Promise<void> }> {
  const router = await startRouter(folder);
  const node = (name: string) =>
    PeerProcess.start(name, process.execPath, [`${folder}/bench/peers/${name}.js`, router.url]);
  const server = await node("ours-server");
  const client = await node("ours-client");
  const stop = async () => {
    for (const process of [client, server, router]) await process.stop();
  };
  return { client, server, router, stop };
}

/**
 * Calls a second with the checks of what peers send over those without them: the same client, server and router
 * but for these, in turn within each round. The median over the rounds.
 */
export async function guardRatio(rounds: number, seconds: number): Promise<number> {
  await bundle(
    PROGRAMS.map((name) => `bench/peers/${name}.ts`),
    UNCHECKED_FOLDER,
    { plugins: [withoutChecks()] },
  );
  const [checked, unchecked] = [await start(BUILD_FOLDER), await start(UNCHECKED_FOLDER)];
  try {
    for (const side of [checked, unchecked]) await runOnce(WORKLOAD, side, seconds);
    const ratios: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      // Whoever comes second in one round comes first in the next.
      const first = round % 2 === 0 ? checked : unchecked;
      const one = await runOnce(WORKLOAD, first, seconds);
      const other = await runOnce(WORKLOAD, first === checked ? unchecked : checked, seconds);
      ratios.push(first === checked ? one.rate / other.rate : other.rate / one.rate);
    }
    return median(ratios);
  } finally {
    await checked.stop();
    await unchecked.stop();
  }
}
