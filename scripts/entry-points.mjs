import { readFileSync } from "node:fs";

/**
 * The modules of `src/` that users import, as `package.json` exports them: `{ name: "oslo-rpc/router", source:
 * "src/router/index.ts", types: "dist/router/index.d.ts" }`.
 *
 * @type {typeof import("./entry-points.mjs").entryPoints}
 */
export function entryPoints() {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return Object.entries(manifest.exports)
    .filter(([, { types }]) => types !== undefined)
    .map(([path, { types }]) => ({
      name: manifest.name + path.slice(1),
      source: types.replace("./dist/", "src/").replace(/\.d\.ts$/, ".ts"),
      types: types.slice(2),
    }));
}
