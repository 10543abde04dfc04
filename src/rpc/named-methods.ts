import { getOrInsert } from "../collections/get-or-insert.js";
import type { MethodDescriptor, ServiceDescriptor } from "../definition/descriptor.js";
import { InvalidArguments } from "../errors/validation-errors.js";

/** Calls or casts a method, by its name on the wire, with its arguments in the definition's order, and all others. */
export type Invoke = (
  name: string,
  values: readonly unknown[],
  further?: Readonly<Record<string, unknown>>,
) => Promise<unknown>;

/** Under a symbol, so that no method of a service can have its name. */
export const invoke: unique symbol = Symbol("invoke");

/** The functions of a service, each on the object that has its client's way to call. */
export type Prototype = { readonly [invoke]?: Invoke };

/** Made once for a service: a client that is prepared for one call has no time for a function for each method. */
const prototypes = new WeakMap<ServiceDescriptor, Prototype>();

/** The methods of a service with their arguments by their names on the wire, which are called as `invoke` does. */
export function namedMethods(descriptor: ServiceDescriptor, call: Invoke): object {
  const prototype = getOrInsert(prototypes, descriptor, () => namedPrototype(descriptor.methods));
  return withInvoke(prototype, call);
}

/** An object with the functions of a prototype, which call methods in that way. */
export function withInvoke(prototype: Prototype, call: Invoke): object {
  return Object.create(prototype, { [invoke]: { value: call } }) as object;
}

/** The functions of methods with their arguments by name. */
export function namedPrototype(methods: readonly MethodDescriptor[]): Prototype {
  const prototype = Object.create(null) as Prototype;
  for (const { name, property = name, params, additionalParams } of methods) {
    const names = params.map((param) => param.name);
    const known = new Set(names);
    function value(this: Prototype, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
      if (typeof args !== "object" || args === null || Array.isArray(args))
        return Promise.reject(new InvalidArguments(name, "", "must be object"));
      const [stranger, ...others] = Object.keys(args).filter((arg) => !known.has(arg));
      if (stranger !== undefined && additionalParams === undefined)
        return Promise.reject(new InvalidArguments(name, `/${stranger}`, "the method has no such argument"));
      const values = names.map((arg) => (Object.hasOwn(args, arg) ? args[arg] : undefined));
      if (stranger === undefined) return (this[invoke] as Invoke)(name, values);
      const further = Object.fromEntries([stranger, ...others].map((arg) => [arg, args[arg]]));
      return (this[invoke] as Invoke)(name, values, further);
    }
    Object.defineProperty(prototype, property, { value });
  }
  return prototype;
}
