import { existsSync, readFileSync, statSync } from "node:fs";
import type { MethodDescriptor, ServiceDescriptor } from "../definition/descriptor.js";
import { loadService } from "../definition/load-service.js";
import type { ServiceModel } from "../definition/model.js";
import { readFromDisk } from "../definition/read-document.js";
import { realPathOnDisk } from "../definition/real-path.js";
import { toDescriptor } from "../definition/to-descriptor.js";
import { didYouMean } from "../errors/did-you-mean.js";
import { ServiceError, type ServiceErrorClass } from "../errors/service-error.js";
import { parseJson } from "../json/json.js";
import { isJsonObject } from "../json/json-object.js";
import type { ContextFields } from "../messaging/request-context.js";
import type { Target } from "../messaging/target.js";
import type { CallOptions } from "../rpc/call-options.js";
import { RpcClient } from "../rpc/rpc-client.js";
import { ServiceClient } from "../rpc/service-client.js";
import { UsageError } from "../terminal/usage-error.js";
import { warn } from "../terminal/warn.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import { ServiceValidator } from "../validation/service-validator.js";
import { type NamedArguments, readArguments, readTypedArguments } from "./arguments.js";
import type { TargetOptions, TransportCommandOptions } from "./common-options.js";

/** Stands for the standard input where a file may be named. */
const STANDARD_INPUT = "-";

/** Options of the commands that send a request. */
export interface RequestOptions extends TargetOptions, TransportCommandOptions {
  readonly context?: ContextFields;
  /** File with the arguments as a JSON object; `-` is the standard input. */
  readonly payload?: string;
}

/** A request a command line asks for. */
export interface CommandRequest {
  readonly method: string;
  /** Makes what sends it, again each time it is called; a call resolves with its result. */
  sender(transport: RpcTransport): () => Promise<unknown>;
}

/**
 * Reads `TOPIC METHOD ARGS`, or with a definition `METHOD ARGS`.
 *
 * @throws {UsageError} a word is missing, or does not fit the definition.
 * @throws {DefinitionError} the definition cannot be read or is wrong.
 */
export function readCommandRequest(
  kind: "call" | "cast",
  words: readonly string[],
  options: RequestOptions,
): CommandRequest {
  return options.schema === undefined
    ? readUntyped(kind, words, options)
    : readTyped(kind, words, readDefinition(options.schema), options);
}

/**
 * The definition of `--schema`, which is a file, or `-` for the standard input.
 *
 * @throws {UsageError} there is no such file, or it is a folder.
 * @throws {DefinitionError} it cannot be read or is wrong.
 */
export function readDefinition(file: string): ServiceDescriptor {
  return toDescriptor(readService(file));
}

/** The same with its descriptions. */
export function readService(file: string): ServiceModel {
  if (file === STANDARD_INPUT) return readPipedService();
  if (!existsSync(file)) throw new UsageError(`--schema ${file}: no such file`);
  if (statSync(file).isDirectory())
    throw new UsageError(`--schema ${file}: is a folder; name a definition in it`);
  return loadService(file);
}

/** It may refer to files of the working folder. */
function readPipedService(): ServiceModel {
  const name = "standard input";
  let bytes: Buffer;
  try {
    bytes = readFileSync(0);
  } catch (error) {
    throw new UsageError(`--schema: the standard input cannot be read: ${(error as Error).message}`);
  }
  return loadService(name, {
    readFile: (file) => (file === name ? bytes : readFromDisk(file)),
    realPath: realPathOnDisk,
  });
}

function readUntyped(
  kind: "call" | "cast",
  words: readonly string[],
  options: RequestOptions,
): CommandRequest {
  const [topic, method, ...rest] = words;
  if (topic === undefined || method === undefined) {
    throw new UsageError(`${kind} needs a topic and a method: oslo-rpc ${kind} my-topic methodA arg1=a`);
  }
  if (method === "") throw new UsageError("The name of the method is empty");
  const args = readPayload(options, rest) ?? readArguments(rest, (text) => warn(text, options));
  return {
    method,
    sender: (transport) => {
      const client = new RpcClient(transport, { topic }).prepare(overrides(options));
      return () => client[kind](method, args);
    },
  };
}

