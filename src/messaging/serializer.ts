import type { ContextFields, RequestContext } from "./request-context.js";

/**
 * Turns what a program works with into what JSON can carry, and back (`oslo_messaging.Serializer`). Where a service
 * definition has a schema, it describes the serialized form: going out a value is serialized first and then checked,
 * arriving it is checked first and then deserialized. What a method throws here fails the request.
 */
export interface Serializer {
  /** The form on the wire of an argument, a result or a payload. */
  serializeEntity(context: RequestContext, entity: unknown): unknown;
  /** The program's value for an argument, a result or a payload that arrived. */
  deserializeEntity(context: RequestContext, entity: unknown): unknown;
  /** The fields of a context as they are sent. */
  serializeContext(fields: ContextFields): ContextFields;
  /** The fields of a context, of what arrived. */
  deserializeContext(fields: ContextFields): ContextFields;
}

/**
 * Changes nothing (`oslo_messaging.NoOpSerializer`): the base of serializers that change only some of it.
 *
 * @example
 * ```ts
 * class Dates extends NoOpSerializer {
 *   override serializeEntity(_context: RequestContext, entity: unknown): unknown {
 *     return entity instanceof Date ? entity.toISOString() : entity;
 *   }
 * }
 *
 * const dated = new RpcClient(transport, { topic: "my-topic" }, { serializer: new Dates() });
 * ```
 */
export class NoOpSerializer implements Serializer {
  serializeEntity(_context: RequestContext, entity: unknown): unknown {
    return entity;
  }

  deserializeEntity(_context: RequestContext, entity: unknown): unknown {
    return entity;
  }

  serializeContext(fields: ContextFields): ContextFields {
    return fields;
  }

  deserializeContext(fields: ContextFields): ContextFields {
    return fields;
  }
}
