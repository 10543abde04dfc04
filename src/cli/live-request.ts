import type { ServiceDescriptor } from "../definition/descriptor.js";
import { definitionsOf, describeOne } from "../discovery/server-descriptions.js";
import { CommandFailure } from "../terminal/command-failure.js";
import { UsageError } from "../terminal/usage-error.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import { type CommandRequest, type RequestOptions, readTyped } from "./requests.js";

/** Seconds to wait for the definition. */
const TIMEOUT = 5;

/**
 * Reads `TOPIC METHOD ARGS` by the definition that a server of the topic has.
 *
 * @throws {UsageError} a word is missing, or does not fit the definition.
 * @throws {CommandFailure} the server does not tell its definition.
 */
export async function liveRequest(
  kind: "call" | "cast",
  [topic, ...words]: readonly string[],
  options: RequestOptions,
  transport: RpcTransport,
): Promise<CommandRequest> {
  if (topic === undefined) throw new UsageError(`${kind} --live needs a topic and a method`);
  const { exchange, server } = options;
  const asked = { topic, exchange, server };
  const definitions = definitionsOf(
    await describeOne(transport, asked, { timeout: TIMEOUT, services: true }),
  );
  return readTyped(kind, words, withMethod(definitions, words[0], options), options);
}

/** The definition that has the method, or else the first one, which tells what it has instead. */
function withMethod(
  definitions: readonly ServiceDescriptor[],
  method: string | undefined,
  { namespace }: RequestOptions,
): ServiceDescriptor {
  const candidates = definitions.filter(
    (definition) => namespace === undefined || definition.namespace === namespace,
  );
  const having = candidates.filter(({ methods }) => methods.some(({ name }) => name === method));
  if (having.length > 1) {
    const names = having.map((definition) => definition.namespace ?? "none").join(", ");
    throw new UsageError(
      `Services of several namespaces have ${method}: choose one with --namespace (${names})`,
    );
  }
  const [found = candidates[0]] = having;
  if (found === undefined) throw new CommandFailure("The server has no service in that namespace");
  // The server is asked where it answered, whatever its own configuration makes of the definition.
  const { controlExchange: _, ...placed } = found;
  return placed;
}
