import type { JsonObject, JsonValue } from "../json/parse-json.js";
import { memberSchemas, requiredNames, shapeOf } from "./schema-shape.js";

/** Deeper members are left out, for those that are made of themselves. */
const MOST_DEPTH = 6;

/** A value to begin with: what the schema gives as default or example, else the emptiest of its type. */
export function initialValue(given: JsonValue | undefined, definitions: JsonObject, depth = 0): JsonValue {
  const { kind, schema, choices, variants } = shapeOf(given, definitions);
  if (schema.default !== undefined) return schema.default;
  const [example] = Array.isArray(schema.examples) ? (schema.examples as readonly JsonValue[]) : [];
  if (example !== undefined) return example;
  switch (kind) {
    case "text":
    case "anything":
      return "";
    case "number":
      return typeof schema.minimum === "number" ? schema.minimum : 0;
    case "boolean":
      return false;
    case "null":
      return null;
    case "array":
      return [];
    case "choice":
      return choices[0] ?? null;
    case "variants":
      return depth > MOST_DEPTH ? null : initialValue(variants[0], definitions, depth + 1);
    case "object":
      return initialMembers(schema, definitions, depth);
  }
}

function initialMembers(schema: JsonObject, definitions: JsonObject, depth: number): JsonObject {
  if (depth > MOST_DEPTH) return {};
  const required = requiredNames(schema);
  const members = memberSchemas(schema)
    .filter(([name]) => required.has(name))
    .map(([name, member]) => [name, initialValue(member, definitions, depth + 1)] as const);
  return Object.fromEntries(members);
}
