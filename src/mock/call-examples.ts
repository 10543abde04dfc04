import { getOrInsert } from "../collections/get-or-insert.js";
import type { CallExample, MethodDescriptor, ServiceDescriptor } from "../definition/descriptor.js";
import { MessagingError } from "../errors/messaging-error.js";
import { sameValue } from "../json/same-value.js";
import { argumentOrder } from "../rpc/dispatcher.js";
import { sameProgramValue } from "../validation/program-forms/program-types.js";
import { ServiceValidator } from "../validation/service-validator.js";

/** An example of a method, whose values are as programs have them. */
export interface ReadExample {
  readonly example: CallExample;
  /** In the order in which an endpoint's method gets them; those that are absent are undefined. */
  readonly args: readonly unknown[];
  readonly result: unknown;
}

/** The examples of a service's methods, as its endpoints see their calls. */
export class CallExamples {
  readonly #validator: ServiceValidator;
  /** Those of a method are read when it is first called. */
  readonly #read = new Map<string, readonly ReadExample[]>();

  constructor(descriptor: ServiceDescriptor) {
    this.#validator = new ServiceValidator(descriptor);
  }

  /**
   * The example that answers a call: the first one with its arguments, else the first one that has no error.
   *
   * @param args those that the method of an endpoint gets
   */
  answer(method: MethodDescriptor, args: readonly unknown[]): ReadExample | undefined {
    if (method.examples === undefined) return undefined;
    const all = this.#examplesOf(method);
    return (
      all.find((each) => sameValue(each.args, args, sameProgramValue)) ??
      all.find(({ example }) => example.error === undefined)
    );
  }

  #examplesOf(method: MethodDescriptor): readonly ReadExample[] {
    return getOrInsert(this.#read, method.name, () =>
      (method.examples ?? []).flatMap((example) => this.#fitting(method, example)),
    );
  }

  /** Empty for what is no call of the method, as only a descriptor that was written by hand has it. */
  #fitting(method: MethodDescriptor, example: CallExample): ReadExample[] {
    const editions = this.#validator.editions(method.name);
    if (editions === undefined) return [];
    try {
      const version = editions.versionOfExample(example.arguments);
      const args = editions.at(version).withDefaults(example.arguments);
      const result = example.result === undefined ? null : editions.newest.incomingResult(example.result);
      return [{ example, args: argumentOrder(method)(args), result }];
    } catch (error) {
      if (error instanceof MessagingError) return [];
      throw error;
    }
  }
}
