/** A topic, or one server of it, that somebody listens at. */
export interface Listed {
  readonly topic: string;
  readonly exchange: string;
  /** Null for the place that all servers of the topic share. */
  readonly server: string | null;
  /** Those who take messages there. */
  readonly consumers: number;
  /** Messages that wait; null where nobody tells. */
  readonly waiting: number | null;
}

/** A name that messages are routed by, and the exchange it counts in. */
export interface ListedKey {
  readonly exchange: string;
  /** `TOPIC`, or `TOPIC.SERVER`. */
  readonly key: string;
  readonly consumers: number;
  readonly waiting: number;
}

/**
 * Tells topics from servers in names that hold both: what stands before a dot is a topic where that is a name of the
 * exchange by itself.
 */
export function splitKeys(keys: readonly ListedKey[]): readonly Listed[] {
  const known = new Set(keys.map(({ exchange, key }) => `${exchange}\n${key}`));
  return keys.map(({ exchange, key, consumers, waiting }) => {
    const topic = topicsOf(key).find((candidate) => known.has(`${exchange}\n${candidate}`));
    const place =
      topic === undefined ? { topic: key, server: null } : { topic, server: key.slice(topic.length + 1) };
    return { ...place, exchange, consumers, waiting };
  });
}

/** In the order in which people look for them: a topic before its servers. */
export function inOrder(rows: readonly Listed[]): readonly Listed[] {
  return rows.toSorted(
    (left, right) =>
      left.exchange.localeCompare(right.exchange) ||
      left.topic.localeCompare(right.topic) ||
      (left.server ?? "").localeCompare(right.server ?? ""),
  );
}

/** The parts before each dot, the shortest first: a server's name may have dots, being a host's. */
function topicsOf(key: string): readonly string[] {
  return [...key.matchAll(/\./g)].map(({ index }) => key.slice(0, index));
}
