import type { CallExample, PayloadExample } from "../../src/definition/descriptor.js";
import { joinPointer } from "../../src/definition/json-pointer.js";
import type { MethodModel, NotificationModel, ServiceModel } from "../../src/definition/model.js";
import { toDescriptor } from "../../src/definition/to-descriptor.js";
import { MessagingError } from "../../src/errors/messaging-error.js";
import { DefinitionError } from "../../src/errors/setup-errors.js";
import { NotificationValidator } from "../../src/validation/notification-validator.js";
import { ServiceValidator } from "../../src/validation/service-validator.js";
import type { Argument } from "./python-text.js";

/** An example of a method with its values as programs of TypeScript have them. */
export interface ProgramExample {
  readonly example: CallExample;
  readonly args: readonly Argument[];
  readonly result: unknown;
  /** The version of the request. */
  readonly version: string;
}

/** Reads the examples of a service's methods as its clients and servers would. */
export class ProgramExamples {
  readonly #model: ServiceModel;
  #validator: ServiceValidator | undefined;
  #notifications: NotificationValidator | undefined;

  constructor(model: ServiceModel) {
    this.#model = model;
  }

  of(method: MethodModel): readonly ProgramExample[] {
    if (method.examples.length === 0) return [];
    this.#validator ??= new ServiceValidator(toDescriptor(this.#model));
    const editions = this.#validator.editions(method.name);
    return method.examples.map((example, index) =>
      this.#read(joinPointer("/methods", method.name, "examples", index), () =>
        this.#example(method, example, editions),
      ),
    );
  }

  #example(
    method: MethodModel,
    example: CallExample,
    editions: ReturnType<ServiceValidator["editions"]>,
  ): ProgramExample {
    const version = editions?.versionOfExample(example.arguments) ?? method.since;
    const args = editions?.incomingArguments(example.arguments, version) ?? example.arguments;
    const result = example.result === undefined ? undefined : editions?.newest.incomingResult(example.result);
    return { example, args: inOrder(method, args), result, version };
  }

  /** Programs may ask more of a text than the definition does. */
  #read<Result>(pointer: string, read: () => Result): Result {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof MessagingError)) throw error;
      const message = `is none for programs with such types: ${error.message}`;
      throw new DefinitionError([{ file: this.#model.file, pointer, message }]);
    }
  }

  /** The examples of a notification, their payloads as programs have them. */
  payloads({ eventType, examples }: NotificationModel): readonly PayloadExample[] {
    if (examples.length === 0) return [];
    this.#notifications ??= new NotificationValidator(toDescriptor(this.#model));
    const validator = this.#notifications;
    return examples.map((example, index) => ({
      ...example,
      payload: this.#read(joinPointer("/notifications", eventType, "examples", index), () =>
        validator.incomingPayload(eventType, example.payload),
      ),
    }));
  }
}

/** Those of the parameters first, in their order; values that are not there do not count. */
export function inOrder({ params }: MethodModel, args: Readonly<Record<string, unknown>>): Argument[] {
  const names = params.map(({ name }) => name).filter((name) => Object.hasOwn(args, name));
  const further = Object.keys(args).filter((name) => !names.includes(name));
  return [...names, ...further].map((name) => ({ name, value: args[name] }));
}
