import type { ServiceModel } from "../../../src/definition/model.js";
import { keepPlace } from "../../../src/definition/rewrite-refs.js";
import { fieldsSchema, objectMembers, VERSIONED_OBJECT } from "../../../src/definition/versioned-object.js";
import type { JsonObject } from "../../../src/json/json-object.js";
import { fieldNames, type ObjectPair, pairObjects } from "./pair-objects.js";

/**
 * Two ages of a service without what tells the ages of its versioned objects apart: their versions, and fields that only
 * one of them has. Readers drop what they do not know, so that no schema of both ages says what that means.
 */
export function alignObjects(
  old: ServiceModel,
  now: ServiceModel,
): { readonly old: ServiceModel; readonly new: ServiceModel } {
  const pairs = pairObjects(old, now);
  if (pairs.length === 0) return { old, new: now };
  return { old: aligned(old, pairs, "old"), new: aligned(now, pairs, "new") };
}

function aligned(model: ServiceModel, pairs: readonly ObjectPair[], age: "old" | "new"): ServiceModel {
  const pairOf = new Map(pairs.map((pair) => [pair[age].definition, pair]));
  const $defs = model.$defs.map((definition) => {
    const pair = pairOf.get(definition);
    if (pair === undefined) return definition;
    const names = new Set(fieldNames(age === "old" ? pair.new : pair.old));
    const { schema, objectClass } = pair[age];
    const members = objectMembers(objectClass);
    const fields = fieldsSchema(schema, objectClass);
    const kept = Object.entries((fields.properties ?? {}) as JsonObject).filter(([name]) => names.has(name));
    const data = keepPlace(fields, { ...fields, properties: Object.fromEntries(kept) });
    const properties = {
      ...(schema.properties as JsonObject),
      [members.version]: { type: "string" },
      [members.data]: data,
    };
    const { [VERSIONED_OBJECT]: _, ...others } = schema;
    return { ...definition, schema: keepPlace(schema, { ...others, properties }) };
  });
  return { ...model, $defs };
}
