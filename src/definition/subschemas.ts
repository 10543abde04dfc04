import { itemsOf, type JsonObject, membersOf } from "../json/json-object.js";

/** A schema inside a schema. */
export interface Subschema {
  /** Where it stands: a keyword, and a name or an index where the keyword holds several. */
  readonly path: readonly (string | number)[];
  readonly schema: unknown;
  /** True when it says something about the value itself and not about a part of it. */
  readonly inPlace: boolean;
}

const IN_PLACE_KEYWORDS = ["not", "if", "then", "else"];
const IN_PLACE_LIST_KEYWORDS = ["allOf", "anyOf", "oneOf"];
const IN_PLACE_MAP_KEYWORDS = ["dependentSchemas"];

const PART_KEYWORDS = [
  ...["items", "contains", "unevaluatedItems", "contentSchema"],
  ...["additionalProperties", "propertyNames", "unevaluatedProperties"],
];
const PART_LIST_KEYWORDS = ["prefixItems"];
const PART_MAP_KEYWORDS = ["properties", "patternProperties", "$defs", "definitions"];

/** Keywords whose value is a schema. */
export const SCHEMA_KEYWORDS: ReadonlySet<string> = new Set([...IN_PLACE_KEYWORDS, ...PART_KEYWORDS]);
/** Keywords whose value is a list of schemas. */
export const SCHEMA_LIST_KEYWORDS: ReadonlySet<string> = new Set([
  ...IN_PLACE_LIST_KEYWORDS,
  ...PART_LIST_KEYWORDS,
]);
/** Keywords whose value is an object of schemas. */
export const SCHEMA_MAP_KEYWORDS: ReadonlySet<string> = new Set([
  ...IN_PLACE_MAP_KEYWORDS,
  ...PART_MAP_KEYWORDS,
]);

/** The schemas that stand directly inside a schema. */
export function* subschemas(schema: JsonObject): Generator<Subschema> {
  for (const [keyword, value] of Object.entries(schema)) {
    if (SCHEMA_KEYWORDS.has(keyword)) {
      yield { path: [keyword], schema: value, inPlace: IN_PLACE_KEYWORDS.includes(keyword) };
    } else if (SCHEMA_LIST_KEYWORDS.has(keyword)) {
      const inPlace = IN_PLACE_LIST_KEYWORDS.includes(keyword);
      for (const [index, item] of itemsOf(value).entries()) {
        yield { path: [keyword, index], schema: item, inPlace };
      }
    } else if (SCHEMA_MAP_KEYWORDS.has(keyword)) {
      const inPlace = IN_PLACE_MAP_KEYWORDS.includes(keyword);
      for (const [name, member] of membersOf(value)) {
        yield { path: [keyword, name], schema: member, inPlace };
      }
    }
  }
}
