import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { entryPoints } from "../../scripts/entry-points.mjs";
import { compiledPath } from "./node-words.js";

/** Lets code in a folder import this library as if it were installed there. */
export function addLibrary(folder: string): void {
  const installed = join(folder, "node_modules/oslo-rpc");
  mkdirSync(installed, { recursive: true });
  const exports = entryPoints().map(({ name, source }, index) => {
    const { href } = pathToFileURL(compiledPath(source));
    writeFileSync(join(installed, `${index}.js`), `export * from ${JSON.stringify(href)};\n`);
    return [name.replace("oslo-rpc", "."), `./${index}.js`];
  });
  const manifest = { type: "module", exports: Object.fromEntries(exports) };
  writeFileSync(join(installed, "package.json"), JSON.stringify(manifest));
}
