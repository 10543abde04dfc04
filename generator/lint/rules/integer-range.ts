import { joinPointer } from "../../../src/definition/json-pointer.js";
import { itemsOf } from "../../../src/json/json-object.js";
import type { LintRule } from "../rule.js";

const BOUNDS = [
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "const",
  "default",
];

export const integerRange: LintRule = {
  id: "integer-range",
  severity: "error",
  documentation:
    "An integer that may exceed ±(2^53 - 1) needs `format: int64`: without it the value is a `number`, and a larger one is refused.",
  check({ schemas }, report) {
    for (const { file, pointer, schema } of schemas) {
      const types = Array.isArray(schema.type) ? schema.type : [schema.type];
      if (!types.includes("integer") || schema.format === "int64") continue;
      for (const keyword of BOUNDS) {
        if (isTooLarge(schema[keyword])) report(joinPointer(pointer, keyword), MESSAGE, file);
      }
      for (const [index, value] of itemsOf(schema.enum).entries()) {
        if (isTooLarge(value)) report(joinPointer(pointer, "enum", index), MESSAGE, file);
      }
    }
  },
};

const MESSAGE = 'is beyond 2^53 - 1, which a number cannot hold exactly; add "format": "int64"';

function isTooLarge(value: unknown): boolean {
  return (
    typeof value === "bigint" || (typeof value === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER)
  );
}
