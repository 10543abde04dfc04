import { stringifyJson } from "../src/json/json.js";

/**
 * JSON in lines, as a file has it: integers of any size are as they were read.
 *
 * @param unit what a level is indented by
 */
export function jsonText(value: unknown, unit = "  "): string {
  return indented(value, unit, "");
}

function indented(value: unknown, unit: string, pad: string): string {
  const inner = pad + unit;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[\n${value.map((item) => inner + indented(item, unit, inner)).join(",\n")}\n${pad}]`;
  }
  if (typeof value !== "object" || value === null) return stringifyJson(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  if (members.length === 0) return "{}";
  const lines = members.map(
    ([name, member]) => `${inner}${JSON.stringify(name)}: ${indented(member, unit, inner)}`,
  );
  return `{\n${lines.join(",\n")}\n${pad}}`;
}
