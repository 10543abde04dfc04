import { didYouMean } from "../../src/errors/did-you-mean.js";
import { ConfigurationError } from "../../src/errors/setup-errors.js";
import { stringifyJson } from "../../src/json/json.js";
import { oneLine } from "../../src/log/one-line.js";
import { CommandFailure } from "../../src/terminal/command-failure.js";
import { UsageError } from "../../src/terminal/usage-error.js";
import { type BreakingReport, checkBreaking } from "../breaking/check-breaking.js";
import { githubReport } from "../breaking/report/github.js";
import { junitReport } from "../breaking/report/junit.js";
import { sarifReport } from "../breaking/report/sarif.js";
import { failureReasons, textReport } from "../breaking/report/text.js";
import { BREAKING_RULES } from "../breaking/rules.js";
import { unknownRule } from "../breaking/settings.js";
import type { GeneratorConfig } from "../config.js";
import { chooseFiles } from "../definition-files.js";
import type { Print } from "../print.js";

/** Options of `oslo-gen breaking`. */
export interface BreakingOptions {
  /** A file, or a git ref. */
  readonly against: string;
  /** Print for programs; the same as the format json. */
  readonly json?: boolean;
  readonly format?: string;
  readonly level?: string;
  /** Let pass what cannot be decided. */
  readonly allowUncertain?: boolean;
}

/** The printers of a report, by the names of formats. */
const FORMATS: ReadonlyMap<string, (report: BreakingReport) => string[]> = new Map([
  ["text", (report) => textReport(report).map(oneLine)],
  ["json", ({ services, added, removed, stale }) => [stringifyJson({ services, added, removed, stale })]],
  ["github", githubReport],
  ["junit", junitReport],
  ["sarif", sarifReport],
]);

/**
 * Compares definitions with what they were, and prints what the changes mean for peers of different age.
 *
 * @throws {CommandFailure} a version was not raised far enough, or a definition is gone.
 */
export function breaking(
  files: readonly string[],
  options: BreakingOptions,
  config: Pick<GeneratorConfig, "packages" | "root" | "file" | "breaking" | "reading">,
  print: Print,
): void {
  const format = FORMATS.get(options.json === true ? "json" : (options.format ?? "text"));
  if (format === undefined) throw new UsageError(`--format must be one of ${[...FORMATS.keys()].join(", ")}`);
  const level = options.level ?? config.breaking.level;
  if (level !== "wire" && level !== "source") throw new UsageError("--level must be wire or source");
  const ids = BREAKING_RULES.map(({ id }) => id);
  const unknown = unknownRule(config.breaking, ids);
  if (unknown !== undefined) {
    const hint = didYouMean(unknown, ids);
    throw new ConfigurationError(`${config.file}: "breaking" has no rule ${JSON.stringify(unknown)}${hint}`);
  }
  const report = checkBreaking(chooseFiles(files, config), {
    against: options.against,
    ...(files.length === 0 ? { project: config } : {}),
    reading: config.reading,
    allowUncertain: options.allowUncertain === true,
    settings: { ...config.breaking, level },
  });
  for (const line of format(report)) print(line);
  if (!report.allowed) throw new CommandFailure(failureReasons(report).join("; "));
}
