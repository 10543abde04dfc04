import type { JsonSchema } from "../definition/descriptor.js";
import { isJsonObject } from "../json/json-object.js";

type Definitions = Readonly<Record<string, JsonSchema>>;

/** Stands in the place of a secret. */
export const MASK = "***";

const REF_PREFIX = "#/$defs/";

/** Deeper than any value that a person looks at. */
const MAX_DEPTH = 64;

/** Keywords whose schemas are of the value itself. */
const APPLICATORS = ["allOf", "anyOf", "oneOf"] as const;

/** The value with all masked that one of its schemas says is `writeOnly`. */
export function maskWriteOnly(
  value: unknown,
  schema: JsonSchema | undefined,
  definitions: Definitions = {},
  depth = 0,
): unknown {
  if (schema === undefined || value === undefined || depth > MAX_DEPTH) return value;
  const all = schemasOf(schema, definitions, new Set());
  if (all.some(({ writeOnly }) => writeOnly === true)) return MASK;
  const below = (part: unknown, schemas: readonly unknown[]) =>
    schemas.reduce<unknown>(
      (masked, one) => (isSchema(one) ? maskWriteOnly(masked, one, definitions, depth + 1) : masked),
      part,
    );
  if (Array.isArray(value)) return value.map((item, index) => below(item, itemSchemas(all, index)));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, below(member, memberSchemas(all, name))]),
  );
}

type SchemaObject = Exclude<JsonSchema, boolean>;

/** The schema and all that it brings in for the same value. */
function schemasOf(schema: JsonSchema, definitions: Definitions, seen: Set<JsonSchema>): SchemaObject[] {
  if (typeof schema === "boolean" || seen.has(schema)) return [];
  seen.add(schema);
  const { $ref } = schema;
  const name = typeof $ref === "string" && $ref.startsWith(REF_PREFIX) ? $ref.slice(REF_PREFIX.length) : "";
  const target = Object.hasOwn(definitions, name) ? [definitions[name]] : [];
  const branches = APPLICATORS.flatMap((keyword) => listOf(schema[keyword]));
  return [
    schema,
    ...[...target, ...branches].filter(isSchema).flatMap((part) => schemasOf(part, definitions, seen)),
  ];
}

function itemSchemas(all: readonly SchemaObject[], index: number): readonly unknown[] {
  return all.flatMap(({ items, prefixItems }) => listOf(prefixItems)[index] ?? items ?? []);
}

function memberSchemas(all: readonly SchemaObject[], name: string): readonly unknown[] {
  return all.flatMap(({ properties, additionalProperties }) => {
    if (isJsonObject(properties) && Object.hasOwn(properties, name)) return [properties[name]];
    return additionalProperties === undefined ? [] : [additionalProperties];
  });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "boolean" || isJsonObject(value);
}
