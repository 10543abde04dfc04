import type { MethodDescriptor, ServiceDescriptor } from "../definition/descriptor.js";
import { loadService } from "../definition/load-service.js";
import { toDescriptor } from "../definition/to-descriptor.js";
import { didYouMean } from "../errors/did-you-mean.js";
import type { RequestSettings } from "../rpc/call-options.js";
import { RpcClient } from "../rpc/rpc-client.js";
import { ServiceClient } from "../rpc/service-client.js";
import { UsageError } from "../terminal/usage-error.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import { type NamedArguments, readArguments, readTypedArguments } from "./arguments.js";
import type { TargetOptions } from "./common-options.js";

/** A request a command line asks for. */
export interface CommandRequest {
  readonly method: string;
  /** Sends it; a call resolves with its result. */
  send(transport: RpcTransport): Promise<unknown>;
}

/**
 * Reads `TOPIC METHOD ARGS`, or with a definition `METHOD ARGS`.
 *
 * @throws {UsageError} a word is missing, or does not fit the definition.
 * @throws {DefinitionError} the definition cannot be read or is wrong.
 */
export function readRequest(
  kind: "call" | "cast",
  words: readonly string[],
  options: TargetOptions,
): CommandRequest {
  return options.schema === undefined
    ? readUntyped(kind, words, options)
    : readTyped(kind, words, toDescriptor(loadService(options.schema)), options);
}

function readUntyped(
  kind: "call" | "cast",
  words: readonly string[],
  options: TargetOptions,
): CommandRequest {
  const [topic, method, ...rest] = words;
  if (topic === undefined || method === undefined) {
    throw new UsageError(`${kind} needs a topic and a method: oslo-rpc ${kind} my-topic methodA arg1=a`);
  }
  const args = readArguments(rest);
  return {
    method,
    send: (transport) => {
      const client = new RpcClient(transport, { topic }).prepare(overrides(options));
      return kind === "call" ? client.call(method, args) : client.cast(method, args);
    },
  };
}

function readTyped(
  kind: "call" | "cast",
  words: readonly string[],
  descriptor: ServiceDescriptor,
  options: TargetOptions,
): CommandRequest {
  const [name, ...rest] = words;
  if (name === undefined) throw new UsageError(`${kind} needs a method: ${methodNames(descriptor)}`);
  const method = descriptor.methods.find((candidate) => candidate.name === name);
  if (method === undefined) throw unknownMethod(name, descriptor);
  if (method.kind !== kind) throw new UsageError(`${name} is a ${method.kind}: use oslo-rpc ${method.kind}`);
  const args = readTypedArguments(rest, method, descriptor.$defs);
  return {
    method: name,
    send: (transport) =>
      new DescriptorClient(descriptor, transport, overrides(options)).request(method, args),
  };
}

/** A client of a service whose definition is only known at run time. */
class DescriptorClient extends ServiceClient {
  request({ name, params }: MethodDescriptor, args: NamedArguments): Promise<unknown> {
    return this.invoke(
      name,
      params.map((param) => args[param.name]),
    );
  }
}

/** A connection that cannot be made ends the command: retry 0. */
function overrides({
  exchange,
  namespace,
  targetVersion,
  server,
  fanout,
  timeout,
}: TargetOptions): RequestSettings {
  return { exchange, namespace, version: targetVersion, server, fanout, timeout, retry: 0 };
}

function methodNames(descriptor: ServiceDescriptor): string {
  return descriptor.methods.map(({ name }) => name).join(", ");
}

function unknownMethod(name: string, descriptor: ServiceDescriptor): UsageError {
  const names = descriptor.methods.map((method) => method.name);
  const hint = didYouMean(name, names) || `; it has ${methodNames(descriptor)}`;
  return new UsageError(`${descriptor.service} has no method ${JSON.stringify(name)}${hint}`);
}
