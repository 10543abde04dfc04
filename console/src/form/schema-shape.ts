import { isJsonObject, type JsonObject, type JsonValue } from "../json/parse-json.js";

/** A schema that nothing refers on from: its references followed, its `allOf` joined. */
export interface Shape {
  readonly kind:
    | "text"
    | "number"
    | "boolean"
    | "null"
    | "choice"
    | "object"
    | "array"
    | "variants"
    | "anything";
  readonly schema: JsonObject;
  /** The values to choose from, of a `choice`. */
  readonly choices: readonly JsonValue[];
  /** The schemas to choose from, of `variants`. */
  readonly variants: readonly JsonObject[];
}

/** References in a chain; longer ones lead in a circle. */
const MOST_HOPS = 50;

const KINDS: ReadonlyMap<JsonValue | undefined, Shape["kind"]> = new Map<
  JsonValue | undefined,
  Shape["kind"]
>([
  ["string", "text"],
  ["integer", "number"],
  ["number", "number"],
  ["boolean", "boolean"],
  ["null", "null"],
  ["object", "object"],
  ["array", "array"],
]);

/** The control that a schema asks for. What has no control of its own is `anything`, edited as JSON. */
export function shapeOf(given: JsonValue | undefined, definitions: JsonObject): Shape {
  const schema = joined(given, definitions, 0);
  const shape = (kind: Shape["kind"], more: Partial<Shape> = {}): Shape => ({
    kind,
    schema,
    choices: [],
    variants: [],
    ...more,
  });
  if (Object.hasOwn(schema, "const")) return shape("choice", { choices: [schema.const ?? null] });
  if (Array.isArray(schema.enum)) return shape("choice", { choices: schema.enum as readonly JsonValue[] });
  const alternatives = Array.isArray(schema.oneOf) ? schema.oneOf : schema.anyOf;
  if (Array.isArray(alternatives)) {
    const variants = (alternatives as readonly JsonValue[]).map((one) => joined(one, definitions, 0));
    return shape("variants", { variants });
  }
  if (Array.isArray(schema.type)) {
    const variants = (schema.type as readonly JsonValue[]).map((type) => ({ ...schema, type }));
    return variants.length === 1 ? shapeOf(variants[0], definitions) : shape("variants", { variants });
  }
  const byMembers = isJsonObject(schema.properties) ? "object" : "anything";
  return shape(KINDS.get(schema.type) ?? byMembers);
}

/** The members that an object must have. */
export function requiredNames(schema: JsonObject): ReadonlySet<string> {
  const { required } = schema;
  return new Set(Array.isArray(required) ? required.filter((name) => typeof name === "string") : []);
}

/** The members that an object's schema names. */
export function memberSchemas(schema: JsonObject): readonly (readonly [string, JsonValue])[] {
  return isJsonObject(schema.properties) ? Object.entries(schema.properties) : [];
}

/** The schema of members that have no schema of their own; undefined where there may be none. */
export function furtherMembers(schema: JsonObject): JsonValue | undefined {
  const { additionalProperties: further, patternProperties: patterns } = schema;
  if (further === false || further === undefined)
    return isJsonObject(patterns) ? Object.values(patterns)[0] : undefined;
  return further;
}

/** The schema of an item of an array. */
export function itemSchema(schema: JsonObject, index: number): JsonValue {
  const { prefixItems, items } = schema;
  const own = Array.isArray(prefixItems) ? (prefixItems as readonly JsonValue[])[index] : undefined;
  return own ?? (items === undefined ? {} : items);
}

function joined(given: JsonValue | undefined, definitions: JsonObject, hops: number): JsonObject {
  if (!isJsonObject(given) || hops > MOST_HOPS) return {};
  const { $ref, allOf, ...own } = given;
  const parts: JsonObject[] = [];
  if (typeof $ref === "string") parts.push(joined(targetOf($ref, definitions), definitions, hops + 1));
  if (Array.isArray(allOf)) {
    for (const part of allOf as readonly JsonValue[]) parts.push(joined(part, definitions, hops + 1));
  }
  return parts.length === 0 ? given : parts.reduceRight(together, own);
}

function targetOf(reference: string, definitions: JsonObject): JsonValue | undefined {
  const name = /^#\/\$defs\/([^/]*)$/.exec(reference)?.[1];
  if (name === undefined) return undefined;
  const plain = decoded(name).replaceAll("~1", "/").replaceAll("~0", "~");
  return Object.hasOwn(definitions, plain) ? definitions[plain] : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function together(left: JsonObject, right: JsonObject): JsonObject {
  const both = { ...right, ...left };
  const properties = [...memberSchemas(right), ...memberSchemas(left)];
  const required = [...requiredNames(right), ...requiredNames(left)];
  return {
    ...both,
    ...(properties.length > 0 && { properties: Object.fromEntries(properties) }),
    ...(required.length > 0 && { required }),
  };
}
