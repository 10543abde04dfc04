import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { compiledPath } from "./node-words.js";

const ENTRY_POINTS = { index: "src/index.ts", router: "src/router/index.ts" };

/** Lets code in a folder import this library as if it were installed there. */
export function addLibrary(folder: string): void {
  const installed = join(folder, "node_modules/oslo-rpc");
  mkdirSync(installed, { recursive: true });
  const exports = { ".": "./index.js", "./router": "./router.js" };
  writeFileSync(join(installed, "package.json"), JSON.stringify({ type: "module", exports }));
  for (const [name, source] of Object.entries(ENTRY_POINTS)) {
    const { href } = pathToFileURL(compiledPath(source));
    writeFileSync(join(installed, `${name}.js`), `export * from ${JSON.stringify(href)};\n`);
  }
}
