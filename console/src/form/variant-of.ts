import type { JsonObject, JsonValue } from "../json/parse-json.js";
import { isJsonObject } from "../json/parse-json.js";
import { writeJson } from "../json/write-json.js";
import { memberSchemas, requiredNames, type Shape, shapeOf } from "./schema-shape.js";

/** The variant that a value most likely is one of; the first where none fits. */
export function variantOf(
  value: JsonValue,
  variants: readonly JsonObject[],
  definitions: JsonObject,
): number {
  const index = variants.findIndex((variant) => looksLike(value, shapeOf(variant, definitions), definitions));
  return Math.max(0, index);
}

/** Whether a value is of a kind: enough to choose a control by, the server judges the rest. */
function looksLike(value: JsonValue, shape: Shape, definitions: JsonObject): boolean {
  switch (shape.kind) {
    case "text":
      return typeof value === "string";
    case "number":
      return typeof value === "number" || typeof value === "bigint";
    case "boolean":
      return typeof value === "boolean";
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "choice":
      return shape.choices.some((choice) => writeJson(choice) === writeJson(value));
    case "object":
      return isJsonObject(value) && hasMembers(value, shape.schema, definitions);
    case "variants":
      return shape.variants.some((variant) => looksLike(value, shapeOf(variant, definitions), definitions));
    case "anything":
      return true;
  }
}

/** The members that are required are there, and those that tell variants from one another have their value. */
function hasMembers(value: JsonObject, schema: JsonObject, definitions: JsonObject): boolean {
  for (const name of requiredNames(schema)) if (!Object.hasOwn(value, name)) return false;
  return memberSchemas(schema).every(([name, member]) => {
    const own = Object.hasOwn(value, name) ? value[name] : undefined;
    const shape = shapeOf(member, definitions);
    return own === undefined || shape.kind !== "choice" || looksLike(own, shape, definitions);
  });
}
