/** The keywords of JSON Schema that say something about values of one type only. */
export const keywordsByType: ReadonlyMap<string, readonly string[]> = new Map([
  [
    "object",
    [
      ...["properties", "required", "additionalProperties", "patternProperties", "propertyNames"],
      ...["minProperties", "maxProperties", "dependentRequired", "dependentSchemas", "unevaluatedProperties"],
    ],
  ],
  [
    "array",
    [
      ...["items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains", "minContains"],
      ...["maxContains", "unevaluatedItems"],
    ],
  ],
  ["string", ["minLength", "maxLength", "pattern", "contentEncoding", "contentMediaType", "contentSchema"]],
  ["number", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]],
]);
