import { type BreakingReport, checkBreaking } from "./breaking/check-breaking.js";
import { generateInto } from "./commands/generate.js";
import { lintFiles } from "./commands/lint.js";
import { readConfig } from "./config.js";
import { chooseFiles } from "./definition-files.js";
import type { LintFinding } from "./lint/lint-file.js";
import { type GeneratorPlugin, loadPlugins } from "./plugin.js";
import type { GenerateNote } from "./program-types/note.js";

/** The definitions that a function works on. */
export interface FilesOption {
  /** Paths; without them those of `oslo-gen.config.json`, or all below `schemas/`. */
  readonly files?: readonly string[];
}

/** Options of {@link generate}. */
export interface GenerateRequest extends FilesOption {
  /** Folder of generated code; that of the configuration by default. */
  readonly out?: string;
  /** Write nothing. */
  readonly dryRun?: boolean;
  /** Replace also generated files that somebody edited. */
  readonly force?: boolean;
  /** Plugins beside those of the configuration. */
  readonly plugins?: readonly GeneratorPlugin[];
}

/** A file that {@link generate} looked at. */
export interface GeneratedChange {
  readonly path: string;
  readonly kind: "create" | "update" | "unchanged" | "remove";
}

/** The result of {@link generate}. */
export interface GenerateResult {
  /** True when there was nothing to write. */
  readonly isUpToDate: boolean;
  readonly changes: readonly GeneratedChange[];
  /** Files that are generated no longer and stay, as somebody edited them. */
  readonly kept: readonly string[];
  /** Things that the code does otherwise than the configuration asks for, as times that stay texts. */
  readonly notes: readonly GenerateNote[];
}

/** The result of {@link lint}. */
export interface LintResult {
  readonly errors: number;
  readonly warnings: number;
  readonly findings: readonly LintFinding[];
}

/** Options of {@link breaking}. */
export interface BreakingRequest extends FilesOption {
  /** A file, or a git ref. */
  readonly against: string;
  /** Let pass what cannot be decided. */
  readonly allowUncertain?: boolean;
  /** `source` goes also by what breaks code that uses what is generated. */
  readonly level?: "wire" | "source";
}

/**
 * Writes the TypeScript of service definitions, as `oslo-gen generate` does, by the configuration of the project around the
 * current folder.
 *
 * @throws {DefinitionError} a definition is wrong.
 * @throws {CommandFailure} something is in the way; nothing was written.
 *
 * @example
 * ```ts
 * const { isUpToDate, changes } = await generate({ dryRun: true });
 * if (!isUpToDate) console.log(changes.filter(({ kind }) => kind !== "unchanged"));
 * ```
 */
export async function generate(request: GenerateRequest = {}): Promise<GenerateResult> {
  const { files = [], plugins = [], ...options } = request;
  const config = readConfig();
  const all = [...(await loadPlugins(config.plugins, config.root)), ...plugins];
  const { plans, notes } = await generateInto(files, options, config, () => {}, all);
  return {
    isUpToDate: plans.every(({ changes, manifests }) =>
      [...changes, manifests.after].every(({ kind }) => kind === "unchanged"),
    ),
    changes: plans.flatMap(({ changes }) => changes.map(({ path, kind }) => ({ path, kind }))),
    kept: plans.flatMap(({ kept }) => kept),
    notes,
  };
}

/**
 * Holds definitions against the rules of lint, as `oslo-gen lint` does.
 *
 * @throws {UsageError} there are no definitions.
 */
export function lint({ files = [] }: FilesOption = {}): LintResult {
  return lintFiles(files, readConfig());
}

/**
 * Compares definitions with what they were, as `oslo-gen breaking` does.
 *
 * @throws {UsageError} `against` is neither a file nor a git ref.
 * @throws {DefinitionError} a definition of either age is wrong.
 */
export function breaking({ files = [], level, ...options }: BreakingRequest): BreakingReport {
  const config = readConfig();
  const { breaking: settings, reading } = config;
  return checkBreaking(chooseFiles(files, config), {
    ...options,
    ...(files.length === 0 ? { project: config } : {}),
    reading,
    settings: level === undefined ? settings : { ...settings, level },
  });
}
