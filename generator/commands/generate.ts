import { join } from "node:path";
import { CommandFailure } from "../../src/terminal/command-failure.js";
import { packageVersion } from "../../src/terminal/package-version.js";
import { UsageError } from "../../src/terminal/usage-error.js";
import type { GeneratorConfig } from "../config.js";
import { loadServices } from "../definition-files.js";
import { emitService } from "../emit/service-files.js";
import { type Manifest, readManifest } from "../manifest/manifest.js";
import { applyPlan } from "../manifest/output-folder.js";
import { type FileChange, type OutputPlan, planOutput, type ServiceOutput } from "../manifest/plan-output.js";
import { diffLines } from "../manifest/text-diff.js";
import type { Print } from "../program.js";

/** Options of `oslo-gen generate`. */
export interface GenerateOptions {
  readonly out?: string;
  /** Write nothing, and fail when something would be written. */
  readonly check?: boolean;
  /** Write nothing, and say what would be written. */
  readonly dryRun?: boolean;
  /** Replace also generated files that somebody edited. */
  readonly force?: boolean;
  /** Generate again whenever a definition changes. */
  readonly watch?: boolean;
}

const WORDS = { create: "missing", update: "differs", remove: "left over" } as const;

/** @throws {UsageError} options that exclude each other. */
export function refuseContradictions({ check, dryRun, watch }: GenerateOptions): void {
  const given = [
    ...(check === true ? ["--check"] : []),
    ...(dryRun === true ? ["--dry-run"] : []),
    ...(watch === true ? ["--watch"] : []),
  ];
  if (given.length > 1) throw new UsageError(`${given.join(" and ")} exclude each other`);
}

/**
 * Writes the TypeScript of service definitions. All is planned before anything is written, so that a mistake in one
 * definition, or a generated file that somebody edited, leaves everything as it was.
 *
 * @throws {CommandFailure} something is in the way, or `--check` found a difference.
 */
export function generate(
  files: readonly string[],
  options: GenerateOptions,
  config: GeneratorConfig,
  print: Print,
): void {
  refuseContradictions(options);
  const out = options.out ?? config.out;
  const version = packageVersion();
  const { importExtension } = config;
  const services = loadServices(files, config.schemas).map(
    ({ name, model, sourceFile }): ServiceOutput => ({
      name,
      definition: model.file,
      files: emitService(model, { version, sourceFile, importExtension }),
    }),
  );
  const force = options.force === true;
  const plan = planOutput(out, services, manifestOf(out, force), { isWhole: files.length === 0, force });
  if (options.check === true) {
    check(plan, print);
    return;
  }
  if (plan.conflicts.length > 0) {
    throw new CommandFailure(`${plan.conflicts.join("; ")}; nothing was written`);
  }
  if (options.dryRun !== true) applyPlan(plan);
  report(
    plan,
    services.map(({ name }) => join(out, name)),
    options.dryRun === true,
    print,
  );
}

function manifestOf(out: string, force: boolean): Manifest {
  try {
    return readManifest(out);
  } catch (error) {
    if (force && error instanceof CommandFailure) return new Map();
    throw error;
  }
}

function check({ changes, manifests }: OutputPlan, print: Print): void {
  const different = [...changes, manifests.after].filter(({ kind }) => kind !== "unchanged");
  for (const { path, kind, old, text } of different) {
    if (kind === "unchanged") continue;
    print(`${WORDS[kind]}: ${path}`);
    const isShown = kind === "update" && path !== manifests.after.path;
    if (isShown) for (const line of diffLines(old ?? "", text ?? "")) print(line);
  }
  if (different.length === 0) return;
  throw new CommandFailure(`${counted(different.length)} not up to date; run: oslo-gen generate`);
}

function counted(count: number): string {
  return count === 1 ? "1 generated file is" : `${count} generated files are`;
}

function report(
  { changes, kept }: OutputPlan,
  folders: readonly string[],
  isDryRun: boolean,
  print: Print,
): void {
  const real = changes.filter(({ kind }) => kind !== "unchanged");
  for (const folder of folders) {
    if (!real.some(({ path }) => path.startsWith(join(folder, "/")))) print(`${folder} is up to date`);
  }
  for (const change of real) print(`${verb(change, isDryRun)} ${change.path}`);
  for (const path of kept) print(`kept ${path}: it is generated no longer, and somebody edited it`);
}

function verb({ kind }: FileChange, isDryRun: boolean): string {
  if (isDryRun) return kind === "remove" ? "would remove" : "would write";
  return kind === "remove" ? "removed" : "wrote";
}
