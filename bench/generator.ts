import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { GENERATOR, growthFigures } from "./generator-growth.js";
import {
  handWrittenClient,
  handWrittenTypes,
  methodsDefinition,
  typesDefinition,
} from "./generator-input.js";
import { client, exceptions, manager } from "./import-input.js";
import { type Cost, costOf, least } from "./process-cost.js";
import { limit, type Ratio } from "./ratios.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const COMPILER = join(ROOT, "node_modules/typescript/bin/tsc");
const DECLARATIONS = "declarations";
const METHODS = 1_000;
const TYPES = 300;
/** Definitions of which one changes. */
const MANY = 20;

/**
 * What generating takes, as whole processes, and what generated code costs the user's type checker beside code written
 * by hand. Of several runs the shortest counts.
 */
export function generatorFigures(runs: number): Record<string, Ratio> {
  const folder = mkdtempSync(join(tmpdir(), "oslo-gen-bench-"));
  const write = (path: string, content: string | object) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
  };
  const generate = (definition: string, out: string) => costOf(folder, [GENERATOR, definition, "--out", out]);
  try {
    // What is installed there is where a run remembers what it made.
    mkdirSync(join(folder, "node_modules"));
    write("thousand.json", methodsDefinition(METHODS));
    write("bench.json", typesDefinition(TYPES));
    const demo = join(ROOT, "schemas/my-service.json");
    const times = (definition: string, name: string) => {
      const [fresh, again] = [[], []] as [Cost[], Cost[]];
      for (let run = 0; run < runs; run += 1) {
        fresh.push(generate(definition, `${name}-${run}`));
        again.push(generate(definition, `${name}-${run}`));
      }
      return { fresh: least(fresh), again: least(again) };
    };
    const one = times(demo, "one");
    const thousand = times("thousand.json", "thousand");

    const bare = least(Array.from({ length: runs }, () => costOf(folder, ["-e", "0"])));
    const changed = oneOfMany(folder, runs);

    const python = least(
      Array.from({ length: runs }, (_, run) =>
        costOf(folder, [GENERATOR, "python", "thousand.json", "--out", `python-${run}`]),
      ),
    );
    write("bench/__init__.py", "");
    write("bench/exception.py", exceptions());
    write("bench/manager.py", manager(METHODS));
    write("bench/rpcapi.py", client(METHODS));
    const imported = least(
      Array.from({ length: runs }, (_, run) =>
        costOf(folder, [GENERATOR, "import", "bench/manager.py", "bench/rpcapi.py", "--out", `${run}.json`]),
      ),
    );

    declare(folder);
    generate("bench.json", "generated");
    write("hand/bench/types.ts", handWrittenTypes(TYPES));
    write("hand/bench/index.ts", handWrittenClient(TYPES));
    const check = (file: string) => checkOf(folder, file, runs);
    const types = { generated: check("generated/bench/types.ts"), byHand: check("hand/bench/types.ts") };
    const all = { generated: check("generated/bench/index.ts"), byHand: check("hand/bench/index.ts") };
    const added = all.generated.seconds - all.byHand.seconds;
    return {
      generate: limit("oslo-gen, one service, whole process", one.fresh.seconds, 1, "s"),
      "generate-cpu": limit("CPU time of the same, all threads", one.fresh.cpu, 1, "s"),
      "generate-again": limit("the same, nothing to change", one.again.seconds, 1, "s"),
      "generate-again-cpu": limit(
        "CPU time of the same, all threads / of node -e 0",
        one.again.cpu / bare.cpu,
        2.5,
        "",
      ),
      "generate-again-memory": limit("memory of the same at its peak", one.again.peak / 2 ** 20, 60, "MiB"),
      "generate-changed-cpu": limit(
        `CPU time of oslo-gen, all threads, one of ${MANY} services changed`,
        changed.cpu,
        0.35,
        "s",
      ),
      "generate-1000": limit("oslo-gen, 1,000 methods, whole process", thousand.fresh.seconds, 3, "s"),
      "generate-1000-cpu": limit("CPU time of the same, all threads", thousand.fresh.cpu, 3, "s"),
      "generate-1000-again": limit("the same, nothing to change", thousand.again.seconds, 3, "s"),
      "python-1000": limit("oslo-gen python, 1,000 methods, whole process", python.seconds, 2, "s"),
      "python-1000-cpu": limit("CPU time of the same, all threads", python.cpu, 2.5, "s"),
      "import-1000": limit("oslo-gen import, 1,000 methods, whole process", imported.seconds, 2, "s"),
      "import-1000-cpu": limit("CPU time of the same, all threads", imported.cpu, 3, "s"),
      "types-made": limit(
        `types the checker makes of ${TYPES} generated types / of interfaces by hand`,
        types.generated.types / types.byHand.types,
        1.01,
        "",
      ),
      "types-instantiated": limit(
        "type instantiations of the same, generated",
        types.generated.instantiations,
        1,
        "",
      ),
      "types-time": limit(
        "time to check the same / by hand",
        types.generated.seconds / types.byHand.seconds,
        1.25,
        "",
      ),
      "types-all": limit(
        "check time that client, endpoint and descriptor of them add over a client by hand without checks",
        added,
        0.5,
        "s",
      ),
      ...growthFigures(folder, runs),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The cost of generating from many definitions after a change of one of them. */
function oneOfMany(folder: string, runs: number): Cost {
  const project = join(folder, "many");
  mkdirSync(join(project, "schemas"), { recursive: true });
  mkdirSync(join(project, "node_modules"));
  const definition = readFileSync(join(ROOT, "schemas/my-service.json"), "utf8");
  const write = (name: string, version: number) =>
    writeFileSync(
      join(project, "schemas", `${name}.json`),
      definition.replace(/"version": "[\d.]+"/, `"version": "1.${version}"`),
    );
  for (let number = 0; number < MANY; number += 1) write(`service-${number}`, 1);
  costOf(project, [GENERATOR]);
  return least(
    Array.from({ length: runs }, (_, run) => {
      write("service-0", run + 2);
      return costOf(project, [GENERATOR]);
    }),
  );
}

/** Writes the library's declarations, as the package has them. */
function declare(folder: string): void {
  const args = [COMPILER, "-p", join(ROOT, "tsconfig.build.json"), "--outDir", join(folder, DECLARATIONS)];
  const { stdout, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`The library does not compile: ${stdout.slice(0, 1_000)}`);
}

/** What `tsc --extendedDiagnostics` says of one program. */
interface Check {
  readonly types: number;
  readonly instantiations: number;
  readonly seconds: number;
}

/** Checks a file and what it imports. The counts are exact, and the shortest time counts. */
function checkOf(folder: string, file: string, runs: number): Check {
  const config = {
    compilerOptions: {
      ...{ target: "ES2023", module: "NodeNext", strict: true, exactOptionalPropertyTypes: true },
      ...{ noUncheckedIndexedAccess: true, noEmit: true, skipLibCheck: true },
      ...{ types: ["node"], typeRoots: [join(ROOT, "node_modules/@types")] },
      paths: { "oslo-rpc": [join(folder, DECLARATIONS, "index.d.ts")] },
    },
    files: [file],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const checks = Array.from({ length: runs }, () => {
    const args = [COMPILER, "-p", ".", "--extendedDiagnostics"];
    const { stdout, status } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(`The bench's program does not compile: ${stdout.slice(0, 1_000)}`);
    const figure = (label: string) =>
      Number(new RegExp(`^${label}:\\s+([\\d.]+)`, "m").exec(stdout)?.[1] ?? Number.NaN);
    return {
      types: figure("Types"),
      instantiations: figure("Instantiations"),
      seconds: figure("Check time"),
    };
  });
  return checks.reduce((best, check) => (check.seconds < best.seconds ? check : best));
}
