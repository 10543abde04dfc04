import type { MethodDescriptor, ServiceDescriptor } from "../definition/descriptor.js";
import type { MethodValidator } from "../validation/method-validator.js";
import { ServiceValidator } from "../validation/service-validator.js";

/** One method as a client calls it. */
export interface ClientMethod {
  readonly descriptor: MethodDescriptor;
  readonly validator: MethodValidator;
}

/** What a client knows of a service, made once and shared by all that `prepare` makes of it. */
export class ServiceMethods {
  readonly validator: ServiceValidator;
  readonly #methods = new Map<string, ClientMethod>();

  constructor(descriptor: ServiceDescriptor) {
    this.validator = new ServiceValidator(descriptor);
    for (const method of descriptor.methods) {
      const validator = this.validator.method(method.name);
      if (validator !== undefined) this.#methods.set(method.name, { descriptor: method, validator });
    }
  }

  /** The method of that wire name, if the service has it. */
  find(name: string): ClientMethod | undefined {
    return this.#methods.get(name);
  }
}
