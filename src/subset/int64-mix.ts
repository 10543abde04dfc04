import { isJsonObject, itemsOf, type JsonObject } from "../json/json-object.js";
import type { Conjunction } from "./alternatives.js";
import type { SetDefinitions } from "./definitions.js";
import { kindsOf } from "./kinds.js";
import { isInt64, saysSomething } from "./schema-node.js";

/** By these a schema says yes or no according to what another says. */
const JUDGING = ["not", "if", "then", "else", "dependentSchemas", "contains"];

/**
 * An integer of `format: int64` is made a bigint before it is checked. Where several schemas speak of one value, the
 * others then see a bigint too, which is more than this comparison wants to know.
 *
 * @returns true for schemas that hold such an integer and share the value with others
 */
export function isMixed(definitions: SetDefinitions, schemas: Conjunction): boolean {
  if (!schemas.some((schema) => definitions.holdsInt64(schema))) return false;
  return schemas.filter(saysSomething).length > 1 || schemas.some(judges);
}

/** As {@link isMixed}, of one schema with what it is composed of. */
export function isMixedTarget(definitions: SetDefinitions, target: JsonObject): boolean {
  if (!definitions.holdsInt64(target)) return false;
  const composed = ["$ref", "allOf", "anyOf", "oneOf"].filter((keyword) => target[keyword] !== undefined);
  return (
    judges(target) ||
    target.allOf !== undefined ||
    target.patternProperties !== undefined ||
    (target.oneOf !== undefined && !isPlainChoice(definitions, itemsOf(target.oneOf))) ||
    composed.length + Number(saysSomething(target)) > 1
  );
}

/** True for alternatives of which one is the integer itself, and the others are no numbers and hold none. */
function isPlainChoice(definitions: SetDefinitions, choices: readonly unknown[]): boolean {
  const plain = choices.filter((choice) => isJsonObject(choice) && choice.type !== undefined) as JsonObject[];
  const others = plain.filter((choice) => !isInt64(choice));
  return (
    plain.length === choices.length &&
    plain.length - others.length <= 1 &&
    others.every((choice) => !definitions.holdsInt64(choice) && !kindsOf(choice).has("integer"))
  );
}

function judges(schema: JsonObject): boolean {
  return JUDGING.some((keyword) => schema[keyword] !== undefined);
}
