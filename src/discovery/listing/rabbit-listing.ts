import type { Configuration } from "../../config/configuration.js";
import { rabbit } from "../../config/groups/rabbit.js";
import { virtualHost } from "../../drivers/rabbit/connection-options.js";
import { managementPage } from "../../drivers/rabbit/management-page.js";
import type { TransportUrl } from "../../messaging/transport-url.js";
import { UsageError } from "../../terminal/usage-error.js";
import { fetchJson, objectsOf } from "./fetch-json.js";
import { type Listed, splitKeys } from "./listed.js";

interface ListingOptions {
  /** Place of the management page; port 15672 of the first host when not given, and the broker is spoken to without TLS. */
  readonly http: URL | undefined;
  /** Seconds. */
  readonly timeout: number;
}

/**
 * Topics and servers that RabbitMQ has queues of, from its management API.
 *
 * @throws {UsageError} the login would go there in the clear, while it does not to the broker.
 * @throws {CommandFailure}
 */
export async function listRabbit(
  url: TransportUrl,
  configuration: Configuration,
  { http, timeout }: ListingOptions,
): Promise<readonly Listed[]> {
  const [host] = url.hosts;
  const { username = "guest", password = "guest" } = host ?? {};
  const base = http ?? pageInTheClear(host?.host ?? "localhost", configuration);
  const ask = (path: string) =>
    fetchJson(new URL(`/api/${path}/${encodeURIComponent(virtualHost(url))}`, base), {
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
      timeout,
      advice: {
        unreachable:
          "is the management plugin on (rabbitmq-plugins enable rabbitmq_management)? --http names its place",
        refused: "the user needs a tag: rabbitmqctl set_user_tags USER monitoring",
      },
    });
  const [bindings, queues] = await Promise.all([ask("bindings"), ask("queues")]);
  const found = new Map(objectsOf(queues).map((queue) => [queue.name, queue]));
  const keys = objectsOf(bindings).flatMap(({ source, destination, routing_key: key }) => {
    const queue = found.get(destination);
    // Queues of topics are bound with their own name; fanout and reply queues are not.
    if (queue === undefined || typeof source !== "string" || source === "" || typeof key !== "string")
      return [];
    if (key !== destination) return [];
    return [{ exchange: source, key, consumers: count(queue.consumers), waiting: count(queue.messages) }];
  });
  return splitKeys(keys);
}

function pageInTheClear(host: string, configuration: Configuration): URL {
  if (!configuration.get(rabbit.ssl)) return managementPage(host, false);
  throw new UsageError(
    `The broker is spoken to with TLS, and nothing says where its management page has it: give --http ${managementPage(host, true).origin}`,
  );
}

function count(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
