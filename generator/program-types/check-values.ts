import { joinPointer } from "../../src/definition/json-pointer.js";
import type { ServiceModel } from "../../src/definition/model.js";
import { placeOfSchema } from "../../src/definition/rewrite-refs.js";
import { DefinitionError } from "../../src/errors/setup-errors.js";
import { Definitions } from "../../src/validation/definitions.js";
import { ProgramExamples } from "../example-text/program-examples.js";
import { defaultMismatch } from "../inspect/default-values.js";
import { nestedObjects } from "./nested-objects.js";

/**
 * Refuses defaults and examples that the types of programs leave no place for, which no schema refuses: a server would
 * fill in what no program can have, and nobody can write such an example down.
 *
 * @param model with the marks of the types that `oslo-rpc` converts
 * @throws {DefinitionError} there are some.
 */
export function checkProgramValues(model: ServiceModel): void {
  const $defs = Object.fromEntries(model.$defs.map(({ name, schema }) => [name, schema]));
  const definitions = new Definitions({ service: model.service, $defs });
  for (const schema of nestedObjects(model)) {
    const place = Object.hasOwn(schema, "default") ? placeOfSchema(schema) : undefined;
    const mismatch = place === undefined ? undefined : defaultMismatch(schema, schema.default, definitions);
    if (place === undefined || mismatch === undefined) continue;
    const where = mismatch.pointer === "" ? "" : `${mismatch.pointer} `;
    const message = `is none for programs with such types: ${where}${mismatch.expected}`;
    throw new DefinitionError([
      { file: place.file, pointer: joinPointer(place.pointer, "default"), message },
    ]);
  }
  const examples = new ProgramExamples(model);
  for (const method of model.methods) examples.of(method);
  for (const notification of model.notifications) examples.payloads(notification);
}
