import { SCHEMA_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS } from "./subschemas.js";

/** Advice about keywords of other dialects that say which values fit. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ["nullable", 'nullable is no JSON Schema; write "type": ["string", "null"] instead'],
  ["$recursiveRef", 'is of draft 2019-09; write "$ref"'],
  ["$recursiveAnchor", 'is of draft 2019-09; write "$anchor"'],
  ["dependencies", 'is of draft 7; write "dependentRequired" or "dependentSchemas"'],
  ["additionalItems", 'is of draft 2019-09; write "items" beside "prefixItems"'],
]);

/** The keywords that say which values fit, or where the schemas are that do. */
const SAYING_KEYWORDS: readonly string[] = [
  ...SCHEMA_KEYWORDS,
  ...SCHEMA_LIST_KEYWORDS,
  ...SCHEMA_MAP_KEYWORDS,
  ...["$ref", "$anchor", "$dynamicRef", "$dynamicAnchor", "type", "enum", "const", "format", "pattern"],
  ...["multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength"],
  ...["required", "dependentRequired", "minProperties", "maxProperties"],
  ...["minItems", "maxItems", "minContains", "maxContains", "uniqueItems"],
];

/** Says which keyword was meant by one with a slip of the pen; undefined when it is none of those that count. */
export function misspeltKeyword(name: string): string | undefined {
  const meant = SAYING_KEYWORDS.find((keyword) => isSlip(name, keyword));
  return meant === undefined ? undefined : `is no known key; did you mean ${JSON.stringify(meant)}?`;
}

/** True for words with the same letters and digits, and for longer ones that one letter or a swap of two tells apart. */
function isSlip(name: string, keyword: string): boolean {
  const plain = (word: string) => word.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const [left, right] = [plain(name), plain(keyword)];
  if (left === right) return true;
  if (right.length < 4 || Math.abs(left.length - right.length) > 1) return false;
  const start = [...left].findIndex((char, index) => char !== right[index]);
  const from = start === -1 ? left.length : start;
  const [more, less] = [left.slice(from), right.slice(from)];
  return (
    more.slice(1) === less || more === less.slice(1) || more.slice(1) === less.slice(1) || isSwap(more, less)
  );
}

function isSwap(left: string, right: string): boolean {
  return left.slice(2) === right.slice(2) && left[0] === right[1] && left[1] === right[0];
}

/** Advice about a keyword that a schema must not have; undefined when nothing is known of it. */
export function insteadOfKeyword(name: string): string | undefined {
  return INSTEAD.get(name);
}
