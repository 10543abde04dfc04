import type { ReadOptions } from "../../src/definition/read-options.js";
import { inspectDefinition } from "../inspect/inspect-definition.js";
import { programMisfits } from "../inspect/program-values.js";
import { defaultSettings, hasOctets, type PackageSettings } from "../project/package-settings.js";
import type { Severity } from "./rule.js";
import { LINT_RULES } from "./rules.js";
import { lintSubject } from "./subject.js";

/** Something in a definition that breaks a rule. */
export interface LintFinding {
  readonly file: string;
  /** JSON pointer of the place; "" is the whole document. */
  readonly pointer: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
}

/** The severity of each rule that is not what it is by default. */
export type LintSettings = Readonly<Record<string, Severity | "off">>;

/** The words of the configuration beside the severities. */
export interface LintSurroundings {
  readonly reading?: ReadOptions;
  /** Formats that others know. */
  readonly formats?: readonly string[];
  /** The package, for the types that programs have; one without any setting when not given. */
  readonly settings?: Pick<PackageSettings, "types" | "pythonTypes">;
}

/** Holds one definition, and what it reaches in other files, against all rules. Mistakes come first. */
export function lintFile(
  file: string,
  settings: LintSettings,
  { reading = {}, formats = [], settings: own = defaultSettings() }: LintSurroundings = {},
): LintFinding[] {
  const inspection = inspectDefinition(file, reading);
  const { checked } = inspection;
  const problems = [...inspection.problems, ...programMisfits(file, inspection, own)];
  const findings = problems.map(
    ({ rule = "wrong-shape", ...problem }): LintFinding => ({ ...problem, rule, severity: "error" }),
  );
  if (checked === undefined) return findings;
  const allowed = { keywords: new Set(reading.keywords), formats: new Set(formats) };
  const layout = lintSubject(file, checked.document, checked.library, problems.length === 0);
  const wanted = { octets: hasOctets(own), decimals: own.pythonTypes.decimals !== "str" };
  const subject = { ...layout, allowed, wanted };
  for (const { id, severity: byDefault, check } of LINT_RULES) {
    const severity = Object.hasOwn(settings, id) ? settings[id] : byDefault;
    if (severity === "off" || severity === undefined) continue;
    check(subject, (pointer, message, place = file) => {
      findings.push({ file: place, pointer, rule: id, severity, message });
    });
  }
  return findings;
}
