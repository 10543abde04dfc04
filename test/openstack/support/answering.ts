import type { ServiceDescriptor, ServiceEndpoint } from "../../../src/index.js";
import { objectState } from "../../../src/objects/index.js";
import { EventLog } from "../../interop/support/event-log.js";

type Schema = Readonly<Record<string, unknown>>;

/** A request that came to an endpoint. */
export interface Answered {
  readonly method: string;
  readonly args: readonly unknown[];
}

/**
 * An endpoint of a generated class whose methods record that they were called, and answer with what their definition
 * allows, or fail as they are told.
 */
export function answering(
  generated: abstract new () => ServiceEndpoint,
  descriptor: ServiceDescriptor,
  failures: Readonly<Record<string, Error>> = {},
): { readonly endpoint: ServiceEndpoint; readonly answered: EventLog<Answered> } {
  const answered = new EventLog<Answered>();
  class Answering extends (generated as new () => ServiceEndpoint) {
    override readonly descriptor = descriptor;
  }
  for (const { name, result } of descriptor.methods) {
    Object.defineProperty(Answering.prototype, name, {
      value: (_ctx: unknown, ...args: readonly unknown[]) => {
        answered.add({ method: name, args });
        if (failures[name] !== undefined) throw failures[name];
        return result === undefined ? undefined : exampleOf(result as Schema, descriptor);
      },
    });
  }
  return { endpoint: new Answering(), answered };
}

/** A value of a schema, as far as the definitions of OpenStack's services need it. */
function exampleOf(schema: Schema, descriptor: ServiceDescriptor): unknown {
  if (typeof schema.$ref === "string") {
    const name = schema.$ref.split("/").at(-1) ?? "";
    return exampleOf((descriptor.$defs?.[name] ?? {}) as Schema, descriptor);
  }
  const object = schema.versionedObject as { readonly name: string } | undefined;
  if (object !== undefined) return { [objectState]: { name: object.name, changes: [] } };
  if (Array.isArray(schema.anyOf)) return exampleOf(schema.anyOf[0] as Schema, descriptor);
  const [type] = [schema.type].flat();
  const values: Readonly<Record<string, unknown>> = {
    object: {},
    array: [],
    boolean: true,
    integer: 1,
    string: "",
  };
  return values[String(type)] ?? null;
}
