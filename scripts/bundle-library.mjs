import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle, planOf } from "./bundle.mjs";
import { entryPoints } from "./entry-points.mjs";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const LIBRARY = ["src/index.ts", "src/notify/index.ts"];
const COMMAND = "src/cli/main.ts";
/** Files of this project. */
const OWN = /(?:^|[\\/])src[\\/].*\.ts$/;
/**
 * Who needs a part of the library, each line more of it than the one before. What a line adds is one chunk, loaded whole by
 * whoever needs some of it. Otherwise there is a chunk for each set of entry points and commands that share something, and
 * Node.js takes a millisecond to find and load each: importing the library would load three dozen.
 */
const NEEDS_PART = [
  [
    COMMAND,
    "src/health/index.ts",
    "src/objects/index.ts",
    "src/opentelemetry/index.ts",
    "src/prometheus/index.ts",
  ],
  ["src/router/index.ts"],
  ["config", "ping", "replay", "router"].map((name) => `src/cli/commands/${name}.ts`),
  ...LIBRARY.map((entry) => [entry]),
];

/**
 * Bundles the library with its command.
 *
 * @param {string} outdir where the files go
 * @returns {Promise<string[]>} the packages that were taken in
 */
export async function bundleLibrary(outdir) {
  const entries = [...entryPoints().map(({ source }) => source), COMMAND];
  const plan = await planOf(entries);
  return bundle(entries, outdir, { outbase: "src", plugins: [wholeParts(plan)] });
}

/**
 * Makes whatever is loaded on its own import all of each part that it needs some of.
 *
 * @type {(plan: import("esbuild").Metafile) => import("esbuild").Plugin}
 */
function wholeParts({ inputs, outputs }) {
  const entries = Object.values(outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
  const unplaced = loadedWith(LIBRARY, inputs);
  for (const entry of entries) unplaced.delete(entry);
  const parts = NEEDS_PART.map((users) => {
    const part = [...loadedWith(users, inputs)].filter((file) => OWN.test(file) && unplaced.has(file));
    for (const file of part) unplaced.delete(file);
    return part;
  });
  const additions = new Map();
  for (const entry of entries) {
    const files = loadedWith([entry], inputs);
    const needed = parts.filter((part) => part.some((file) => files.has(file))).flat();
    additions.set(
      join(ROOT, entry),
      needed.map((file) => `import "./${relative(dirname(entry), file)}";\n`).join(""),
    );
  }
  return {
    name: "whole-parts",
    setup: ({ onResolve, onLoad }) => {
      // Files without side effects are left out where nothing is imported from them.
      onResolve({ filter: /^\.\.?\// }, ({ path, importer, resolveDir }) =>
        OWN.test(relative(ROOT, importer))
          ? { path: join(resolveDir, path.replace(/\.js$/, ".ts")), sideEffects: true }
          : undefined,
      );
      onLoad({ filter: OWN }, ({ path }) => {
        const lines = additions.get(path);
        if (lines === undefined) return undefined;
        return { contents: `${readFileSync(path, "utf8")}\n${lines}`, loader: "ts" };
      });
    },
  };
}

/** What is loaded with some files, and they. */
function loadedWith(entries, inputs) {
  const files = new Set(entries);
  for (const file of files)
    for (const { path, kind, external } of inputs[file].imports)
      if (!external && kind !== "dynamic-import") files.add(path);
  return files;
}
