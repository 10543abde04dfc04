import { join } from "node:path";
import { CommandFailure } from "../../src/terminal/command-failure.js";
import { packageVersion } from "../../src/terminal/package-version.js";
import type { GeneratorConfig } from "../config.js";
import { loadServices } from "../definition-files.js";
import { emitService, OPTIONAL_FILES } from "../emit/service-files.js";
import { applyChanges, type FileChange, planChanges } from "../output.js";
import type { Print } from "../program.js";

/** Options of `oslo-gen generate`. */
export interface GenerateOptions {
  readonly out?: string;
  /** Write nothing, and fail when something would be written. */
  readonly check?: boolean;
  /** Write nothing, and say what would be written. */
  readonly dryRun?: boolean;
}

const WORDS = { create: "missing", update: "differs", remove: "left over" } as const;

/**
 * Writes the TypeScript of service definitions. All is planned before anything is written, so that a mistake in one
 * definition leaves the code of all as it was.
 */
export function generate(
  files: readonly string[],
  options: GenerateOptions,
  config: GeneratorConfig,
  print: Print,
): void {
  const out = options.out ?? config.out;
  const version = packageVersion();
  const { importExtension } = config;
  const plans = loadServices(files, config.schemas).map(({ name, model, sourceFile }) => ({
    folder: join(out, name),
    changes: planChanges(
      out,
      name,
      emitService(model, { version, sourceFile, importExtension }),
      OPTIONAL_FILES,
    ),
  }));
  if (options.check === true) {
    check(
      plans.flatMap(({ changes }) => changes),
      print,
    );
    return;
  }
  for (const { folder, changes } of plans) {
    if (options.dryRun !== true) applyChanges(changes);
    report(folder, changes, options.dryRun === true, print);
  }
}

function check(changes: readonly FileChange[], print: Print): void {
  let count = 0;
  for (const { path, kind } of changes) {
    if (kind === "unchanged") continue;
    count += 1;
    print(`${WORDS[kind]}: ${path}`);
  }
  if (count === 0) return;
  const subject = count === 1 ? "1 generated file is" : `${count} generated files are`;
  throw new CommandFailure(`${subject} not up to date; run: oslo-gen generate`);
}

function report(folder: string, changes: readonly FileChange[], isDryRun: boolean, print: Print): void {
  const real = changes.filter(({ kind }) => kind !== "unchanged");
  if (real.length === 0) print(`${folder} is up to date`);
  for (const { path, kind } of real) {
    const verb = kind === "remove" ? ["removed", "would remove"] : ["wrote", "would write"];
    print(`${verb[isDryRun ? 1 : 0]} ${path}`);
  }
}
