import { VERSIONED_OBJECT } from "../../../src/definition/versioned-object.js";
import type { JsonObject } from "../../../src/json/json-object.js";
import { keywordsByType } from "../keyword-types.js";
import type { LintRule } from "../rule.js";

const DECIDING = ["type", VERSIONED_OBJECT, "$ref", "enum", "const", "allOf", "anyOf", "oneOf", "not", "if"];
/** Places where the schema around has said the type already, or where it does not matter. */
const INSIDE =
  /\/(?:(?:allOf|anyOf|oneOf|dependentSchemas)\/[^/]*|if|then|else|not|propertyNames|contentSchema)$/;

export const missingType: LintRule = {
  id: "missing-type",
  severity: "warn",
  documentation:
    "A schema with keywords of one type should have `type`: without it every value of another type passes, and TypeScript sees `unknown`.",
  check({ schemas }, report) {
    for (const { file, pointer, schema } of schemas) {
      if (INSIDE.test(pointer) || DECIDING.some((keyword) => schema[keyword] !== undefined)) continue;
      const type = suggestedType(schema);
      if (type !== undefined)
        report(pointer, `lets values of any other type pass; add "type": "${type}"`, file);
    }
  },
};

function suggestedType(schema: JsonObject): string | undefined {
  return [...keywordsByType].find(([, keywords]) =>
    keywords.some((keyword) => schema[keyword] !== undefined),
  )?.[0];
}
