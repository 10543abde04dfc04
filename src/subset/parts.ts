import { isJsonObject, itemsOf, type JsonObject, memberOf, membersOf } from "../json/json-object.js";
import type { Conjunction } from "./alternatives.js";
import type { SetDefinitions } from "./definitions.js";
import { EVER, evaluatedBy, isEvaluated } from "./evaluated.js";

/** The schemas that a schema has for a member of that name. */
export function memberSchemas(schema: JsonObject, name: string): unknown[] {
  const own =
    isJsonObject(schema.properties) && Object.hasOwn(schema.properties, name)
      ? [schema.properties[name]]
      : [];
  const matching = membersOf(schema.patternProperties)
    .filter(([pattern]) => new RegExp(pattern, "u").test(name))
    .map(([, part]) => part);
  const found = [...own, ...matching];
  return found.length > 0 ? found : [schema.additionalProperties ?? true];
}

/** The schema that a schema has for the item at an index. */
export function itemAt(schema: JsonObject, index: number): unknown {
  const prefix = itemsOf(schema.prefixItems);
  return index < prefix.length ? prefix[index] : (schema.items ?? true);
}

/** As {@link memberSchemas}, with what `unevaluatedProperties` says for sure. */
export function allMemberSchemas(definitions: SetDefinitions, schema: JsonObject, name: string): unknown[] {
  const own = memberSchemas(schema, name);
  const rest = schema.unevaluatedProperties;
  if (rest === undefined || rest === true || isEvaluated(evaluatedBy(definitions, schema, EVER), name))
    return own;
  return [...own, rest];
}

/** As {@link itemAt}, with what `unevaluatedItems` says for sure. */
export function allItemSchemas(definitions: SetDefinitions, schema: JsonObject, index: number): unknown[] {
  const own = [itemAt(schema, index)];
  const rest = schema.unevaluatedItems;
  if (rest === undefined || rest === true) return own;
  const { allItems, items } = evaluatedBy(definitions, schema, EVER);
  return allItems || index < items ? own : [...own, rest];
}

/** The names that objects of the schemas have for sure. */
export function requiredNames(schemas: Conjunction): ReadonlySet<string> {
  return withImplied(
    schemas,
    schemas.flatMap((schema) => itemsOf(schema.required).map(String)),
  );
}

/** Names, and those that `dependentRequired` wants where they are. */
export function withImplied(schemas: Conjunction, names: Iterable<string>): ReadonlySet<string> {
  const implied = new Set(names);
  for (const name of implied) {
    for (const { dependentRequired } of schemas) {
      for (const other of itemsOf(memberOf(dependentRequired, name))) implied.add(String(other));
    }
  }
  return implied;
}
