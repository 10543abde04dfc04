import { DESCRIPTOR_FORMAT, type ServiceDescriptor } from "../definition/descriptor.js";
import { DefinitionError } from "../errors/setup-errors.js";

/** @throws {DefinitionError} the descriptor has a format that this library does not read. */
export function checkDescriptor({ format, service }: ServiceDescriptor): void {
  if (format === DESCRIPTOR_FORMAT) return;
  const message = `descriptor format ${format} is not ${DESCRIPTOR_FORMAT}: regenerate with oslo-gen or update oslo-rpc`;
  throw new DefinitionError([{ file: service, pointer: "/format", message }]);
}
