import { readFileSync } from "node:fs";
import { getOrInsert } from "../../src/collections/get-or-insert.js";
import { loadService } from "../../src/definition/load-service.js";
import type { ReadOptions } from "../../src/definition/read-options.js";
import { type Comparison, compareServices, isEnough } from "./compare-services.js";
import type { Finding } from "./finding.js";
import { positionOf, positionsIn, type TextPosition } from "./locate.js";
import { loadOldServices, type OldProject } from "./old-services.js";
import { type BreakingSettings, DEFAULT_SETTINGS, type Ignore, isAbout, isOutOfDate } from "./settings.js";

/** A finding and where it is in a file of today. */
export interface PlacedFinding extends Finding, TextPosition {
  readonly file: string;
  readonly severity: "error" | "warn";
  /** The entry of the settings by which it does not count. */
  readonly ignored?: Ignore;
  /** True when the version was raised far enough for it, or it does not count. */
  readonly allowed: boolean;
}

/** The changes of one definition. */
export interface ServiceReport extends Omit<Comparison, "findings"> {
  readonly file: string;
  /** True when the declared version allows what was found. */
  readonly allowed: boolean;
  readonly findings: readonly PlacedFinding[];
}

/** The changes of the definitions of a project. */
export interface BreakingReport {
  readonly services: readonly ServiceReport[];
  /** Files of definitions that were not there. */
  readonly added: readonly string[];
  /** Definitions that are there no longer. */
  readonly removed: readonly { readonly file: string; readonly service: string }[];
  /** Entries of the settings whose time is over, and those that no finding is about. */
  readonly stale: readonly { readonly ignore: Ignore; readonly why: "expired" | "unused" }[];
  /** True when all is allowed and nothing was removed. */
  readonly allowed: boolean;
}

/** Options of {@link checkBreaking}. */
export interface CheckBreakingOptions {
  /** A file, or a git ref. */
  readonly against: string;
  /** The project whose files they all are, so that what was there beside them is gone. */
  readonly project?: OldProject;
  /** Let pass what cannot be decided. */
  readonly allowUncertain?: boolean;
  readonly settings?: BreakingSettings;
  readonly reading?: ReadOptions;
  /** YYYY-MM-DD, by which entries expire. */
  readonly today?: string;
}

/**
 * Compares definitions with what they were, and says what the changes mean for peers of different age.
 *
 * @throws {UsageError} `against` is neither a file nor a git ref.
 * @throws {DefinitionError} a definition of either age is wrong.
 */
export function checkBreaking(files: readonly string[], options: CheckBreakingOptions): BreakingReport {
  const { against, project, settings = DEFAULT_SETTINGS, reading = {} } = options;
  const today = options.today ?? new Date().toISOString().slice(0, 10);
  const added: string[] = [];
  const services: ServiceReport[] = [];
  const used = new Set<Ignore>();
  const { byFile, gone } = loadOldServices(against, [...new Set(files)], project, reading);
  const removed = new Map([...gone].map(([file, { service }]) => [file, service]));
  const active = settings.ignore.filter((ignore) => !isOutOfDate(ignore, today));
  for (const [file, before] of byFile) {
    const now = loadService(file, reading);
    // A file of another name with the same service was moved.
    const moved =
      before === undefined ? [...gone].find(([, { service }]) => service === now.service) : undefined;
    const old = before ?? moved?.[1];
    if (old === undefined) {
      added.push(file);
      continue;
    }
    if (moved !== undefined) removed.delete(moved[0]);
    const find = (finding: Finding) => {
      const place = { ...finding, file: finding.file ?? file };
      const ignore = active.find((each) => isAbout(each, place));
      if (ignore !== undefined) used.add(ignore);
      return ignore;
    };
    const comparison = compareServices(old, now, settings, find);
    services.push(reportOn(file, comparison, options.allowUncertain === true, find, settings));
  }
  const stale = settings.ignore.flatMap((ignore) => {
    if (used.has(ignore)) return [];
    return [{ ignore, why: isOutOfDate(ignore, today) ? ("expired" as const) : ("unused" as const) }];
  });
  return {
    services,
    added,
    removed: [...removed].map(([file, service]) => ({ file, service })),
    stale,
    allowed: removed.size === 0 && services.every(({ allowed }) => allowed),
  };
}

function reportOn(
  file: string,
  comparison: Comparison,
  allowUncertain: boolean,
  find: (finding: Finding) => Ignore | undefined,
  settings: BreakingSettings,
): ServiceReport {
  const { declared, needed, neededAtWorst, findings, ...versions } = comparison;
  const places = new Map<string, ReturnType<typeof positionsIn>>();
  const placed = findings.map((finding): PlacedFinding => {
    const inFile = finding.file ?? file;
    const positions = getOrInsert(places, inFile, () =>
      positionsIn(readFileSync(inFile, "utf8").replace(/^\ufeff/, "")),
    );
    const ignored = find(finding);
    const severity = severityOf(finding.rule, settings);
    const isCounted = ignored === undefined && severity === "error";
    const isPassed = finding.uncertain === true && allowUncertain;
    return {
      ...finding,
      file: inFile,
      ...positionOf(positions, finding.pointer),
      severity,
      ...(ignored === undefined ? {} : { ignored }),
      allowed: !isCounted || isPassed || isEnough(declared, finding.bump),
    };
  });
  return {
    file,
    allowed: isEnough(declared, allowUncertain ? needed : neededAtWorst),
    ...versions,
    declared,
    needed,
    neededAtWorst,
    findings: placed,
  };
}

/** The severity of a rule that is not off. */
function severityOf(rule: string, { rules }: BreakingSettings): "error" | "warn" {
  return rules[rule] === "warn" ? "warn" : "error";
}
