import type { ServiceDescriptor } from "../definition/descriptor.js";
import { Definitions } from "./definitions.js";
import { MethodValidator } from "./method-validator.js";

/** The validators of a service's methods. Each schema is compiled when a value for it first comes by. */
export class ServiceValidator {
  readonly #methods: ReadonlyMap<string, MethodValidator>;

  constructor(descriptor: Pick<ServiceDescriptor, "service" | "methods" | "$defs">) {
    const definitions = new Definitions(descriptor);
    this.#methods = new Map(
      descriptor.methods.map((method) => [method.name, new MethodValidator(method, definitions)]),
    );
  }

  /** The validator of a method by its wire name; undefined when the service has no such method. */
  method(name: string): MethodValidator | undefined {
    return this.#methods.get(name);
  }
}
