/**
 * What a peer may have one connection do or keep, beside the sizes of frames and the number of sessions, which `open`
 * announces. Going beyond any of these ends the connection.
 */
export interface PeerLimits {
  /**
   * Bytes of the largest message taken: what goes beyond is thrown away as it comes, and the delivery rejected. All
   * messages that are not whole yet may together have twice as many.
   */
  readonly maxMessageSize: number;
  /** Links at one time, in all sessions. */
  readonly maxLinks: number;
  /** Levels of lists, maps and descriptors in the fields of a frame. */
  readonly maxNesting: number;
  /** Bytes that the sessions and links a peer has begun may take with all they say of themselves. */
  readonly maxKept: number;
}

export const defaultPeerLimits: PeerLimits = {
  maxMessageSize: 32 * 1024 * 1024,
  maxLinks: 16_384,
  maxNesting: 32,
  maxKept: 64 * 1024 * 1024,
};
