import { joinPointer } from "../../../src/definition/json-pointer.js";
import type { PlacedSchema } from "../../../src/definition/schema-library.js";
import { keywordsByType } from "../keyword-types.js";
import type { LintRule } from "../rule.js";

export const idleKeyword: LintRule = {
  id: "idle-keyword",
  severity: "warn",
  documentation: "A keyword should fit the `type` beside it: others are never looked at.",
  check({ schemas }, report) {
    for (const placed of schemas) {
      for (const [keyword, message] of idleKeywords(placed)) {
        report(joinPointer(placed.pointer, keyword), message, placed.file);
      }
    }
  },
};

function* idleKeywords({ schema }: PlacedSchema): Generator<[string, string]> {
  if (schema.type !== undefined) {
    const types: readonly unknown[] = Array.isArray(schema.type) ? schema.type : [schema.type];
    const has = (type: string) => types.includes(type) || (type === "number" && types.includes("integer"));
    for (const [type, keywords] of keywordsByType) {
      if (has(type)) continue;
      for (const keyword of keywords) {
        if (schema[keyword] !== undefined) yield [keyword, `has no effect: it is for the type ${type}`];
      }
    }
    if (typeof schema.format === "string" && schema.format !== "int64" && !has("string")) {
      yield ["format", "has no effect: it is for the type string"];
    }
  }
  if (schema.if === undefined) {
    for (const keyword of ["then", "else"]) {
      if (schema[keyword] !== undefined) yield [keyword, "has no effect without if"];
    }
  } else if (schema.then === undefined && schema.else === undefined) {
    yield ["if", "has no effect without then or else"];
  }
  if (schema.contains === undefined) {
    for (const keyword of ["minContains", "maxContains"]) {
      if (schema[keyword] !== undefined) yield [keyword, "has no effect without contains"];
    }
  }
}
