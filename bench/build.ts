import { readdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundle } from "../scripts/bundle.mjs";

/** Where the measured programs and the library they use are compiled to. */
export const BUILD_FOLDER: string = fileURLToPath(new URL("../.cache/bench/build", import.meta.url));

const PEERS = fileURLToPath(new URL("peers", import.meta.url));

/**
 * Bundles the library and the measured programs as the package's own build does, so that what is measured is what
 * users run: no program pays for a loader. A folder of its own leaves `dist/` to others.
 */
export async function build(): Promise<void> {
  rmSync(BUILD_FOLDER, { recursive: true, force: true });
  const peers = readdirSync(PEERS).filter((name) => name.endsWith(".ts"));
  await bundle(["src/index.ts", ...peers.map((name) => `bench/peers/${name}`)], BUILD_FOLDER);
}
