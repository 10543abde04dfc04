import { isJsonObject, type JsonValue } from "./parse-json.js";

/** Writes a value as people read it, two spaces to a level. */
export function writeJson(value: JsonValue, indent = ""): string {
  if (typeof value === "bigint") return String(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = (value as readonly JsonValue[]).map((item) => inner + writeJson(item, inner));
    return items.length === 0 ? "[]" : `[\n${items.join(",\n")}\n${indent}]`;
  }
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(
      ([name, item]) => `${inner}${JSON.stringify(name)}: ${writeJson(item, inner)}`,
    );
    return members.length === 0 ? "{}" : `{\n${members.join(",\n")}\n${indent}}`;
  }
  return JSON.stringify(value);
}