/**
 * Reads `METHOD ARGS` by a definition.
 *
 * @throws {UsageError} a word is missing, or does not fit the definition.
 */
export function readTyped(
  kind: "call" | "cast",
  words: readonly string[],
  descriptor: ServiceDescriptor,
  options: RequestOptions,
): CommandRequest {
  const [name, ...rest] = words;
  if (name === undefined) throw new UsageError(`${kind} needs a method: ${methodNames(descriptor)}`);
  const method = descriptor.methods.find((candidate) => candidate.name === name);
  if (method === undefined) throw unknownMethod(name, descriptor, options);
  if (method.kind !== kind && method.kind !== "both")
    throw new UsageError(`${name} is a ${method.kind}: use oslo-rpc ${method.kind}`);
  const given =
    readPayload(options, rest) ??
    readTypedArguments(rest, method, descriptor.$defs, (text) => warn(text, options));
  // As if it had come over a wire: what is written as a number becomes the bigint that an int64 is here.
  const args =
    new ServiceValidator(descriptor).editions(name)?.incomingArguments(given, options.targetVersion) ?? given;
  return {
    method: name,
    sender: (transport) => {
      const client = new DescriptorClient(
        descriptor,
        transport,
        overrides(options),
        declaredErrors(descriptor),
      );
      return () => client.request(kind, method, args);
    },
  };
}

/**
 * The arguments of `--payload`; undefined without that option.
 *
 * @throws {UsageError} there are arguments in the command line as well, or the file holds no JSON object.
 */
function readPayload(
  { payload, schema }: RequestOptions,
  words: readonly string[],
): NamedArguments | undefined {
  if (payload === undefined) return undefined;
  if (payload === STANDARD_INPUT && schema === STANDARD_INPUT)
    throw new UsageError("The standard input can be --schema or --payload, not both");
  if (words.length > 0)
    throw new UsageError("Give arguments in the command line or in --payload, not in both");
  const place = payload === STANDARD_INPUT ? "the standard input" : payload;
  let value: unknown;
  try {
    value = parseJson(readFileSync(payload === STANDARD_INPUT ? 0 : payload, "utf8"));
  } catch (error) {
    throw new UsageError(`--payload: ${place} cannot be read: ${(error as Error).message}`);
  }
  if (isJsonObject(value)) return value;
  throw new UsageError(`--payload: ${place} must hold a JSON object, the arguments by name`);
}

/** A client of a service whose definition is only known at run time. */
class DescriptorClient extends ServiceClient {
  request(kind: "call" | "cast", { name, params }: MethodDescriptor, args: NamedArguments): Promise<unknown> {
    const known = new Set(params.map((param) => param.name));
    const further = Object.entries(args).filter(([arg]) => !known.has(arg));
    return this.invoke(
      name,
      params.map((param) => args[param.name]),
      Object.fromEntries(further),
      kind,
    );
  }
}

/** The classes that a generated client has for the errors of its definition. */
function declaredErrors({ errors = [] }: ServiceDescriptor): readonly ServiceErrorClass[] {
  return errors.map(
    ({ name, module }) =>
      class extends ServiceError {
        static override readonly module: string = module;
        static override readonly errorName: string = name;
        override readonly name: string = name;
      },
  );
}

/** A connection that cannot be made ends the command: retry 0. */
function overrides({
  exchange,
  namespace,
  targetVersion,
  server,
  fanout,
  timeout,
  context,
}: RequestOptions): Partial<Target> & CallOptions {
  return { exchange, namespace, version: targetVersion, server, fanout, timeout, context, retry: 0 };
}

function methodNames(descriptor: ServiceDescriptor): string {
  return descriptor.methods.map(({ name }) => name).join(", ");
}

function unknownMethod(
  name: string,
  { service, topic, additionalTopics = [], methods }: ServiceDescriptor,
  { schema }: RequestOptions,
): UsageError {
  const names = methods.map((method) => method.name);
  const isTopic = schema !== undefined && [topic, ...additionalTopics].includes(name);
  const hint = isTopic
    ? `, which is its topic: with --schema the topic is left out`
    : didYouMean(name, names) || `; it has ${names.join(", ")}`;
  return new UsageError(`${service} has no method ${JSON.stringify(name)}${hint}`);
}
