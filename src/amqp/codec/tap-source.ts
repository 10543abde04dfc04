/** Capability of a peer that gives copies of what goes to others. */
export const TAP_CAPABILITY = "OSLO-RPC-TAP";

const PREFIX = "oslo-rpc-router/tap/";
const SEPARATOR = "\n";

/** The source of a link that gets copies of what goes to addresses and to all under them, in the order in which it comes. */
export function tapSource(addresses: readonly string[]): string {
  return PREFIX + addresses.join(SEPARATOR);
}

/** The addresses that a source says are to be tapped; undefined for one that is to be received from. */
export function addressesOfTap(source: string): readonly string[] | undefined {
  return source.startsWith(PREFIX) ? source.slice(PREFIX.length).split(SEPARATOR) : undefined;
}
