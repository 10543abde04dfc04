import type { SourceFilter, Terminus } from "../engine/terms.js";

/** A part of what an address has. */
export interface FilteredSource {
  readonly address: string;
  readonly filter: SourceFilter;
}

/** An address whose messages the peer settles as it sends them: what is lost with the link is lost anyway. */
export interface SettledSource {
  readonly address: string;
  readonly settled: true;
}

/** A source that the peer is to make, where more must be said of it than that. */
export interface MadeSource {
  readonly capabilities: readonly string[];
  readonly expiryPolicy?: "link-detach";
  /** The peer settles each message as it sends it. */
  readonly settled?: boolean;
}

/**
 * Where messages come from: an address, a part of what is there, what the peer settles itself, or an address that the
 * peer makes up: null, or with more said of it.
 */
export type ReceiverSource = string | null | FilteredSource | SettledSource | MadeSource;

/** The address that a source names. */
export function addressOf(source: ReceiverSource): string | undefined {
  if (source === null || typeof source === "string") return source ?? undefined;
  return "address" in source ? source.address : undefined;
}

/** The source of an attach. */
export function terminusOf(source: ReceiverSource): Terminus {
  if (source === null) return { dynamic: true };
  if (typeof source === "string") return { address: source };
  if ("filter" in source) return source;
  if ("address" in source) return { address: source.address };
  const { capabilities, expiryPolicy } = source;
  return { dynamic: true, expiry_policy: expiryPolicy, capabilities: [...capabilities] };
}

/** The settle mode of the sender that a source asks for; undefined leaves it to the peer. */
export function settleModeOf(source: ReceiverSource): 1 | undefined {
  return source !== null && typeof source === "object" && "settled" in source && source.settled
    ? 1
    : undefined;
}
