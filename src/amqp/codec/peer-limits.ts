import { getOrInsert } from "../../collections/get-or-insert.js";

/**
 * Limits on what a peer may have one connection do or keep, made or accepted. Going beyond any of these ends the
 * connection.
 */
export interface PeerLimits {
  /** Bytes of the largest frame, which `open` announces. */
  readonly maxFrameSize: number;
  /**
   * Bytes of the largest message taken: what goes beyond is thrown away as it comes, and the delivery rejected. All
   * messages that are not whole yet may together have twice as many.
   */
  readonly maxMessageSize: number;
  /** Sessions at one time; `open` announces the highest channel. */
  readonly maxSessions: number;
  /** Links at one time, in all sessions. */
  readonly maxLinks: number;
  /** Levels of lists, maps and descriptors in the fields of a frame. */
  readonly maxNesting: number;
  /** Bytes that the sessions and links a peer has begun may take with all they say of themselves. */
  readonly maxKept: number;
}

export const defaultPeerLimits: PeerLimits = {
  maxFrameSize: 256 * 1024,
  maxMessageSize: 32 * 1024 * 1024,
  maxSessions: 65_536,
  maxLinks: 16_384,
  maxNesting: 32,
  maxKept: 64 * 1024 * 1024,
};

/** All limits, by those that were given: made once, not for each connection that they hold for. */
const completed = new WeakMap<Partial<PeerLimits>, PeerLimits>();

/** All limits, with those that are given. */
export function peerLimits(given: Partial<PeerLimits> | undefined): PeerLimits {
  if (given === undefined) return defaultPeerLimits;
  return getOrInsert(completed, given, () => ({ ...defaultPeerLimits, ...given }));
}
