import { DESCRIPTOR_FORMAT, type ServiceDescriptor } from "../definition/descriptor.js";
import { DefinitionError } from "../errors/setup-errors.js";
import { schemaProblems } from "./check-schemas.js";

/** Descriptors that were found to be right. */
const checked = new WeakSet<ServiceDescriptor>();

/**
 * Checks a descriptor when what uses it is made, so that nothing is wrong with it once messages come. Validators are
 * compiled later, when a method is first used.
 *
 * @throws {DefinitionError} the descriptor has a format that this library does not read, or a schema that no validator
 * can be made of.
 */
export function checkDescriptor(descriptor: ServiceDescriptor): void {
  if (checked.has(descriptor)) return;
  const { format, service } = descriptor;
  if (format !== DESCRIPTOR_FORMAT) {
    const message = `descriptor format ${format} is not ${DESCRIPTOR_FORMAT}: regenerate with oslo-gen or update oslo-rpc`;
    throw new DefinitionError([{ file: service, pointer: "/format", message }]);
  }
  const problems = schemaProblems(descriptor);
  if (problems.length > 0) throw new DefinitionError(problems);
  checked.add(descriptor);
}
