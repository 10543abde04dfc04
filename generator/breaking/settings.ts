import { isJsonObject, itemsOf } from "../../src/json/json-object.js";

/** The weight of the findings of a rule: `warn` shows them, `off` does not. */
export type Severity = "error" | "warn" | "off";

/** Findings that are meant to be. */
export interface Ignore {
  /** Why. */
  readonly reason: string;
  /** YYYY-MM-DD: from the day after it no longer counts. */
  readonly expires?: string;
  /** Of this rule alone. */
  readonly rule?: string;
  /** Of this file alone, by the end of its path. */
  readonly file?: string;
  /** At this JSON pointer and below alone. */
  readonly pointer?: string;
}

/** Settings of `oslo-gen breaking`. */
export interface BreakingSettings {
  /** `wire` goes by what breaks peers; `source` also by what breaks code that uses what is generated. */
  readonly level: "wire" | "source";
  readonly rules: { readonly [rule: string]: Severity };
  readonly ignore: readonly Ignore[];
  /** True where code is generated that refuses texts which are no octets in the encoding of their schema. */
  readonly checksOctets?: boolean;
}

/** The settings of a project that sets nothing. */
export const DEFAULT_SETTINGS: BreakingSettings = { level: "wire", rules: {}, ignore: [] };

const SEVERITIES: readonly unknown[] = ["off", "warn", "error"];
const LEVELS = ["wire", "source"] as const;
const PLACES = ["rule", "file", "pointer"] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Reads the settings under `breaking` of the configuration.
 *
 * @returns what is wrong with them, as a text
 */
export function breakingSettings(value: unknown): BreakingSettings | string {
  if (value === undefined) return DEFAULT_SETTINGS;
  if (!isJsonObject(value)) return '"breaking" must be an object';
  const level = LEVELS.find((each) => each === (value.level ?? "wire"));
  if (level === undefined) return '"breaking.level" must be "wire" or "source"';
  const severities = value.rules ?? {};
  if (!isJsonObject(severities)) return '"breaking.rules" must map ids of rules to "off", "warn" or "error"';
  for (const [rule, severity] of Object.entries(severities)) {
    if (!SEVERITIES.includes(severity)) return `"breaking.rules.${rule}" must be "off", "warn" or "error"`;
  }
  for (const [index, ignore] of itemsOf(value.ignore).entries()) {
    const problem = ignoreProblem(ignore);
    if (problem !== undefined) return `"breaking.ignore[${index}]" ${problem}`;
  }
  const unknown = Object.keys(value).find((key) => !["level", "rules", "ignore"].includes(key));
  if (unknown !== undefined) return `"breaking" has no setting ${JSON.stringify(unknown)}`;
  const ignore = itemsOf(value.ignore) as readonly Ignore[];
  return { level, rules: severities as BreakingSettings["rules"], ignore };
}

function ignoreProblem(ignore: unknown): string | undefined {
  if (!isJsonObject(ignore)) return "must be an object";
  const { reason, expires } = ignore;
  if (typeof reason !== "string" || reason.trim() === "") return 'needs a "reason"';
  if (expires !== undefined && !(typeof expires === "string" && DAY.test(expires)))
    return '"expires" must be a day such as "2027-01-31"';
  if (PLACES.every((key) => ignore[key] === undefined)) return 'needs a "rule", a "file" or a "pointer"';
  const isText = PLACES.every((key) => ignore[key] === undefined || typeof ignore[key] === "string");
  return isText ? undefined : '"rule", "file" and "pointer" must be texts';
}

/** The name of a rule in the settings that there is not. */
export function unknownRule({ rules, ignore }: BreakingSettings, ids: readonly string[]): string | undefined {
  const named = [...Object.keys(rules), ...ignore.flatMap(({ rule }) => (rule === undefined ? [] : [rule]))];
  return named.find((rule) => !ids.includes(rule));
}

/** True once the last day of an entry is over. */
export function isOutOfDate({ expires }: Ignore, today: string): boolean {
  return expires !== undefined && expires < today;
}

/** True when an entry is about a finding. */
export function isAbout(
  { rule, file, pointer }: Ignore,
  finding: { readonly rule: string; readonly file: string; readonly pointer: string },
): boolean {
  return (
    (rule === undefined || rule === finding.rule) &&
    (file === undefined || finding.file === file || finding.file.endsWith(`/${file}`)) &&
    (pointer === undefined || finding.pointer === pointer || finding.pointer.startsWith(`${pointer}/`))
  );
}
