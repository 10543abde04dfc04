import { oneLine } from "../../src/log/one-line.js";
import { CommandFailure } from "../../src/terminal/command-failure.js";
import type { GeneratorConfig } from "../config.js";
import { chooseByPackage } from "../definition-files.js";
import { type LintFinding, lintFile } from "../lint/lint-file.js";
import { checkSettings } from "../lint/settings.js";
import type { Print } from "../print.js";

/** Options of `oslo-gen lint`. */
export interface LintOptions {
  /** Print for programs. */
  readonly json?: boolean;
}

type LintConfig = Pick<GeneratorConfig, "packages" | "file" | "lint" | "reading" | "formats">;

/**
 * Holds definitions against the rules of lint and prints what breaks them.
 *
 * @throws {CommandFailure} there is an error among the findings.
 */
export function lint(files: readonly string[], options: LintOptions, config: LintConfig, print: Print): void {
  const { errors, warnings, findings, definitions } = lintFiles(files, config);
  if (options.json === true) print(JSON.stringify({ errors, warnings, findings }, undefined, 2));
  else {
    for (const finding of findings) print(lineOf(finding));
    const where = count(definitions, "definition");
    if (errors === 0)
      print(
        warnings === 0 ? `${where}: nothing to complain about` : `${where}: ${count(warnings, "warning")}`,
      );
  }
  if (errors > 0)
    throw new CommandFailure(`lint found ${count(errors, "error")} and ${count(warnings, "warning")}`);
}

/** Holds definitions against the rules of lint. */
export function lintFiles(
  files: readonly string[],
  config: LintConfig,
): { errors: number; warnings: number; findings: readonly LintFinding[]; definitions: number } {
  checkSettings(config.lint, config.file);
  const chosen = [...chooseByPackage(files, config)].flatMap(([settings, own]) =>
    own.map((file) => ({ file, settings })),
  );
  const findings = withoutRepeats(
    chosen.flatMap(({ file, settings }) => lintFile(file, config.lint, { ...config, settings })),
  );
  const errors = findings.filter(({ severity }) => severity === "error").length;
  return {
    errors,
    warnings: findings.length - errors,
    findings,
    definitions: new Set(chosen.map(({ file }) => file)).size,
  };
}

function lineOf({ file, pointer, severity, message, rule }: LintFinding): string {
  const word = severity === "warn" ? "warning" : severity;
  return oneLine(`${file}${pointer && `#${pointer}`}: ${word}: ${message} [${rule}]`);
}

/** Two definitions may reach the same schema of a third file. */
function withoutRepeats(findings: readonly LintFinding[]): LintFinding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}
