/** The way that messages for an address are spread over those who receive from it. */
export type Distribution =
  /** To the receiver with the fewest messages in hand. */
  | "balanced"
  /** To the nearest receiver; with one router all are equally near, so they take turns. */
  | "closest"
  /** A copy to each. */
  | "multicast"
  /** As balanced, but messages are held while nobody receives. */
  | "queue";

/** Which distribution addresses have that begin in a certain way. */
export interface PrefixRule {
  /** The beginning of the addresses, up to a `/` or `.`. */
  readonly prefix: string;
  /** The way that their messages are spread. */
  readonly distribution: Distribution;
}

/** oslo.messaging's addresses, routable and legacy. */
export const osloPrefixes: readonly PrefixRule[] = [
  { prefix: "openstack.org/om/rpc/multicast", distribution: "multicast" },
  { prefix: "openstack.org/om/rpc/unicast", distribution: "closest" },
  { prefix: "openstack.org/om/rpc/anycast", distribution: "balanced" },
  { prefix: "openstack.org/om/notify/multicast", distribution: "multicast" },
  { prefix: "openstack.org/om/notify/unicast", distribution: "closest" },
  { prefix: "openstack.org/om/notify/anycast", distribution: "balanced" },
  { prefix: "broadcast", distribution: "multicast" },
  { prefix: "unicast", distribution: "queue" },
  { prefix: "exclusive", distribution: "queue" },
];

/** Finds the distribution of an address: that of its longest rule that ends at a `.` or `/`, or `otherwise`. */
export function distributionOf(
  address: string,
  rules: readonly PrefixRule[],
  otherwise: Distribution = "balanced",
): Distribution {
  let found: PrefixRule | undefined;
  for (const rule of rules) {
    if (!address.startsWith(rule.prefix)) continue;
    const next = address[rule.prefix.length];
    if (next !== undefined && next !== "/" && next !== ".") continue;
    if (found === undefined || rule.prefix.length > found.prefix.length) found = rule;
  }
  return found?.distribution ?? otherwise;
}
