/** Advice about keywords of other dialects, and about those that this library has no use for. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ["nullable", 'nullable is no JSON Schema; write "type": ["string", "null"] instead'],
  ["$dynamicRef", 'is not supported, as what it leads to depends on who refers to the schema; write "$ref"'],
  ["$dynamicAnchor", 'is not supported, as nothing may refer to it; write "$anchor"'],
  ["$recursiveRef", 'is of draft 2019-09; write "$ref"'],
  ["$recursiveAnchor", 'is of draft 2019-09; write "$anchor"'],
  ["$vocabulary", "is for schemas of schemas; the vocabularies of 2020-12 are understood as they are"],
  ["dependencies", 'is of draft 7; write "dependentRequired" or "dependentSchemas"'],
  ["additionalItems", 'is of draft 2019-09; write "items" beside "prefixItems"'],
  ["discriminator", 'is of OpenAPI; a property with "const" in each alternative tells them apart'],
  ["example", 'is of OpenAPI; write "examples", a list'],
]);

/** Advice about a keyword that a schema must not have; undefined when nothing is known of it. */
export function insteadOfKeyword(name: string): string | undefined {
  return INSTEAD.get(name);
}
