import type { JsonSchema } from "../definition/descriptor.js";

/** The types JSON values have, an integer being a number. */
export type JsonType = "null" | "boolean" | "number" | "string" | "array" | "object";

type Definitions = Readonly<Record<string, JsonSchema>>;
type SchemaObject = Exclude<JsonSchema, boolean>;

const ALL_TYPES: ReadonlySet<JsonType> = new Set(["null", "boolean", "number", "string", "array", "object"]);
const REF_PREFIX = "#/$defs/";
/** Deeper than any schema that a person writes; a schema that refers to itself ends here. */
const MAX_DEPTH = 32;

/** The names under `type`, as a list. */
export function typesOf({ type }: SchemaObject): readonly unknown[] {
  if (type === undefined) return [];
  return Array.isArray(type) ? type : [type];
}

/** The type of a JSON value. */
export function typeOfJson(value: unknown): JsonType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  switch (typeof value) {
    case "boolean":
    case "string":
    case "object":
      return typeof value as JsonType;
    default:
      return "number";
  }
}

/**
 * The types a value of the schema may have. Keywords that say nothing of the type leave all of them, so the
 * answer may hold too many types, never too few.
 */
export function typesOfSchema(schema: JsonSchema, definitions: Definitions = {}): ReadonlySet<JsonType> {
  return collect(schema, definitions, 0);
}

function collect(schema: JsonSchema, definitions: Definitions, depth: number): ReadonlySet<JsonType> {
  if (schema === false) return new Set();
  if (schema === true || depth > MAX_DEPTH) return ALL_TYPES;
  const constraints = [...ownConstraints(schema)];
  const below = (part: JsonSchema) => collect(part, definitions, depth + 1);
  const target = referredSchema(schema, definitions);
  if (target !== undefined) constraints.push(below(target));
  for (const keyword of ["anyOf", "oneOf"]) {
    const branches = schemaList(schema, keyword);
    if (branches.length > 0) constraints.push(new Set(branches.flatMap((branch) => [...below(branch)])));
  }
  constraints.push(...schemaList(schema, "allOf").map(below));
  return constraints.reduce(intersect, ALL_TYPES);
}

function* ownConstraints(schema: SchemaObject): Iterable<ReadonlySet<JsonType>> {
  const type = own(schema, "type");
  const names = typeof type === "string" ? [type] : type;
  if (Array.isArray(names)) yield new Set(names.map((name) => (name === "integer" ? "number" : name)));
  if (Object.hasOwn(schema, "const")) yield new Set([typeOfJson(schema.const)]);
  const values = own(schema, "enum");
  if (Array.isArray(values)) yield new Set(values.map(typeOfJson));
}

function referredSchema(schema: SchemaObject, definitions: Definitions): JsonSchema | undefined {
  const ref = own(schema, "$ref");
  if (typeof ref !== "string" || !ref.startsWith(REF_PREFIX)) return undefined;
  const name = ref.slice(REF_PREFIX.length);
  return Object.hasOwn(definitions, name) ? definitions[name] : undefined;
}

function schemaList(schema: SchemaObject, keyword: string): readonly JsonSchema[] {
  const list = own(schema, keyword);
  return Array.isArray(list) ? list.filter(isSchema) : [];
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "boolean" || (typeof value === "object" && value !== null && !Array.isArray(value));
}

function own(schema: SchemaObject, keyword: string): unknown {
  return Object.hasOwn(schema, keyword) ? schema[keyword] : undefined;
}

function intersect(a: ReadonlySet<JsonType>, b: ReadonlySet<JsonType>): ReadonlySet<JsonType> {
  return new Set([...a].filter((type) => b.has(type)));
}
