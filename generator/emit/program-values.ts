import type { JsonSchema } from "../../src/definition/descriptor.js";
import type { ServiceModel } from "../../src/definition/model.js";
import { Definitions } from "../../src/validation/definitions.js";
import { holdsInt64 } from "../../src/validation/int64-converter.js";
import { Mismatch } from "../../src/validation/mismatch.js";
import { formConverters } from "../../src/validation/program-forms/program-forms.js";
import { SchemaValidator } from "../../src/validation/schema-validator.js";

/** Gives values that travel, of the schemas of a service, as programs of TypeScript have them. */
export class ProgramValues {
  readonly #definitions: Definitions;

  constructor({ $defs }: Pick<ServiceModel, "$defs">) {
    const schemas = Object.fromEntries($defs.map(({ name, schema }) => [name, schema]));
    this.#definitions = new Definitions({ service: "", $defs: schemas });
  }

  /** A value that its schema does not take by itself, as a default without those inside it, has its texts converted alone. */
  of(schema: JsonSchema, value: unknown): unknown {
    if (value === null || typeof value === "boolean") return value;
    const wire = this.#definitions.bundle(schema, "bigint");
    const forms = formConverters({ wire, bundle: (form) => this.#definitions.bundle(schema, form) });
    // Most schemas convert nothing, and need not be compiled to tell.
    if (forms === undefined && !holdsInt64(wire)) return value;
    const validator = new SchemaValidator(schema, this.#definitions);
    const accepted = validator.acceptArriving(value);
    return accepted instanceof Mismatch ? (validator.readForms(value) ?? value) : accepted;
  }
}
