import { cpSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * Packages that are taken in: hundreds of small files of which a part is used, in one version only (ADR 29). All
 * others stay outside.
 */
const INSIDE = ["typebox"];

/**
 * Bundles a package's own code from its entry points; dependencies stay outside, and what entry points share or
 * load later goes into chunks. Two hundred small modules take three times as long to import as one file.
 *
 * @param {readonly string[]} entryPoints paths of TypeScript files, from the repository's root
 * @param {string} outdir where the files go
 * @param {object} [options]
 * @param {string} [options.outbase] folder from which on entry points keep their path in `outdir`
 * @param {import("esbuild").Plugin[]} [options.plugins] what changes the sources on the way
 */
export async function bundle(entryPoints, outdir, { outbase = ".", plugins = [] } = {}) {
  await build({
    entryPoints: [...entryPoints],
    outdir,
    absWorkingDir: fileURLToPath(new URL("../", import.meta.url)),
    outbase,
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    plugins: [takenIn, ...plugins],
    splitting: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20.19",
    logLevel: "warning",
  });
}

/** @type {import("esbuild").Plugin} */
const takenIn = {
  name: "taken-in",
  setup: ({ onResolve }) => {
    onResolve({ filter: new RegExp(`^(?:${INSIDE.join("|")})(?:/|$)`) }, ({ path }) => ({
      path: fileURLToPath(import.meta.resolve(path)),
    }));
  },
};

/**
 * Copies the licences of the packages that `bundle` takes in, as they ask for.
 *
 * @param {string} outdir where the bundle is
 */
export function copyLicenses(outdir) {
  mkdirSync(`${outdir}/licenses`);
  for (const name of INSIDE) {
    cpSync(new URL(`../node_modules/${name}/license`, import.meta.url), `${outdir}/licenses/${name}.txt`);
  }
}
