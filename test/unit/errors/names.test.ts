import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const FOLDER = fileURLToPath(new URL("../../../src/errors/", import.meta.url));

describe("the classes of errors in a bundle that is minified", () => {
  for (const file of readdirSync(FOLDER))
    it(`of ${file} have their names, which peers and programs know them by`, async () => {
      const { outputFiles } = await build({
        ...{ entryPoints: [`${FOLDER}${file}`], bundle: true, minify: true, write: false, format: "esm" },
        ...{ platform: "node", logLevel: "silent" },
      });
      const text = Buffer.from(outputFiles[0]?.contents ?? []).toString("base64");
      const exports: Record<string, unknown> = await import(`data:text/javascript;base64,${text}`);
      for (const [name, each] of Object.entries(exports)) {
        if (typeof each !== "function" || !(each.prototype instanceof Error)) continue;
        assert.equal(each.name, name);
      }
    });
});
