import type { ServiceDescriptor } from "../definition/descriptor.js";
import { loadService } from "../definition/load-service.js";
import type { ServiceModel } from "../definition/model.js";
import { toDescriptor } from "../definition/to-descriptor.js";
import type { Reply } from "../drivers/driver.js";
import { MessagingTimeout } from "../errors/delivery-errors.js";
import { DefinitionError } from "../errors/setup-errors.js";
import { stringifyJson } from "../json/json.js";
import { isJsonObject, type JsonObject, memberOf } from "../json/json-object.js";
import type { Target } from "../messaging/target.js";
import { DISCOVERY, type ServerDescription } from "../rpc/discovery-endpoint.js";
import { CommandFailure } from "../terminal/command-failure.js";
import type { RpcTransport } from "../transport/rpc-transport.js";

/** The most that is read of the lists of one server. */
const MOST_SERVICES = 500;
const MOST_RUNNING = 1_000;
const MOST_METHODS = 2_000;

/** Of more than these the bounds would not be numbers of milliseconds any more. */
const MOST_BUCKETS = 64;

/** The place of the servers that are asked. */
export type AskedTarget = Pick<Target, "topic" | "exchange" | "server">;

interface DescribeSettings {
  /** Seconds to wait for answers. */
  readonly timeout: number;
  /** Whether the definitions are wanted as well. */
  readonly services: boolean;
}

/** The answers to the request for descriptions. */
export interface Descriptions {
  readonly servers: readonly ServerDescription[];
  /** Servers that are there and do not describe themselves: Python's, or with discovery switched off. */
  readonly others: number;
  /** Why there may be no answer, as far as that is known. */
  readonly why?: string;
}

/** Asks one server of a topic, or the one that is named. @throws {CommandFailure} it does not describe itself. */
export async function describeOne(
  transport: RpcTransport,
  place: AskedTarget,
  { timeout, services }: DescribeSettings,
): Promise<ServerDescription> {
  const message = discoveryRequest(services);
  const reply = await transport.send({ ...place }, {}, message, { waitForReply: true, timeout, retry: 0 });
  const description = reply && readDescription(reply);
  if (description !== undefined) return description;
  throw new CommandFailure(
    `The server of topic ${place.topic} does not describe itself, as those in Python do not, and ours where rpc_discovery_enabled is off; oslo-gen import makes a definition of its sources`,
  );
}

/** Asks all servers of a topic, and gathers answers until the time is up. */
export async function describeAll(
  transport: RpcTransport,
  place: AskedTarget,
  { timeout, services }: DescribeSettings,
): Promise<Descriptions> {
  const servers: ServerDescription[] = [];
  let others = 0;
  let why: string | undefined;
  const onReply = (reply: Reply) => {
    const description = readDescription(reply);
    if (description === undefined) others += 1;
    else servers.push(description);
  };
  const options = { waitForReply: true, timeout, retry: 0, onReply };
  try {
    await transport.send({ ...place, fanout: true }, {}, discoveryRequest(services), options);
  } catch (error) {
    if (!(error instanceof MessagingTimeout)) throw error;
    if (error.cause instanceof Error) why = error.cause.message;
  }
  return { servers, others, ...(why !== undefined && { why }) };
}

/**
 * The definitions of a description, checked as if they had been read from files.
 *
 * @throws {CommandFailure} one of them is wrong.
 */
export function definitionsOf(description: ServerDescription): readonly ServiceDescriptor[] {
  return modelsOf(description).map(toDescriptor);
}

/** The same with all that they say. */
export function modelsOf({ server, services = [] }: ServerDescription): readonly ServiceModel[] {
  return services.map((definition) => {
    const name = `definition of ${server ?? "the server"}`;
    try {
      return loadService(name, { readFile: () => Buffer.from(stringifyJson(definition)) });
    } catch (error) {
      if (!(error instanceof DefinitionError)) throw error;
      const [problem] = error.problems;
      throw new CommandFailure(`The ${name} is wrong: ${problem?.pointer ?? ""} ${problem?.message ?? ""}`);
    }
  });
}

function discoveryRequest(services: boolean) {
  const { method, namespace, version } = DISCOVERY;
  return { method, namespace, version, args: services ? {} : { services } };
}

/** Undefined when it is an error, or nothing that such a server says. */
function readDescription(reply: Reply): ServerDescription | undefined {
  if ("failure" in reply || !isJsonObject(reply.response)) return undefined;
  const { services, running, methods } = reply.response;
  const description = {
    ...reply.response,
    running: firstOf(running, MOST_RUNNING),
    methods: firstOf(methods, MOST_METHODS),
    ...(services !== undefined && { services: firstOf(services, MOST_SERVICES) }),
  };
  return isDescription(description) ? (description as unknown as ServerDescription) : undefined;
}

/** A later format adds members, and has another number only when it takes some away. */
function isDescription(description: JsonObject): boolean {
  const { format, topic, server, library, pid, services = [], running, methods } = description;
  const { host, program, since } = description;
  return (
    format === 1 &&
    [topic, host, program, since, memberOf(library, "version")].every(isText) &&
    isTextOrNull(server) &&
    isCount(pid) &&
    isListOf(services, () => true) &&
    isListOf(running, isRunning) &&
    isListOf(methods, isTally)
  );
}

function isRunning({ method, seconds, requestId, userId }: JsonObject): boolean {
  return isText(method) && isDuration(seconds) && [requestId, userId].every(isTextOrNull);
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isTextOrNull(value: unknown): boolean {
  return value === null || isText(value);
}

function isTally({ method, calls, failures, seconds, buckets }: JsonObject): boolean {
  return (
    isText(method) &&
    [calls, failures].every(isCount) &&
    isDuration(seconds) &&
    Array.isArray(buckets) &&
    buckets.length <= MOST_BUCKETS &&
    buckets.every(isCount)
  );
}

/** Sums and differences of such are exact. */
function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isDuration(value: unknown): boolean {
  return Number.isFinite(value) && (value as number) >= 0;
}

function firstOf(value: unknown, most: number): unknown {
  return Array.isArray(value) ? value.slice(0, most) : value;
}

function isListOf(value: unknown, isMember: (member: JsonObject) => boolean): boolean {
  return Array.isArray(value) && value.every((member) => isJsonObject(member) && isMember(member));
}
