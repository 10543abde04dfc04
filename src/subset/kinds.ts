import { getOrInsert } from "../collections/get-or-insert.js";
import { typesOf } from "../definition/schema-types.js";
import { isJsonObject, type JsonObject } from "../json/json-object.js";
import { isInt64, saysOnlyType, saysSomething } from "./schema-node.js";

/**
 * The kinds of values a validator tells apart. Numbers are of four: safe integers, other finite ones, integers beyond
 * 2^53 - 1, and NaN with the infinities, which pass only a schema that says nothing.
 */
export const KINDS = [
  "null",
  "boolean",
  "string",
  "object",
  "array",
  "integer",
  "fraction",
  "bigint",
  "nonfinite",
] as const;

export type Kind = (typeof KINDS)[number];

const KINDS_OF_NUMBER: readonly Kind[] = ["integer", "fraction"];
const KINDS_OF_INT64: readonly Kind[] = ["integer", "bigint"];

const known = new WeakMap<JsonObject, ReadonlySet<Kind>>();

/** The kinds that a schema's own keywords let through. */
export function kindsOf(schema: JsonObject): ReadonlySet<Kind> {
  return getOrInsert(known, schema, () => {
    const kinds = typedKinds(schema);
    const { not } = schema;
    if (!isJsonObject(not) || !saysOnlyType(not)) return kinds;
    const refused = typedKinds(not);
    return new Set([...kinds].filter((kind) => !refused.has(kind)));
  });
}

function typedKinds(schema: JsonObject): ReadonlySet<Kind> {
  if (schema.type === undefined) {
    const all = new Set<Kind>(KINDS);
    if (saysSomething(schema)) all.delete("nonfinite");
    return all;
  }
  const kinds = new Set<Kind>();
  for (const type of typesOf(schema)) {
    if (type === "number") for (const kind of KINDS_OF_NUMBER) kinds.add(kind);
    else if (type === "integer") {
      for (const kind of isInt64(schema) ? KINDS_OF_INT64 : (["integer"] as const)) kinds.add(kind);
    } else kinds.add(type as Kind);
  }
  return kinds;
}

/** The kind of a value. */
export function kindOf(value: unknown): Kind {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  switch (typeof value) {
    case "number":
      if (!Number.isFinite(value)) return "nonfinite";
      return Number.isSafeInteger(value) ? "integer" : "fraction";
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? "integer" : "bigint";
    case "boolean":
    case "string":
      return typeof value as Kind;
    default:
      return "object";
  }
}

/** True for numbers that bounds apply to. */
export function isNumeric(kind: Kind): boolean {
  return kind === "integer" || kind === "fraction" || kind === "bigint";
}
