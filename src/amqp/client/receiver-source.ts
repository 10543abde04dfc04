import type { SourceFilter, Terminus } from "../engine/terms.js";

/** A part of what an address has. */
export interface FilteredSource {
  readonly address: string;
  readonly filter: SourceFilter;
}

/** Where messages come from: an address, a part of what is there, or null for an address that the peer makes up. */
export type ReceiverSource = string | null | FilteredSource;

/** The address that a source names. */
export function addressOf(source: ReceiverSource): string | undefined {
  if (source === null) return undefined;
  return typeof source === "string" ? source : source.address;
}

/** The source of an attach. */
export function terminusOf(source: ReceiverSource): Terminus {
  if (source === null) return { dynamic: true };
  return typeof source === "string" ? { address: source } : source;
}
