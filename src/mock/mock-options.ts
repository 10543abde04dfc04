import type { MethodDescriptor, ServiceDescriptor } from "../definition/descriptor.js";
import { didYouMean } from "../errors/did-you-mean.js";
import type { ServiceEndpoint } from "../rpc/service-endpoint.js";

/** A declared error that a method of a mock raises. */
export interface MockError {
  /** Its name in the definition. */
  readonly name: string;
  /** The share of the calls that fail with it, from 0 to 1; all when not given. */
  readonly rate?: number | undefined;
}

/** Options of {@link mockService}. */
export interface MockOptions<Endpoint extends ServiceEndpoint = ServiceEndpoint> {
  /** The same seed gives the same answers in the same order; 1 when not given. */
  readonly seed?: number | string | undefined;
  /** False leaves all `examples` and the schemas' defaults alone; otherwise they are taken wherever they fit. */
  readonly examples?: boolean | undefined;
  /** Milliseconds before a call is answered: always as many, or between two numbers. */
  readonly latency?: number | readonly [least: number, most: number] | undefined;
  /** Errors by the wire names of the methods that raise them. */
  readonly errors?: Readonly<Record<string, string | MockError>> | undefined;
  /** Methods that answer for themselves, by their names in TypeScript. */
  readonly methods?: Partial<Omit<Endpoint, "descriptor">> | undefined;
}

/** An error, and how often it is raised. */
interface RaisedError {
  readonly name: string;
  readonly rate: number;
}

/** Options that were checked. */
export interface MockSettings {
  readonly seed: number | string;
  readonly shown: boolean;
  /** In milliseconds. */
  readonly latency: readonly [least: number, most: number];
  readonly errors: ReadonlyMap<string, RaisedError>;
  readonly methods: Readonly<Record<string, unknown>>;
}

/** @throws {RangeError} a method or an error is not in the definition, or a number is none that it can be. */
export function mockSettings(descriptor: ServiceDescriptor, options: MockOptions): MockSettings {
  const { seed = 1, examples: shown = true, latency = 0, errors = {}, methods = {} } = options;
  const range = typeof latency === "number" ? ([latency, latency] as const) : latency;
  const [least, most] = range;
  if (!(least >= 0 && most >= least && Number.isFinite(most))) {
    throw new RangeError(
      `A mock's latency is milliseconds, or the least and the most of them, not ${latency}`,
    );
  }
  const properties = descriptor.methods.map(propertyOf);
  for (const name of Object.keys(methods)) {
    if (!properties.includes(name)) throw unknown(descriptor.service, "method", name, properties);
  }
  const checked = Object.entries(errors).map(
    ([name, error]) => [name, mockError(descriptor, name, error)] as const,
  );
  return { seed, shown, latency: range, errors: new Map(checked), methods: { ...methods } };
}

/** The name of a method in TypeScript. */
export function propertyOf({ name, property = name }: MethodDescriptor): string {
  return property;
}

function mockError(
  { service, methods }: ServiceDescriptor,
  name: string,
  given: string | MockError,
): RaisedError {
  const method = methods.find((candidate) => candidate.name === name);
  if (method === undefined) {
    throw unknown(
      service,
      "method",
      name,
      methods.map((each) => each.name),
    );
  }
  const { name: error, rate = 1 } = typeof given === "string" ? { name: given } : given;
  if (!method.errors.includes(error)) throw unknown(name, "error", error, method.errors);
  if (!(rate >= 0 && rate <= 1)) throw new RangeError(`The rate of ${error} is from 0 to 1, not ${rate}`);
  return { name: error, rate };
}

function unknown(owner: string, kind: string, name: string, known: readonly string[]): RangeError {
  const all = known.length === 0 ? `; it has no ${kind}s` : `; it has ${known.join(", ")}`;
  return new RangeError(`${owner} has no ${kind} ${JSON.stringify(name)}${didYouMean(name, known) || all}`);
}
