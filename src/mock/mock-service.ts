import type {
  ErrorDescriptor,
  ExampleError,
  JsonSchema,
  MethodDescriptor,
  NotificationDescriptor,
  ServiceDescriptor,
} from "../definition/descriptor.js";
import { joinPointer } from "../definition/json-pointer.js";
import { ServiceError } from "../errors/service-error.js";
import { isJsonObject } from "../json/json-object.js";
import type { RequestContext } from "../messaging/request-context.js";
import { ServiceEndpoint } from "../rpc/service-endpoint.js";
import { Random } from "../sampling/random.js";
import type { Sample } from "../sampling/schema-sampler.js";
import { type SchemaWithoutSample, ServiceSampler } from "../sampling/service-sampler.js";
import { timers } from "../time/timers.js";
import { CallExamples } from "./call-examples.js";
import { type MockOptions, type MockSettings, mockSettings, propertyOf } from "./mock-options.js";

/** The field of a request's context with which a caller asks for an error, by its name in the definition. */
const ERROR_FIELD = "mock_error";

type Method = (context: RequestContext, ...args: unknown[]) => unknown;

/** An endpoint that answers by its definition alone. */
export class MockEndpoint extends ServiceEndpoint {
  readonly descriptor: ServiceDescriptor;
  readonly #settings: MockSettings;
  readonly #sampler: ServiceSampler;
  readonly #examples: CallExamples;
  /** Numbers of the calls of each method, and of the values made for other reasons. */
  readonly #counts = new Map<string, number>();

  /**
   * @throws {RangeError} a method or an error is not in the definition, or a number is none that it can be.
   */
  constructor(descriptor: ServiceDescriptor, options: MockOptions = {}) {
    super();
    this.descriptor = descriptor;
    this.#settings = mockSettings(descriptor, options);
    this.#sampler = new ServiceSampler(descriptor, this.#settings);
    this.#examples = new CallExamples(descriptor);
    for (const method of descriptor.methods) {
      const answer: Method = (context, ...args) => this.#answer(method, context, args);
      Object.defineProperty(this, propertyOf(method), { value: answer, enumerable: true });
    }
  }

  /** The schemas that no value is known for; of each one value is made. */
  withoutSample(): readonly SchemaWithoutSample[] {
    return this.#sampler.withoutSample();
  }

  /** The next payload of a notification, as it travels. @throws {Error} there is none. */
  nextPayload({ eventType, payload, examples = [] }: NotificationDescriptor): unknown {
    const pointer = joinPointer("/notifications", eventType, "payload");
    if (!this.#settings.shown || examples.length === 0) return this.#nextOnWire(pointer, payload);
    return examples[this.#count(pointer) % examples.length]?.payload;
  }

  #nextOnWire(pointer: string, schema: JsonSchema): unknown {
    return this.#valueOf(pointer, this.#sampler.sample(pointer, schema, this.#count(pointer)));
  }

  #nextResult(pointer: string, schema: JsonSchema): unknown {
    return this.#valueOf(pointer, this.#sampler.sampleForProgram(pointer, schema, this.#count(pointer)));
  }

  #valueOf(pointer: string, sample: Sample): unknown {
    if ("value" in sample) return sample.value;
    const reason = sample.none === "unsatisfiable" ? "none can fit it" : "none was found that fits it";
    throw new Error(`The mock of ${this.descriptor.service} has no value for ${pointer}: ${reason}`);
  }

  async #answer(
    method: MethodDescriptor,
    context: RequestContext,
    args: readonly unknown[],
  ): Promise<unknown> {
    const { latency, methods, seed } = this.#settings;
    const own = methods[propertyOf(method)];
    const random = Random.of(seed, this.descriptor.service, method.name, this.#count(method.name));
    if (method.kind !== "cast") {
      const [least, most] = latency;
      if (most > 0) await pause(least + random.next() * (most - least));
      const error = this.#errorFor(method, context, random);
      if (error !== undefined) throw error;
    }
    if (typeof own === "function") return (own as Method).call(methods, context, ...args);
    const shown = this.#settings.shown ? this.#examples.answer(method, args) : undefined;
    if (shown?.example.error !== undefined) throw this.#made(shown.example.error);
    if (shown !== undefined) return shown.result;
    if (method.result === undefined) return null;
    return this.#nextResult(joinPointer("/methods", method.name, "result"), method.result);
  }

  #errorFor(method: MethodDescriptor, { fields }: RequestContext, random: Random): Error | undefined {
    const wanted = fields[ERROR_FIELD];
    if (typeof wanted === "string") {
      if (method.errors.includes(wanted)) return this.#error(wanted);
      const known = method.errors.length === 0 ? "none" : method.errors.join(", ");
      return new Error(
        `${ERROR_FIELD}: ${method.name} declares no error ${JSON.stringify(wanted)}; it has ${known}`,
      );
    }
    const always = this.#settings.errors.get(method.name);
    return always !== undefined && random.chance(always.rate) ? this.#error(always.name) : undefined;
  }

  #error(name: string): Error {
    const kwargs = this.#declared(name)?.kwargs;
    const values =
      kwargs === undefined ? {} : this.#nextOnWire(joinPointer("/errors", name, "kwargs"), kwargs);
    return this.#made({ name, message: `${name} of the mock`, kwargs: isJsonObject(values) ? values : {} });
  }

  #made({ name, message = "", kwargs = {} }: ExampleError): Error {
    const declared = this.#declared(name);
    if (declared === undefined) return new Error(message);
    const ErrorClass = errorClass(declared);
    return new ErrorClass(message, kwargs);
  }

  #declared(name: string): ErrorDescriptor | undefined {
    return this.descriptor.errors?.find((error) => error.name === name);
  }

  #count(name: string): number {
    const count = this.#counts.get(name) ?? 0;
    this.#counts.set(name, count + 1);
    return count;
  }
}

/** The class of a declared error, as `oslo-gen` would write it. */
function errorClass({ module, name }: ErrorDescriptor): typeof ServiceError {
  return class extends ServiceError {
    static override readonly module: string = module;
    static override readonly errorName: string = name;
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => timers.after(milliseconds, () => resolve()));
}

/**
 * Makes an endpoint of a definition alone, for tests of clients and for work against a service that does not exist yet.
 * A call of a method with `examples` is answered by the first of them that has its arguments, and else by the first that
 * does not fail; others with seeded values that fit the schema of their result, the `examples` of the schemas first. A
 * caller whose context has the field `mock_error` gets the declared error of that name. A result whose schema accepts
 * nothing, or that no value was found for, makes its call fail with a text that says so.
 *
 * @param descriptor what `oslo-gen` wrote to `descriptor.ts`
 * @returns what an `RpcServer` takes for an endpoint
 * @throws {RangeError} a method or an error is not in the definition, or a number is none that it can be.
 *
 * @example
 * ```ts
 * const endpoint = mockService<MyServiceEndpoint>(myServiceDescriptor, {
 *   latency: [5, 50],
 *   errors: { methodA: { name: "NotReady", rate: 0.1 } },
 *   methods: { echo: async (_ctx, payload) => payload },
 * });
 * const server = new RpcServer(transport, { server: "mock", endpoints: [endpoint] });
 * ```
 */
export function mockService<Endpoint extends ServiceEndpoint = ServiceEndpoint>(
  descriptor: ServiceDescriptor,
  options?: MockOptions<Endpoint>,
): ServiceEndpoint {
  return new MockEndpoint(descriptor, options);
}
