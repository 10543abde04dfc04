import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleConsole } from "../../../scripts/bundle-console.mjs";
import { type Asset, readAssets } from "../../../src/console/assets.js";

/** The files of the console's page, as they are built. */
export async function pageAssets(): Promise<ReadonlyMap<string, Asset>> {
  const folder = mkdtempSync(join(tmpdir(), "console-page-"));
  try {
    await bundleConsole(folder);
    return readAssets(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
