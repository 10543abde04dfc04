/**
 * Where a message goes, or what a server listens on (`oslo_messaging.Target`). A client needs a topic, a server a
 * topic and a server name.
 */
export interface Target {
  /** The name that servers of a kind share. */
  readonly topic: string;
  /** Undefined: the configured `control_exchange`. */
  readonly exchange?: string | undefined;
  /** Undefined: the null namespace. */
  readonly namespace?: string | undefined;
  /** MAJOR.MINOR[.REVISION]; undefined counts as 1.0. */
  readonly version?: string | undefined;
  /** Name of one server. */
  readonly server?: string | undefined;
  /** True for a copy to every server of the topic. */
  readonly fanout?: boolean | undefined;
}

/** The target in one line, for messages: `topic my-topic, exchange my-exchange, server Server01`. */
export function describeTarget({ topic, exchange, server, fanout }: Target): string {
  const parts = [`topic ${topic}`];
  if (exchange !== undefined) parts.push(`exchange ${exchange}`);
  if (server !== undefined) parts.push(`server ${server}`);
  if (fanout) parts.push("fanout");
  return parts.join(", ");
}
