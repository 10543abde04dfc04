import type { JsonSchema } from "../definition/descriptor.js";
import { subschemas } from "../definition/subschemas.js";
import { isJsonObject, itemsOf, type JsonObject, memberOf, membersOf } from "../json/json-object.js";
import { MASK } from "../log/mask.js";

type Definitions = Readonly<Record<string, JsonSchema>>;

const REF_PREFIX = "#/$defs/";

/** Deeper than any value that a person looks at. */
const MAX_DEPTH = 64;

/** Keywords whose schemas are of the items of an array that `prefixItems` says nothing of, or of any. */
const ITEM_KEYWORDS = ["items", "contains", "unevaluatedItems"];

/** Keywords whose schemas are of the members of an object that are not named. */
const OTHER_MEMBER_KEYWORDS = ["additionalProperties", "unevaluatedProperties"];

/**
 * The value with all masked that one of its schemas says is `writeOnly`. Whether a schema of several applies is not
 * asked: what one of them hides is hidden.
 */
export function maskWriteOnly(
  value: unknown,
  schema: JsonSchema | undefined,
  definitions: Definitions = {},
): unknown {
  return schema === undefined ? value : maskBy(value, [schema], definitions, 0);
}

/** Every schema is read with the value as it came: one that was masked already would fit none. */
function maskBy(
  value: unknown,
  schemas: readonly unknown[],
  definitions: Definitions,
  depth: number,
): unknown {
  if (schemas.length === 0 || value === undefined || depth > MAX_DEPTH) return value;
  const all = new Set<JsonObject>();
  for (const schema of schemas) collect(schema, definitions, all);
  if ([...all].some(({ writeOnly }) => writeOnly === true)) return MASK;
  const below = (part: unknown, partSchemas: (schema: JsonObject) => readonly unknown[]) =>
    maskBy(part, [...all].flatMap(partSchemas), definitions, depth + 1);
  if (Array.isArray(value))
    return value.map((item, index) => below(item, (schema) => itemSchemas(schema, index)));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    membersOf(value).map(([name, member]) => [name, below(member, (schema) => memberSchemas(schema, name))]),
  );
}

/** Adds the schema and all that it brings in for the same value. */
function collect(schema: unknown, definitions: Definitions, all: Set<JsonObject>): void {
  if (!isJsonObject(schema) || all.has(schema)) return;
  all.add(schema);
  const { $ref } = schema;
  if (typeof $ref === "string" && $ref.startsWith(REF_PREFIX))
    collect(memberOf(definitions, $ref.slice(REF_PREFIX.length)), definitions, all);
  for (const { schema: part, inPlace } of subschemas(schema)) if (inPlace) collect(part, definitions, all);
}

function itemSchemas(schema: JsonObject, index: number): readonly unknown[] {
  const first = itemsOf(schema.prefixItems);
  return index < first.length
    ? [first[index], schema.contains]
    : ITEM_KEYWORDS.map((keyword) => schema[keyword]);
}

function memberSchemas(schema: JsonObject, name: string): readonly unknown[] {
  const named = memberOf(schema.properties, name);
  const matching = membersOf(schema.patternProperties).filter(([pattern]) =>
    new RegExp(pattern, "u").test(name),
  );
  const found = [...(named === undefined ? [] : [named]), ...matching.map(([, part]) => part)];
  return found.length > 0 ? found : OTHER_MEMBER_KEYWORDS.map((keyword) => schema[keyword]);
}
