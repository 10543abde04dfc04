import type { ServiceModel } from "../../src/definition/model.js";
import { parseVersion, type Version } from "../../src/definition/version.js";
import { SetDefinitions } from "../../src/subset/definitions.js";
import type { Bump, Finding } from "./finding.js";
import type { Edition } from "./rule.js";
import { BREAKING_RULES } from "./rules.js";
import { alignObjects } from "./schemas/align-objects.js";
import { checkOctets } from "./schemas/check-octets.js";
import { schemaFindings } from "./schemas/schema-findings.js";
import { type BreakingSettings, DEFAULT_SETTINGS } from "./settings.js";

/** The changes of a service. */
export interface Comparison {
  readonly oldVersion: string;
  readonly newVersion: string;
  /** The part by which the version was raised. */
  readonly declared: Bump | "lowered";
  /** The part by which it has to be raised, as far as that is certain. */
  readonly needed: Bump;
  /** The same, if all that could not be decided does break. */
  readonly neededAtWorst: Bump;
  readonly findings: readonly Finding[];
}

const ORDER: readonly (Bump | "lowered")[] = ["lowered", "none", "minor", "major"];

/**
 * Compares two ages of a service.
 *
 * @param isIgnored true, or something, for a finding that does not count
 */
export function compareServices(
  old: ServiceModel,
  now: ServiceModel,
  { level, rules, checksOctets = false }: BreakingSettings = DEFAULT_SETTINGS,
  isIgnored: (finding: Finding) => unknown = () => undefined,
): Comparison {
  const declared = declaredBump(versionOf(old), versionOf(now));
  const change = { old: editionOf(old), new: editionOf(now), isNewMajor: declared === "major" };
  const active = BREAKING_RULES.filter(({ id }) => rules[id] !== "off");
  const found = active.flatMap(({ id, find, level: seenBy }) =>
    [...(find?.(change) ?? [])].map((finding): Finding => {
      const isCounted = level === "source" && seenBy === "source" && finding.bump === "none";
      return { rule: id, ...finding, ...(isCounted ? { bump: "minor" } : {}) };
    }),
  );
  // Versions and fields of objects have rules of their own.
  const aligned = alignObjects(
    ...(checksOctets ? ([checkOctets(old), checkOctets(now)] as const) : ([old, now] as const)),
  );
  const compared = { ...change, old: editionOf(aligned.old), new: editionOf(aligned.new) };
  const roots = active.flatMap(({ id, schemas }) =>
    [...(schemas?.(compared) ?? [])].map((root) => ({ rule: id, ...root })),
  );
  const place = new Map(BREAKING_RULES.map(({ id }, index) => [id, index]));
  const findings = [...found, ...schemaFindings(compared, roots)].sort(
    (left, right) => (place.get(left.rule) ?? 0) - (place.get(right.rule) ?? 0),
  );
  const counted = findings.filter((finding) => rules[finding.rule] !== "warn" && !isIgnored(finding));
  return {
    oldVersion: old.version,
    newVersion: now.version,
    declared,
    needed: greatest(counted.filter(({ uncertain }) => uncertain !== true)),
    neededAtWorst: greatest(counted),
    findings,
  };
}

/** True when the version was raised far enough. */
export function isEnough(declared: Bump | "lowered", needed: Bump): boolean {
  return declared !== "lowered" && ORDER.indexOf(declared) >= ORDER.indexOf(needed);
}

function greatest(findings: readonly Finding[]): Bump {
  const bumps = findings.map(({ bump }) => bump);
  return (["major", "minor"] as const).find((bump) => bumps.includes(bump)) ?? "none";
}

function declaredBump(old: Version, now: Version): Bump | "lowered" {
  if (now.major !== old.major) return now.major > old.major ? "major" : "lowered";
  if (now.minor === old.minor) return "none";
  return now.minor > old.minor ? "minor" : "lowered";
}

function versionOf({ version }: ServiceModel): Version {
  return parseVersion(version) ?? { major: 0, minor: 0 };
}

function editionOf(model: ServiceModel): Edition {
  return { model, definitions: new SetDefinitions(model.$defs) };
}
