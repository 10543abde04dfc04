// Compiles test files and runs them with node's own test runner:
//
//   tsx test/run.ts [FOLDER|FILE …] [--option …]
//
// A FOLDER is one below test/; without names those of DEFAULT_FOLDERS run, as far as they exist. Options go to
// the runner, for example --test-name-pattern=unicode or --test-reporter=tap.
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "./support/compile.js";
import { gather } from "./support/gather.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DEFAULT_FOLDERS = ["unit", "repository", "integration", "hostile", "interop", "package"];
const SUFFIX = ".test.ts";
/** For a process of tests; node kills the process of one that takes longer. */
const FILE_TIMEOUT_MS = 900_000;

/** The paths of the test files a name stands for, as seen from the root. */
function filesOf(name: string): string[] {
  if (name.endsWith(SUFFIX)) return existsSync(join(ROOT, name)) ? [name] : [];
  const folder = join(ROOT, "test", name);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => relative(ROOT, join(folder, file)))
    .sort();
}

function reporter(): string {
  return process.stdout.isTTY ? "spec" : "./test/support/short-reporter.js";
}

async function run(files: readonly string[], options: readonly string[]): Promise<void> {
  const programs = gather(files);
  const compiled = await compile(programs);
  const given = (name: string): boolean => options.some((option) => option.startsWith(name));
  const child = spawn(
    process.execPath,
    [
      "--enable-source-maps",
      "--test",
      // Half of the files wait for peers and timers rather than compute.
      ...(given("--test-concurrency") ? [] : [`--test-concurrency=${2 * availableParallelism()}`]),
      ...(given("--test-timeout") ? [] : [`--test-timeout=${FILE_TIMEOUT_MS}`]),
      ...(given("--test-reporter") ? [] : [`--test-reporter=${reporter()}`]),
      ...options,
      ...programs.map(({ path }) => join(compiled, path.replace(/\.ts$/, ".js"))),
    ],
    { cwd: ROOT, stdio: "inherit", env: { ...process.env, OSLO_RPC_COMPILED_TESTS: compiled } },
  );
  // The terminal signals the runner too; this process stays for its exit code.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  child.on("exit", (code) => process.exit(code ?? 1));
}

const names = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const options = process.argv.slice(2).filter((word) => word.startsWith("--"));
const unknown = names.filter((name) => filesOf(name).length === 0);
if (unknown.length > 0) {
  console.error(
    `no tests in ${unknown.join(", ")}: name folders below test/, or files that end in ${SUFFIX}`,
  );
  process.exitCode = 2;
} else {
  await run([...new Set((names.length > 0 ? names : DEFAULT_FOLDERS).flatMap(filesOf))], options);
}
