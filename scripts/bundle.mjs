import { fileURLToPath } from "node:url";
import { build } from "esbuild";

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
    plugins,
    splitting: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20.19",
    logLevel: "warning",
  });
}
