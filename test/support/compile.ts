import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Plugin } from "esbuild";
import { bundle } from "../../scripts/bundle.mjs";
import { entryPoints } from "../../scripts/entry-points.mjs";
import type { TestProgram } from "./gather.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Below the root, for the packages that what is compiled imports. */
const CACHE = join(ROOT, ".cache");
const IN_TESTS = /-program\.ts$|^fixtures\/generated\/[^/]+\/index\.ts$/;

/**
 * Most of what tests run, they run a few times: V8 optimizes code after fifteen times as much work as it would otherwise
 * take, which saves a fifth of the CPU time.
 */
const LATE_OPTIMIZATION = `import { setFlagsFromString } from "node:v8";\nsetFlagsFromString("--interrupt-budget=1000000");\n`;

/**
 * Compiles tests, and the programs that tests start, into a folder with the layout of the repository that is there as
 * long as this process. A process that has two hundred modules to find and to compile for itself takes a second more.
 *
 * @returns the folder
 */
export async function compile(programs: readonly TestProgram[]): Promise<string> {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, "test-"));
  process.once("exit", () => rmSync(folder, { recursive: true }));
  const sources = join(folder, "sources");
  mkdirSync(sources);
  const first = join(sources, "late-optimization.ts");
  writeFileSync(first, LATE_OPTIMIZATION);
  const tests = programs.map(({ path, files }, index) => {
    if (files.length === 1 && files[0] === path) return inPlace(path);
    const source = join(sources, `${index}.ts`);
    const paths = [first, ...files.map((file) => join(ROOT, file))];
    writeFileSync(source, paths.map((each) => `import ${JSON.stringify(each)};\n`).join(""));
    return { in: source, out: withoutSuffix(path) };
  });
  await bundle([...tests, ...others().map(inPlace)], folder, {
    plugins: [runImported(sources), asIfInPlace],
  });
  return folder;
}

const withoutSuffix = (path: string): string => path.replace(/\.ts$/, "");
const inPlace = (path: string) => ({ in: path, out: withoutSuffix(path) });

/**
 * What tests start as processes, the library for code that tests make, and the generated code that is kept. Not
 * `npm start`, which generates what it then imports.
 */
function others(): string[] {
  const inTests = readdirSync(join(ROOT, "test"), { recursive: true, encoding: "utf8" });
  return [
    ...entryPoints().map(({ source }) => source),
    "src/cli/main.ts",
    "generator/cli.ts",
    "examples/sandbox/my-server.ts",
    "examples/sandbox/my-client.ts",
    ...inTests.filter((file) => IN_TESTS.test(file)).map((file) => `test/${file}`),
  ];
}

/** Keeps what the sources of programs import, of which they use nothing. */
function runImported(sources: string): Plugin {
  return {
    name: "run-imported",
    setup: ({ onResolve }) => {
      onResolve({ filter: /^\// }, ({ path, resolveDir }) =>
        resolveDir === sources ? { path, sideEffects: true } : undefined,
      );
    },
  };
}

/** Lets a module find files beside its source, and a stack trace name the source's lines. */
const asIfInPlace: Plugin = {
  name: "as-if-in-place",
  setup: ({ initialOptions, onLoad }) => {
    initialOptions.sourcemap = "linked";
    initialOptions.sourcesContent = false;
    initialOptions.define = {
      "import.meta.url": "sourceUrl",
      "import.meta.filename": "sourceFilename",
      "import.meta.dirname": "sourceDirname",
    };
    onLoad({ filter: /\.(?:ts|mjs)$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      if (!text.includes("import.meta")) return undefined;
      const places = {
        sourceUrl: pathToFileURL(path).href,
        sourceFilename: path,
        sourceDirname: dirname(path),
      };
      const constants = Object.entries(places).map(
        ([name, place]) => `const ${name} = ${JSON.stringify(place)};`,
      );
      return { contents: `${constants.join(" ")} ${text}`, loader: path.endsWith("ts") ? "ts" : "js" };
    });
  },
};
