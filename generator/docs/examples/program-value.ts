import type { JsonSchema } from "../../../src/definition/descriptor.js";
import type { ServiceModel } from "../../../src/definition/model.js";
import { Definitions } from "../../../src/validation/definitions.js";
import { Mismatch } from "../../../src/validation/mismatch.js";
import { SchemaValidator } from "../../../src/validation/schema-validator.js";

/** A value as programs of TypeScript have it, made of one of a schema as it travels. */
export type ProgramValue = (schema: JsonSchema | undefined, value: unknown) => unknown;

/**
 * Turns values as they travel into those of programs, as these read them: versioned objects become their fields, and texts
 * what the schemas are marked with. One that does not fit its schema stays as it is.
 */
export function programValues({ service, $defs }: Pick<ServiceModel, "service" | "$defs">): ProgramValue {
  const definitions = new Definitions({
    service,
    $defs: Object.fromEntries($defs.map(({ name, schema }) => [name, schema])),
  });
  return (schema = true, value) => {
    const read = new SchemaValidator(schema, definitions).acceptArriving(value);
    return read instanceof Mismatch ? value : read;
  };
}
