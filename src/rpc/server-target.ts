import { InvalidTarget } from "../errors/setup-errors.js";
import { checkAddressNames } from "../messaging/address-names.js";
import type { Target } from "../messaging/target.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import type { RpcServerOptions } from "./server-options.js";

/**
 * The target that a server listens on.
 *
 * @throws {InvalidTarget} there is no server name or no endpoint, the endpoints disagree on topic or exchange, or a name is
 * none that an address can have.
 */
export function serverTarget(
  { server, endpoints, topic, exchange }: ServerPlace,
  transport: RpcTransport,
): Target {
  if (!server) throw new InvalidTarget("A server needs a name");
  if (endpoints.length === 0) throw new InvalidTarget(`Server ${server} needs at least one endpoint`);
  const descriptors = endpoints.map(({ descriptor }) => descriptor);
  const target = {
    server,
    topic:
      topic ??
      agreed(
        "topic",
        descriptors.map((descriptor) => descriptor.topic),
      ) ??
      "",
    exchange:
      exchange ??
      agreed(
        "exchange",
        descriptors.map((descriptor) => transport.exchangeOf(descriptor)),
      ),
  };
  checkAddressNames(target);
  return target;
}

type ServerPlace = Pick<RpcServerOptions, "server" | "endpoints" | "topic" | "exchange">;

function agreed(what: string, values: readonly (string | undefined)[]): string | undefined {
  const [first, ...others] = new Set(values);
  if (others.length === 0) return first;
  const list = [first, ...others].map((value) => value ?? "none").join(", ");
  throw new InvalidTarget(`The endpoints disagree on the ${what} (${list}): name it in the server's options`);
}
