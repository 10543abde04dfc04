import { stringifyJson } from "../../../src/json/json.js";
import type { BreakingReport, PlacedFinding, ServiceReport } from "../check-breaking.js";
import { isEnough } from "../compare-services.js";
import type { Ignore } from "../settings.js";

const MOST_PLACES = 3;

/** The report for people, in lines. */
export function textReport({ services, added, removed, stale }: BreakingReport): string[] {
  return [
    ...removed.map(({ file, service }) => `${file}: ${removalOf(service)}`),
    ...added.map((file) => `${file}: is new`),
    ...services.flatMap((service) => [...service.findings.map(findingLine), verdictLine(service)]),
    ...stale.map(({ ignore, why }) => `oslo-gen.config.json: ${staleness(ignore, why)}`),
  ];
}

/** Why a check fails, one reason for each definition. */
export function failureReasons({
  services,
  removed,
}: Pick<BreakingReport, "services" | "removed">): string[] {
  return [
    ...services.filter(({ allowed }) => !allowed).map(reason),
    ...removed.map(
      ({ file }) =>
        `${file}: is no definition of the project any more; where that is meant, name the files that are left`,
    ),
  ];
}

/** The sentence about a service that is gone. */
export function removalOf(service: string): string {
  return `major: the service ${JSON.stringify(service)} was removed; breaks: old client with new server`;
}

/** A finding in one sentence. */
export function sentence(finding: PlacedFinding): string {
  const { bump, message, breaks, example, uncertain, reaches = [], ignored, severity } = finding;
  const level = uncertain === true ? `unsure (${bump} at worst)` : bump;
  const shown = example === undefined ? "" : `, such as ${shorten(stringifyJson(example))}`;
  const peers =
    breaks.length === 0 ? "" : `; ${uncertain === true ? "may break" : "breaks"}: ${breaks.join(", ")}`;
  const counted = ignored === undefined ? "" : `; ignored: ${ignored.reason}`;
  const mild = severity === "warn" && ignored === undefined ? "; counts as a warning" : "";
  return `${level}: ${message}${shown}${places(reaches)}${peers}${counted}${mild}`;
}

function places(reaches: readonly string[]): string {
  if (reaches.length === 0) return "";
  const more = reaches.length - MOST_PLACES;
  return `; reaches ${reaches.slice(0, MOST_PLACES).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function findingLine(finding: PlacedFinding): string {
  const { file, line, column, pointer, rule } = finding;
  return `${file}:${line}:${column}#${pointer}: ${sentence(finding)} [${rule}]`;
}

function verdictLine({ file, oldVersion, newVersion, findings, neededAtWorst }: ServiceReport): string {
  const versions =
    oldVersion === newVersion ? `version ${newVersion}` : `version ${oldVersion} to ${newVersion}`;
  const verdict =
    findings.length === 0
      ? "nothing changed for any peer"
      : `the changes need ${neededAtWorst === "none" ? "no new version" : `a new ${neededAtWorst} version`}`;
  return `${file}: ${versions}: ${verdict}`;
}

function staleness({ rule, file, pointer, expires }: Ignore, why: "expired" | "unused"): string {
  const entry = `breaking.ignore for ${[rule, file, pointer].filter((each) => each !== undefined).join(" ")}`;
  return why === "expired" ? `${entry} ended on ${expires}` : `${entry} is about nothing that was found`;
}

function shorten(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}

function reason({ file, declared, needed, neededAtWorst, oldVersion, newVersion }: ServiceReport): string {
  if (declared === "lowered") return `${file}: version ${newVersion} is lower than ${oldVersion}`;
  const [major = "0", minor = "0"] = oldVersion.split(".");
  const bump = isEnough(declared, needed) ? neededAtWorst : needed;
  const next = bump === "major" ? `${Number(major) + 1}.0` : `${major}.${Number(minor) + 1}`;
  const hint = bump === needed ? "" : " unless the unsure ones are harmless (--allow-uncertain)";
  return `${file}: version ${newVersion} does not allow these changes to ${oldVersion}; they need ${next}${hint}`;
}
