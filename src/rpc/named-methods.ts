import type { ServiceDescriptor } from "../definition/descriptor.js";
import { InvalidArguments } from "../errors/rpc-errors.js";

/** Calls or casts a method, by its name on the wire, with its arguments in the definition's order. */
type Invoke = (name: string, values: readonly unknown[]) => Promise<unknown>;

const invoke: unique symbol = Symbol("invoke");

/** The functions of a service, each on the object that has its client's way to call. */
type Prototype = { readonly [invoke]?: Invoke };

/** Made once for a service: a client that is prepared for one call has no time for a function for each method. */
const prototypes = new WeakMap<ServiceDescriptor, Prototype>();

/** The methods of a service with their arguments by their names on the wire, which are called as `invoke` does. */
export function namedMethods(descriptor: ServiceDescriptor, call: Invoke): object {
  let prototype = prototypes.get(descriptor);
  if (prototype === undefined) {
    prototype = makePrototype(descriptor);
    prototypes.set(descriptor, prototype);
  }
  return Object.create(prototype, { [invoke]: { value: call } }) as object;
}

function makePrototype({ methods }: ServiceDescriptor): Prototype {
  const prototype = Object.create(null) as Prototype;
  for (const { name, property = name, params } of methods) {
    const names = params.map((param) => param.name);
    const known = new Set(names);
    function value(this: Prototype, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
      if (typeof args !== "object" || args === null || Array.isArray(args))
        return Promise.reject(new InvalidArguments(name, "", "must be object"));
      const stranger = Object.keys(args).find((arg) => !known.has(arg));
      if (stranger !== undefined)
        return Promise.reject(new InvalidArguments(name, `/${stranger}`, "the method has no such argument"));
      const values = names.map((arg) => (Object.hasOwn(args, arg) ? args[arg] : undefined));
      return (this[invoke] as Invoke)(name, values);
    }
    Object.defineProperty(prototype, property, { value });
  }
  return prototype;
}
