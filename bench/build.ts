import { cpSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "../scripts/bundle.mjs";
import { bundleGenerator } from "../scripts/bundle-generator.mjs";
import { bundleLibrary } from "../scripts/bundle-library.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

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
  await bundle(["src/cli/main.ts", ...peers.map((name) => `bench/peers/${name}`)], BUILD_FOLDER);
  await bundleLibrary(join(BUILD_FOLDER, "library"));
  await bundleGenerator(join(BUILD_FOLDER, "generator"));
  // The generator looks for these in its package.
  for (const path of ["package.json", "schemas/oslo-service.schema.json"]) {
    cpSync(join(ROOT, path), join(BUILD_FOLDER, path));
  }
}
