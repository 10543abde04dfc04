import { getOrInsert } from "../collections/get-or-insert.js";
import type { MethodDescriptor, ServiceDescriptor } from "../definition/descriptor.js";
import { type Invoke, invoke, namedPrototype, type Prototype, withInvoke } from "./named-methods.js";

/** Made once for a service, as those of named arguments are. */
const prototypes = new WeakMap<ServiceDescriptor, Prototype>();

/**
 * The methods of a service that are both called and cast, as casts: with their arguments in the definition's order, and
 * in `named` by their names on the wire.
 */
export function castMethods(descriptor: ServiceDescriptor, cast: Invoke): object {
  const prototype = getOrInsert(prototypes, descriptor, () =>
    castPrototype(descriptor.methods.filter(({ kind }) => kind === "both")),
  );
  return withInvoke(prototype, cast);
}

function castPrototype(methods: readonly MethodDescriptor[]): Prototype {
  const prototype = Object.create(null) as Prototype;
  for (const { name, property = name, params, additionalParams } of methods) {
    const count = params.length;
    function value(this: Prototype, ...values: readonly unknown[]): Promise<unknown> {
      const cast = this[invoke] as Invoke;
      if (additionalParams === undefined || values.length <= count) return cast(name, values);
      return cast(name, values.slice(0, count), values[count] as Readonly<Record<string, unknown>>);
    }
    Object.defineProperty(prototype, property, { value });
  }
  const named = namedPrototype(methods);
  Object.defineProperty(prototype, "named", {
    get(this: Prototype) {
      return withInvoke(named, this[invoke] as Invoke);
    },
  });
  return prototype;
}
