import type { MethodDescriptor, ServiceDescriptor } from "../definition/descriptor.js";
import type { MethodValidator } from "../validation/method-validator.js";
import { ServiceValidator } from "../validation/service-validator.js";
import { compareVersions } from "./version.js";

/** One method as a client calls it. */
export interface ClientMethod {
  readonly descriptor: MethodDescriptor;
  readonly validator: MethodValidator;
  readonly versions: RequestVersions;
}

/** The version a request of one method needs: the method's own, or that of the newest argument that is passed. */
export class RequestVersions {
  /** The versions there are, the oldest first. */
  readonly #versions: readonly string[];
  readonly #methodRank: number;
  /** The place of each parameter's version among them. */
  readonly #paramRanks: readonly number[];

  constructor({ since, params }: MethodDescriptor) {
    const all = new Set([since, ...params.map((param) => param.since ?? since)]);
    this.#versions = [...all].sort(compareVersions);
    this.#methodRank = this.#versions.indexOf(since);
    this.#paramRanks = params.map((param) => this.#versions.indexOf(param.since ?? since));
  }

  /** @param values the arguments in the definition's order; undefined ones are not passed */
  of(values: readonly unknown[]): string {
    let rank = this.#methodRank;
    for (let index = 0; index < values.length; index += 1) {
      const own = this.#paramRanks[index];
      if (own !== undefined && own > rank && values[index] !== undefined) rank = own;
    }
    return this.#versions[rank] as string;
  }
}

/** The methods of a service as a client calls them, made once and shared by all that `prepare` makes of it. */
export class ClientMethods {
  readonly validator: ServiceValidator;
  readonly #methods = new Map<string, ClientMethod>();

  constructor(descriptor: ServiceDescriptor) {
    this.validator = new ServiceValidator(descriptor);
    for (const method of descriptor.methods) {
      const validator = this.validator.method(method.name);
      if (validator !== undefined)
        this.#methods.set(method.name, {
          descriptor: method,
          validator,
          versions: new RequestVersions(method),
        });
    }
  }

  /** The method of that wire name, if the service has it. */
  find(name: string): ClientMethod | undefined {
    return this.#methods.get(name);
  }
}
