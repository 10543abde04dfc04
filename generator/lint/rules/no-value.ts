import { joinPointer } from "../../../src/definition/json-pointer.js";
import { isJsonObject, itemsOf, type JsonObject } from "../../../src/json/json-object.js";
import type { LintRule } from "../rule.js";

const RANGES = [
  ["minLength", "maxLength"],
  ["minItems", "maxItems"],
  ["minProperties", "maxProperties"],
  ["minContains", "maxContains"],
  ["minimum", "maximum"],
] as const;

export const noValue: LintRule = {
  id: "no-value",
  severity: "error",
  documentation:
    "A schema must leave a value that fits: no minimum above its maximum, no `enum` or `const` of another type than `type`.",
  check({ schemas }, report) {
    for (const { file, pointer, schema } of schemas) {
      for (const [low, high] of RANGES) {
        if (isMore(schema[low], schema[high]))
          report(joinPointer(pointer, low), `is more than ${high}, so that nothing fits`, file);
      }
      for (const [keyword, message] of misfits(schema))
        report(joinPointer(pointer, ...keyword), message, file);
    }
  },
};

function isMore(low: unknown, high: unknown): boolean {
  const isNumber = (value: unknown) => typeof value === "number" || typeof value === "bigint";
  return isNumber(low) && isNumber(high) && (low as number) > (high as number);
}

function* misfits(schema: JsonObject): Generator<[(string | number)[], string]> {
  if (schema.type === undefined) return;
  const types: readonly unknown[] = Array.isArray(schema.type) ? schema.type : [schema.type];
  for (const [index, value] of itemsOf(schema.enum).entries()) {
    if (!hasType(value, types))
      yield [["enum", index], "has another type than the schema, so that it never fits"];
  }
  if (schema.const !== undefined && !hasType(schema.const, types)) {
    yield [["const"], "has another type than the schema, so that nothing fits"];
  }
}

function hasType(value: unknown, types: readonly unknown[]): boolean {
  if (value === null) return types.includes("null");
  if (Array.isArray(value)) return types.includes("array");
  if (isJsonObject(value)) return types.includes("object");
  if (typeof value !== "number" && typeof value !== "bigint") return types.includes(typeof value);
  return types.includes("number") || (types.includes("integer") && Number.isInteger(Number(value)));
}
