import type { Configuration } from "../../config/configuration.js";
import { amqp } from "../../config/groups/amqp.js";
import { UsageError } from "../../terminal/usage-error.js";
import { fetchJson, objectsOf } from "./fetch-json.js";
import type { Listed } from "./listed.js";

interface ListingOptions {
  /** Place of the router's HTTP port. */
  readonly http: URL | undefined;
  readonly token: string | undefined;
  /** Seconds. */
  readonly timeout: number;
}

/** Topics and servers that have receivers at an embedded router, from its HTTP port. @throws {CommandFailure} */
export async function listRouter(
  configuration: Configuration,
  { http, token, timeout }: ListingOptions,
): Promise<readonly Listed[]> {
  if (http === undefined) {
    throw new UsageError(
      "A router lists its topics over HTTP: start it as oslo-rpc router --http 8080, and give --http http://127.0.0.1:8080",
    );
  }
  const url = new URL("/addresses?limit=10000", http);
  const answer = await fetchJson(url, {
    authorization: token === undefined ? undefined : `Bearer ${token}`,
    timeout,
    advice: {
      unreachable: "is the router started with --http, and --http here its place?",
      refused: "give the router's token in --token",
    },
  });
  const addresses = objectsOf((answer as { readonly addresses?: unknown } | null)?.addresses);
  return addresses.flatMap(({ name, consumers, waiting }) => {
    const place = typeof name === "string" ? placeOf(name, configuration) : undefined;
    if (place === undefined || typeof consumers !== "number" || typeof waiting !== "number") return [];
    return [{ ...place, consumers, waiting }];
  });
}

/** The topic and server of an address of requests; undefined for others, as those of replies and fanouts. */
function placeOf(
  address: string,
  configuration: Configuration,
): Pick<Listed, "topic" | "exchange" | "server"> | undefined {
  const get = configuration.get.bind(configuration);
  const prefix = `${get(amqp.rpcAddressPrefix)}/`;
  if (!address.startsWith(prefix)) return undefined;
  const [kind, exchange, topic, ...server] = address.slice(prefix.length).split("/");
  if (exchange === undefined || topic === undefined) return undefined;
  if (kind === get(amqp.anycastAddress)) return { exchange, topic, server: null };
  return kind === get(amqp.unicastAddress) ? { exchange, topic, server: server.join("/") } : undefined;
}
