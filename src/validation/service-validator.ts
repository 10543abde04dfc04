import { getOrInsert } from "../collections/get-or-insert.js";
import type { ErrorDescriptor, ServiceDescriptor } from "../definition/descriptor.js";
import { Definitions } from "./definitions.js";
import { MethodEditions } from "./method-editions.js";
import type { MethodValidator } from "./method-validator.js";
import { Mismatch } from "./mismatch.js";
import { SchemaValidator } from "./schema-validator.js";

/** Module and name of an error, as the wire has them. */
interface ErrorName {
  readonly module: string;
  readonly errorName: string;
}

/** The validators of a service's methods and errors. Each schema is compiled when a value for it first comes by. */
export class ServiceValidator {
  readonly #definitions: Definitions;
  readonly #methods: ReadonlyMap<string, MethodEditions>;
  readonly #errors: readonly ErrorDescriptor[];
  readonly #kwargs = new Map<ErrorDescriptor, SchemaValidator>();

  constructor(descriptor: Pick<ServiceDescriptor, "service" | "methods" | "errors" | "$defs">) {
    const definitions = new Definitions(descriptor);
    this.#definitions = definitions;
    this.#methods = new Map(
      descriptor.methods.map((method) => [method.name, new MethodEditions(method, definitions)]),
    );
    this.#errors = descriptor.errors ?? [];
  }

  /** The validators of a method by its wire name; undefined when the service has no such method. */
  editions(name: string): MethodEditions | undefined {
    return this.#methods.get(name);
  }

  /** The validator of a method, of its requests as those of the newest version are. */
  method(name: string): MethodValidator | undefined {
    return this.#methods.get(name)?.newest;
  }

  /**
   * Checks the keyword arguments of an error that arrived, and converts integers of `format: int64`. Undefined when
   * they do not fit what the service declares; an error it does not declare may have any.
   */
  errorKwargs(
    { module, errorName }: ErrorName,
    kwargs: Readonly<Record<string, unknown>>,
  ): Readonly<Record<string, unknown>> | undefined {
    const declared = this.#errors.find((error) => error.module === module && error.name === errorName);
    const schema = declared?.kwargs;
    if (declared === undefined || schema === undefined) return kwargs;
    const validator = getOrInsert(
      this.#kwargs,
      declared,
      () => new SchemaValidator(schema, this.#definitions),
    );
    const accepted = validator.acceptArriving(kwargs);
    return accepted instanceof Mismatch ? undefined : (accepted as Readonly<Record<string, unknown>>);
  }
}
