import { isIPv6 } from "node:net";

/** 16 bits each that tell the network of an IPv6 address. */
const NETWORK_GROUPS = 4;

/**
 * The network an address belongs to: an IPv4 address itself, and the /64 of an IPv6 address, since who has one of
 * those has the 2^64 beside it as well.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped !== null) return mapped[1] as string;
  if (!isIPv6(address)) return address;
  // A zone is no part of it, and an IPv4 address at the end stands for two groups.
  const plain = address.replace(/%.*$/, "").replace(/\d+\.\d+\.\d+\.\d+$/, "0:0");
  const [head = [], tail = []] = plain.split("::").map((half) => half.split(":").filter(Boolean));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => "0");
  return [...head, ...zeros, ...tail]
    .slice(0, NETWORK_GROUPS)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
