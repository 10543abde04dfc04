import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Packages that are taken in, in one version only, and what those need (ADR 29). All others stay outside. */
const INSIDE = ["typebox", "rhea", "debug", "ms"];
const INSIDE_PATH = new RegExp(`^(?:${INSIDE.join("|")})(?:/|$)`);
/** A package that is loaded when it is first used, as part of the same file. */
const LATER = new RegExp(`\\bcreateRequire\\(import\\.meta\\.url\\)\\("(${INSIDE.join("|")})"\\)`, "g");
/** Another way to require one of them, which would find none at a user's. */
const LEFT = new RegExp(`\\(\\s*["'\`](${INSIDE.join("|")})(?:/[^"'\`]*)?["'\`]\\s*\\)`);

/** Names that are taken from their modules in all that is bundled. */
const GLOBALS = fileURLToPath(new URL("bundle-globals.mjs", import.meta.url));

/**
 * Bundles a package's own code from its entry points; dependencies stay outside, and what entry points share or
 * load later goes into chunks. Two hundred small modules take three times as long to import as one file.
 *
 * @param {readonly (string | { in: string; out: string })[]} entryPoints paths of TypeScript files, from the
 *   repository's root, and where in `outdir` they go without their suffix, where that is elsewhere
 * @param {string} outdir where the files go
 * @param {object} [options]
 * @param {string} [options.outbase] folder from which on entry points keep their path in `outdir`
 * @param {import("esbuild").Plugin[]} [options.plugins] what changes the sources on the way
 * @returns {Promise<string[]>} the packages that were taken in
 */
export async function bundle(entryPoints, outdir, { outbase = ".", plugins = [] } = {}) {
  const { metafile } = await build({ ...settings(entryPoints, plugins), outdir, outbase });
  for (const [file, { imports }] of Object.entries(metafile.outputs)) {
    const left = imports.find(({ path, external }) => external && INSIDE_PATH.test(path));
    if (left !== undefined)
      throw new Error(`${file} imports ${left.path}, which the bundle is to have in it`);
  }
  const inputs = Object.keys(metafile.inputs);
  return INSIDE.filter((name) => inputs.some((path) => path.startsWith(`node_modules/${name}/`)));
}

/**
 * Tells what a bundle would be made of, and makes none.
 *
 * @param {readonly string[]} entryPoints as for `bundle`
 * @returns {Promise<import("esbuild").Metafile>}
 */
export async function planOf(entryPoints) {
  const { metafile } = await build({ ...settings(entryPoints), outdir: ".cache", write: false });
  return metafile;
}

/** @type {(entryPoints: readonly unknown[], plugins?: import("esbuild").Plugin[]) => object} */
function settings(entryPoints, plugins = []) {
  return {
    entryPoints: [...entryPoints],
    metafile: true,
    absWorkingDir: fileURLToPath(new URL("../", import.meta.url)),
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    inject: [GLOBALS],
    plugins: [takenIn, ...plugins],
    splitting: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20.19",
    logLevel: "warning",
  };
}

/** @type {import("esbuild").Plugin} */
const takenIn = {
  name: "taken-in",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: INSIDE_PATH }, ({ path }) => ({
      path: fileURLToPath(import.meta.resolve(path)),
    }));
    // A package of CommonJS is part of an ES module now, where nothing is required by name. What it requires is loaded
    // when it runs, not before.
    onResolve({ filter: /^\w/ }, ({ path, kind }) =>
      kind === "require-call" && isBuiltin(path) ? { path, namespace: "builtin" } : undefined,
    );
    onLoad({ filter: /./, namespace: "builtin" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule("node:${path}");`,
    }));
    // What is in the same file still runs when it is first asked for.
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      if (!text.includes("createRequire(")) return undefined;
      const [, left] = LEFT.exec(text.replaceAll(LATER, "")) ?? [];
      if (left !== undefined) throw new Error(`${path} requires ${left}, which the bundle is to have in it`);
      const contents = text.replaceAll(LATER, 'require("$1")');
      return contents === text ? undefined : { contents, loader: "ts" };
    });
  },
};

/**
 * Copies the licences of packages that were taken in, as they ask for.
 *
 * @param {string} outdir where the bundle is
 * @param {readonly string[]} names what `bundle` returned
 */
export function copyLicenses(outdir, names) {
  mkdirSync(`${outdir}/licenses`);
  for (const name of names) {
    const folder = new URL(`../node_modules/${name}/`, import.meta.url);
    const [file] = readdirSync(folder).filter((entry) => /^licen[cs]e(?:\.|$)/i.test(entry));
    if (file === undefined) throw new Error(`${name} says nothing of its licence.`);
    cpSync(new URL(file, folder), `${outdir}/licenses/${name}.txt`);
  }
}
