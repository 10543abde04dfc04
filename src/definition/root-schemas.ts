import type { JsonSchema, ServiceDescriptor } from "./descriptor.js";
import { joinPointer } from "./json-pointer.js";

/** A schema of a service, and the place that it has in the definition. */
export interface RootSchema {
  readonly pointer: string;
  readonly schema: JsonSchema;
}

/** The schemas of a descriptor that are inside of no other, those that the others refer to last. */
export function* rootSchemas(descriptor: ServiceDescriptor): Generator<RootSchema> {
  const { methods, errors = [], notifications = [], $defs = {} } = descriptor;
  for (const { name, params, additionalParams, result } of methods) {
    for (const [place, { schema, earlier = [] }] of params.entries()) {
      const pointer = joinPointer("/methods", name, "params", place);
      yield { pointer: joinPointer(pointer, "schema"), schema };
      for (const [index, each] of earlier.entries())
        yield { pointer: joinPointer(pointer, "earlier", index, "schema"), schema: each.schema };
    }
    if (additionalParams !== undefined)
      yield { pointer: joinPointer("/methods", name, "additionalParams"), schema: additionalParams };
    if (result !== undefined) yield { pointer: joinPointer("/methods", name, "result"), schema: result };
  }
  for (const { name, kwargs } of errors)
    if (kwargs !== undefined) yield { pointer: joinPointer("/errors", name, "kwargs"), schema: kwargs };
  for (const { eventType, payload } of notifications)
    yield { pointer: joinPointer("/notifications", eventType, "payload"), schema: payload };
  for (const [name, schema] of Object.entries($defs)) yield { pointer: joinPointer("/$defs", name), schema };
}
