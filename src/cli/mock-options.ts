import type { ServiceDescriptor } from "../definition/descriptor.js";
import type { MockError, MockOptions } from "../mock/mock-options.js";
import { MockEndpoint } from "../mock/mock-service.js";
import { UsageError } from "../terminal/usage-error.js";

/** Options of `mock` that say how it answers. */
export interface AnswerOptions {
  readonly seed?: string;
  readonly examples: boolean;
  readonly latency?: MockOptions["latency"];
  readonly error?: Readonly<Record<string, MockError>>;
}

/** The parser of `--latency`: `20`, or `20..200`. @throws {UsageError} */
export function readLatency(text: string): readonly [least: number, most: number] {
  const [, least, most = least] = /^(\d+(?:\.\d+)?)(?:\.\.(\d+(?:\.\d+)?))?$/.exec(text) ?? [];
  const range = [Number(least), Number(most)] as const;
  if (least !== undefined && range[0] <= range[1]) return range;
  throw new UsageError(`--latency takes milliseconds, as 20 or 20..200, not ${JSON.stringify(text)}`);
}

/** The parser of `--error`: `METHOD=NAME`, or `METHOD=NAME@RATE`. @throws {UsageError} */
export function addError(
  text: string,
  before: Readonly<Record<string, MockError>> = {},
): Readonly<Record<string, MockError>> {
  const [, method, name, rate = "1"] = /^(.+)=([^@=]+)(?:@(\d*\.?\d+))?$/.exec(text) ?? [];
  if (method !== undefined && name !== undefined && Number(rate) <= 1)
    return { ...before, [method]: { name, rate: Number(rate) } };
  throw new UsageError(
    `--error takes METHOD=NAME or METHOD=NAME@RATE, the rate from 0 to 1, not ${JSON.stringify(text)}`,
  );
}

/** The mocks of the services. @throws {UsageError} an error is meant for a method that none of them has. */
export function mockEndpoints(
  services: readonly ServiceDescriptor[],
  { seed, examples, latency, error = {} }: AnswerOptions,
): readonly MockEndpoint[] {
  const all = Object.entries(error);
  const has = ({ methods }: ServiceDescriptor, name: string) =>
    methods.some((method) => method.name === name);
  return services.map((descriptor, index) => {
    // What no service has is told of the last one.
    const own = all.filter(
      ([name]) =>
        has(descriptor, name) ||
        (index === services.length - 1 && !services.some((service) => has(service, name))),
    );
    try {
      return new MockEndpoint(descriptor, { seed, examples, latency, errors: Object.fromEntries(own) });
    } catch (problem) {
      if (problem instanceof RangeError) throw new UsageError(`--error: ${problem.message}`);
      throw problem;
    }
  });
}
