import type { Conjunction } from "../alternatives.js";
import { textRules } from "./text-rules.js";
import type { TextRules } from "./word-search.js";

/** Patterns that all texts of a format match, and others too. */
const FORMAT_PATTERNS: ReadonlyMap<unknown, string> = new Map([
  ["date", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"],
  ["date-time", "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}"],
  ["oslo-date-time", "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?$"],
  ["oslo-decimal", "^-?[0-9]+(\\.[0-9]+)?([Ee][+-]?[0-9]{1,4})?$"],
  ["time", "^[0-9]{2}:[0-9]{2}:[0-9]{2}"],
  ["ipv4", "^[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}$"],
  ["uuid", "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"],
]);

/** The rules for a string by patterns, lengths and what formats say for sure. More texts keep to them than are right. */
export function boundedTextRules(schemas: Conjunction): TextRules {
  const rules = textRules(schemas);
  const implied = schemas.flatMap(({ format }) => FORMAT_PATTERNS.get(format) ?? []);
  return implied.length === 0 ? rules : { ...rules, matching: [...(rules.matching ?? []), ...implied] };
}
