import { virtualHost } from "../../drivers/rabbit/connection-options.js";
import type { TransportUrl } from "../../messaging/transport-url.js";
import { fetchJson, objectsOf } from "./fetch-json.js";
import { type Listed, splitKeys } from "./listed.js";

const MANAGEMENT_PORT = 15672;

interface ListingOptions {
  /** Place of the management page; port 15672 of the first host when not given. */
  readonly http: URL | undefined;
  /** Seconds. */
  readonly timeout: number;
}

/** Topics and servers that RabbitMQ has queues of, from its management API. @throws {CommandFailure} */
export async function listRabbit(
  url: TransportUrl,
  { http, timeout }: ListingOptions,
): Promise<readonly Listed[]> {
  const [host] = url.hosts;
  const { username = "guest", password = "guest" } = host ?? {};
  const name = host?.host ?? "localhost";
  const base = http ?? `http://${name.includes(":") ? `[${name}]` : name}:${MANAGEMENT_PORT}`;
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

function count(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
