import { readFileSync } from "node:fs";
import { bundle } from "./bundle.mjs";

/** Of these one is loaded when nothing is to be generated, the other only when something is. */
const GENERATES = /[\\/](?:generate|make-outputs)\.ts$/;

/**
 * Makes what the commands of `oslo-gen` have in common one chunk. Otherwise there is one for each set of commands that
 * share something, and Node.js takes a millisecond to find and load each: generating would load forty rather than a dozen.
 *
 * @type {import("esbuild").Plugin}
 */
const commandsShare = {
  name: "commands-share",
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]generator[\\/]commands[\\/][\w-]+\.ts$/ }, ({ path }) => {
      const shared = ["../program.js", ...(GENERATES.test(path) ? [] : ["./make-outputs.js"])];
      const lines = [readFileSync(path, "utf8"), ...shared.map((file) => `import "${file}";`)];
      return { contents: lines.join("\n"), loader: "ts" };
    });
  },
};

/**
 * Requires the compiler. An import of it reads all of TypeScript once more, for the names that it exports, which takes a
 * fifth of a short run of `scaffold`.
 *
 * @type {import("esbuild").Plugin}
 */
const compilerIsRequired = {
  name: "compiler-is-required",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^ts-morph$/ }, ({ path }) => ({ path, namespace: "required" }));
    onLoad({ filter: /./, namespace: "required" }, ({ path }) => ({
      contents: `import { createRequire } from "node:module";
        export const { Project, ts } = createRequire(import.meta.url)("${path}");`,
    }));
  },
};

/**
 * Bundles `oslo-gen`.
 *
 * @param {string} outdir where the files go
 * @returns {Promise<string[]>} the packages that were taken in
 */
export function bundleGenerator(outdir) {
  return bundle(["generator/cli.ts", "generator/index.ts"], outdir, {
    outbase: "generator",
    plugins: [commandsShare, compilerIsRequired],
  });
}
