import { typesOf } from "../definition/schema-types.js";
import type { SchemaBundle } from "./definitions.js";
import { toBigInt } from "./number-rules.js";
import { type Converter, schemaConverter } from "./schema-converter.js";
import type { SchemaObject } from "./schema-object.js";

/** True when a value of the schema may hold an integer of `format: int64`. */
export function holdsInt64(bundle: SchemaBundle): boolean {
  return mentionsBigInt(bundle);
}

/** May find a constant that looks like a schema too, which costs a conversion that changes nothing. */
function mentionsBigInt(node: unknown): boolean {
  if (typeof node !== "object" || node === null) return false;
  return typesOf(node as SchemaObject).includes("bigint") || Object.values(node).some(mentionsBigInt);
}

/**
 * Makes the function that turns the numbers of an arriving value into bigints where the schema has an integer of
 * `format: int64`.
 *
 * @param bundle prepared with the form "either", so that it accepts what is not converted yet
 */
export function int64Converter(bundle: SchemaBundle): Converter {
  return schemaConverter(bundle, {
    before: (schema) => (typesOf(schema).includes("bigint") ? toBigInt : undefined),
    checks: "given",
  });
}
