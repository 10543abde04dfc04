import { loadService } from "../../src/definition/load-service.js";
import { stringifyJson } from "../../src/json/json.js";
import { oneLine } from "../../src/log/one-line.js";
import { CommandFailure } from "../../src/terminal/command-failure.js";
import { type Comparison, compareServices, isEnough } from "../breaking/compare-services.js";
import type { Finding } from "../breaking/finding.js";
import { loadOldServices } from "../breaking/old-services.js";
import type { GeneratorConfig } from "../config.js";
import { chooseFiles } from "../definition-files.js";
import type { Print } from "../print.js";

/** Options of `oslo-gen breaking`. */
export interface BreakingOptions {
  /** A file, or a git ref. */
  readonly against: string;
  /** Print for programs. */
  readonly json?: boolean;
  /** Let pass what cannot be decided. */
  readonly allowUncertain?: boolean;
}

interface Result extends Comparison {
  readonly file: string;
  /** True when the declared version allows what was found. */
  readonly allowed: boolean;
}

/**
 * Compares definitions with what they were, and prints what the changes mean for peers of different age.
 *
 * @throws {CommandFailure} a version was not raised far enough, or a definition is gone.
 */
export function breaking(
  files: readonly string[],
  options: BreakingOptions,
  config: Pick<GeneratorConfig, "schemas">,
  print: Print,
): void {
  const chosen = [...new Set(chooseFiles(files, config.schemas))];
  const added: string[] = [];
  const results: Result[] = [];
  const { byFile, gone } = loadOldServices(options.against, chosen, files.length === 0);
  const removed = new Map([...gone].map(([file, { service }]) => [file, service]));
  for (const [file, before] of byFile) {
    const now = loadService(file);
    // A file of another name with the same service was moved.
    const moved =
      before === undefined ? [...gone].find(([, { service }]) => service === now.service) : undefined;
    const old = before ?? moved?.[1];
    if (old === undefined) {
      added.push(file);
      continue;
    }
    if (moved !== undefined) removed.delete(moved[0]);
    const comparison = compareServices(old, now);
    const needed = options.allowUncertain === true ? comparison.needed : comparison.neededAtWorst;
    results.push({ file, allowed: isEnough(comparison.declared, needed), ...comparison });
  }
  if (options.json === true) {
    const listed = [...removed].map(([file, service]) => ({ file, service }));
    print(stringifyJson({ services: results, added, removed: listed }));
  } else {
    for (const [file, service] of removed) print(oneLine(removalOf(file, service)));
    for (const file of added) print(oneLine(`${file}: is new`));
    for (const result of results) for (const line of linesOf(result)) print(oneLine(line));
  }
  const reasons = [
    ...results.filter(({ allowed }) => !allowed).map(reason),
    ...[...removed].map(
      ([file]) =>
        `${file}: is no definition of the project any more; where that is meant, name the files that are left`,
    ),
  ];
  if (reasons.length > 0) throw new CommandFailure(reasons.join("; "));
}

function removalOf(file: string, service: string): string {
  const message = `major: the service ${JSON.stringify(service)} was removed`;
  return `${file}: ${message}; breaks: old client with new server`;
}

function linesOf(result: Result): string[] {
  const { file, oldVersion, newVersion, findings, neededAtWorst } = result;
  const lines = findings.map(
    (finding) => `${file}#${finding.pointer}: ${sentence(finding)} [${finding.rule}]`,
  );
  const versions =
    oldVersion === newVersion ? `version ${newVersion}` : `version ${oldVersion} to ${newVersion}`;
  const verdict =
    findings.length === 0
      ? "nothing changed for any peer"
      : `the changes need ${neededAtWorst === "none" ? "no new version" : `a new ${neededAtWorst} version`}`;
  return [...lines, `${file}: ${versions}: ${verdict}`];
}

function sentence({ bump, message, breaks, example, uncertain }: Finding): string {
  const level = uncertain === true ? `unsure (${bump} at worst)` : bump;
  const shown = example === undefined ? "" : `, such as ${shorten(stringifyJson(example))}`;
  const peers =
    breaks.length === 0 ? "" : `; ${uncertain === true ? "may break" : "breaks"}: ${breaks.join(", ")}`;
  return `${level}: ${message}${shown}${peers}`;
}

function shorten(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}

function reason({ file, declared, needed, neededAtWorst, oldVersion, newVersion }: Result): string {
  if (declared === "lowered") return `${file}: version ${newVersion} is lower than ${oldVersion}`;
  const [major = "0", minor = "0"] = oldVersion.split(".");
  const bump = isEnough(declared, needed) ? neededAtWorst : needed;
  const next = bump === "major" ? `${Number(major) + 1}.0` : `${major}.${Number(minor) + 1}`;
  const hint = bump === needed ? "" : " unless the unsure ones are harmless (--allow-uncertain)";
  return `${file}: version ${newVersion} does not allow these changes to ${oldVersion}; they need ${next}${hint}`;
}
