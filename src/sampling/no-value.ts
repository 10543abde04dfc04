import { joinPointer } from "../definition/json-pointer.js";
import type { RootSchema } from "../definition/root-schemas.js";
import { isJsonObject, itemsOf, type JsonObject, memberOf } from "../json/json-object.js";
import type { SetDefinitions } from "../subset/definitions.js";
import { requiredNames } from "../subset/parts.js";
import { proverOf } from "../subset/prover.js";
import { refName } from "../validation/definitions.js";

interface Place {
  readonly pointer: string;
  readonly schema: unknown;
}

/** Refs may go round in a circle. */
const MOST_STEPS = 100;

/**
 * The place of what leaves a schema without a value: the innermost schema that accepts none and that every value, or a
 * part which it must have, has to fit. Undefined when it is not proved that the schema accepts none.
 */
export function placeWithoutValue(definitions: SetDefinitions, root: RootSchema): string | undefined {
  const isEmpty = ({ schema }: Place) => proverOf(definitions, definitions).proves([schema], false);
  if (!isEmpty(root)) return undefined;
  let place: Place = root;
  for (let left = MOST_STEPS; left > 0 && isJsonObject(place.schema); left -= 1) {
    const inner = [...needed(definitions, place.pointer, place.schema)].find(isEmpty);
    if (inner === undefined) break;
    place = inner;
  }
  return place.pointer;
}

/** The schemas of what every value is, and of what it must have. */
function* needed(definitions: SetDefinitions, pointer: string, schema: JsonObject): Generator<Place> {
  const { $ref, allOf, prefixItems, items, contains, minItems, minContains, type } = schema;
  const at = (...path: readonly (string | number)[]) => joinPointer(pointer, ...path);
  if (typeof $ref === "string")
    yield { pointer: joinPointer("/$defs", refName($ref)), schema: definitions.target($ref) };
  for (const [index, part] of itemsOf(allOf).entries()) yield { pointer: at("allOf", index), schema: part };
  if (type === "object") {
    for (const name of requiredNames([schema])) {
      const member = memberOf(schema.properties, name);
      if (member !== undefined) yield { pointer: at("properties", name), schema: member };
    }
  }
  if (type !== "array") return;
  const listed = itemsOf(prefixItems);
  const fewest = typeof minItems === "number" ? minItems : 0;
  for (const [index, part] of listed.slice(0, fewest).entries())
    yield { pointer: at("prefixItems", index), schema: part };
  if (fewest > listed.length && items !== undefined) yield { pointer: at("items"), schema: items };
  if (contains !== undefined && minContains !== 0) yield { pointer: at("contains"), schema: contains };
}
