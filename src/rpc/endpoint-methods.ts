import type { MethodDescriptor } from "../definition/descriptor.js";
import { DefinitionError } from "../errors/setup-errors.js";
import type { RequestContext } from "../messaging/request-context.js";
import { checkDescriptor } from "../validation/check-descriptor.js";
import type { MethodValidator } from "../validation/method-validator.js";
import { ServiceValidator } from "../validation/service-validator.js";
import type { ErrorIdentity } from "./remote-errors.js";
import type { ServiceEndpoint } from "./service-endpoint.js";

/** Calls the implementation with its arguments in the definition's order. */
export type Implementation = (context: RequestContext, values: readonly unknown[]) => unknown;

/** One method of an endpoint. */
export interface EndpointMethod {
  readonly descriptor: MethodDescriptor;
  readonly validator: MethodValidator;
  readonly run: Implementation;
  /** The errors the method may raise, which travel under their own names. */
  readonly errors: readonly ErrorIdentity[];
}

/** An endpoint as the dispatcher reads it: by wire names, made once from the descriptor. */
export interface DispatchedEndpoint {
  /** Undefined is the null namespace. */
  readonly namespace: string | undefined;
  readonly version: string;
  readonly methods: ReadonlyMap<string, EndpointMethod>;
}

/**
 * Looks up the implementation of each method of an endpoint's descriptor. Requests only ever reach what stands in
 * the map this makes.
 *
 * @param namespace what the endpoint is served in
 * @throws {DefinitionError} methods are missing, or the descriptor is newer than this library.
 */
export function dispatchedEndpoint(
  endpoint: ServiceEndpoint,
  namespace: string | undefined = endpoint.descriptor.namespace,
): DispatchedEndpoint {
  const { descriptor } = endpoint;
  checkDescriptor(descriptor);
  const validator = new ServiceValidator(descriptor);
  const methods = new Map<string, EndpointMethod>();
  const missing: string[] = [];
  for (const method of descriptor.methods) {
    const run = implementation(endpoint, method.property ?? method.name);
    const methodValidator = validator.method(method.name);
    if (run === undefined || methodValidator === undefined) missing.push(method.name);
    else {
      const errors = (descriptor.errors ?? [])
        .filter(({ name }) => method.errors.includes(name))
        .map(({ name, module }) => ({ errorName: name, module }));
      methods.set(method.name, { descriptor: method, validator: methodValidator, run, errors });
    }
  }
  if (missing.length === 0) return { namespace, version: descriptor.version, methods };
  const message = `${endpoint.constructor.name} does not implement ${missing.join(", ")}`;
  throw new DefinitionError([{ file: descriptor.service, pointer: "/methods", message }]);
}

function implementation(endpoint: ServiceEndpoint, property: string): Implementation | undefined {
  const found: unknown = (endpoint as unknown as Readonly<Record<string, unknown>>)[property];
  if (typeof found !== "function") return undefined;
  return (context, values) => found.call(endpoint, context, ...values);
}
