import { InvalidTarget } from "../errors/setup-errors.js";
import { checkAddressNames } from "../messaging/address-names.js";
import type { Target } from "../messaging/target.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import type { RpcServerOptions } from "./server-options.js";

/**
 * The targets that a server listens on, one for each topic; most have one.
 *
 * @throws {InvalidTarget} there is no server name or no endpoint, the endpoints disagree on topic or exchange, a name is
 * none that an address can have, or there are no topics, or a topic and several.
 */
export function serverTargets(
  { topic, topics, ...place }: ServerPlace,
  transport: RpcTransport,
): readonly [Target, ...Target[]] {
  if (topics !== undefined && topic !== undefined)
    throw new InvalidTarget("A server takes topic or topics, not both");
  const [first, ...others] = topics === undefined ? [topic] : new Set(topics);
  if (topics !== undefined && (first === undefined || topics.includes("")))
    throw new InvalidTarget(`Server ${place.server} needs at least one topic, and none without a name`);
  const target = (name: string | undefined) => serverTarget({ ...place, topic: name }, transport);
  return [target(first), ...others.map(target)];
}

function serverTarget(
  { server, endpoints, topic, exchange }: Omit<ServerPlace, "topics">,
  transport: RpcTransport,
): Target {
  if (!server) throw new InvalidTarget("A server needs a name");
  if (endpoints.length === 0) throw new InvalidTarget(`Server ${server} needs at least one endpoint`);
  const target = {
    server,
    topic: topic ?? agreed("topic", endpoints, ({ descriptor }) => descriptor.topic) ?? "",
    exchange: exchange ?? agreed("exchange", endpoints, ({ descriptor }) => transport.exchangeOf(descriptor)),
  };
  checkAddressNames(target);
  return target;
}

type ServerPlace = Pick<RpcServerOptions, "server" | "endpoints" | "topic" | "topics" | "exchange">;

function agreed(
  what: string,
  endpoints: RpcServerOptions["endpoints"],
  nameOf: (endpoint: RpcServerOptions["endpoints"][number]) => string | undefined,
): string | undefined {
  const [first, ...others] = new Set(endpoints.map(nameOf));
  if (others.length === 0) return first;
  const list = [first, ...others].map((value) => value ?? "none").join(", ");
  throw new InvalidTarget(`The endpoints disagree on the ${what} (${list}): name it in the server's options`);
}
