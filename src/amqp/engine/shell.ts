import type { Connection } from "rhea";
import type { PeerLimits } from "../codec/peer-limits.js";

/** What the owner of a connection is told of it. */
export interface ShellHandlers {
  /** The connection cannot go on, for a {@link ProtocolViolation} of the peer or another reason: discard it. */
  failed(error: Error): void;
  /** The peer has accepted the login. */
  loggedIn?(): void;
}

/** A rhea connection on a socket of ours. */
export interface Shell {
  readonly connection: Connection;
  /** Chunks read from the socket and frames written to it so far: the heartbeats look whether they moved. */
  readonly activity: { readonly reads: number; readonly writes: number };
  /** Sends a frame without a performative, which keeps an idle connection alive. */
  writeEmptyFrame(): void;
  /**
   * Cuts rhea off the socket, and destroys that; nothing is read or written afterwards. A peer that has broken the
   * protocol is left a moment to read what it has been told.
   */
  discard(): void;
}

/** What a connection says of itself in its `open`, and how it deals with its peer. */
export interface OpenOptions {
  readonly containerId: string;
  readonly hostname?: string | undefined;
  /** idle-time-out to announce, in ms. */
  readonly idleTimeOut?: number | undefined;
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
  /** What the peer may have us keep; the defaults where absent. */
  readonly limits?: Partial<PeerLimits> | undefined;
  /** Gets a line for every frame, with `<-` before those of the peer and `->` before ours. */
  readonly trace?: ((line: string) => void) | undefined;
  readonly offeredCapabilities?: readonly string[] | undefined;
  /**
   * False for a peer that ends the session at a disposition of a sender: a message that is given up after it was sent is
   * forgotten without a word.
   */
  readonly settlesAsSender?: boolean | undefined;
}
