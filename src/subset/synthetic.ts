import { getOrInsert } from "../collections/get-or-insert.js";
import { stringifyJson } from "../json/json.js";
import type { JsonObject } from "../json/json-object.js";

const made = new Map<string, JsonObject>();

/**
 * A schema that stands in no file and says what a proof has found out. The same content is the same object each time, so
 * that a proof notices when it goes round in a circle.
 */
export function synthetic(schema: JsonObject): JsonObject {
  return getOrInsert(made, stringifyJson(schema), () => schema);
}

/** The negation of each schema, once made. */
const negations = new WeakMap<JsonObject, JsonObject>();

/** A schema that accepts what the given one refuses. */
export function negationOf(schema: JsonObject): JsonObject {
  return getOrInsert(negations, schema, () => ({ not: schema }));
}
