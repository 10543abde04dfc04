import { inspect } from "node:util";
import { defaultPeerLimits, type PeerLimits } from "../amqp/codec/peer-limits.js";
import { didYouMean } from "../errors/did-you-mean.js";
import { ConfigurationError } from "../errors/setup-errors.js";
import type { LoginLimits } from "./login-limiter.js";

/**
 * Limits on what one client may have the router do or keep. `oslo-rpc router --help` prints the defaults, and the page
 * on operations says what happens beyond each.
 */
export interface RouterLimits extends LoginLimits, PeerLimits {
  /** Messages a sender may send before the router has passed one on. */
  readonly senderCredit: number;
  /** Messages that may wait at one address. */
  readonly heldMessages: number;
  /** Bytes of messages that may wait at one address. */
  readonly heldBytes: number;
  /** Bytes of all that waits in the router, with 512 for each message beside its own. */
  readonly totalHeldBytes: number;
  /**
   * Bytes of messages that went to one connection and have no outcome yet, or that its windows hold back, with 512 for
   * each beside its own.
   */
  readonly unsettledBytes: number;
  /** Bytes of those of all connections: one may have no more than what is left of them, and a message always. */
  readonly totalUnsettledBytes: number;
  /** Copies of multicast messages that may wait for one receiver; the oldest give way. */
  readonly heldCopies: number;
  /** Bytes of those copies. */
  readonly heldCopyBytes: number;
  /** Copies that may wait for one receiver that taps; the oldest give way. */
  readonly tapCopies: number;
  /** Bytes of those copies. */
  readonly tapCopyBytes: number;
  /** Addresses that there may be at once. */
  readonly maxAddresses: number;
  /** Connections that there may be at once. */
  readonly maxConnections: number;
  /** ms from the connection to AMQP's `open`. */
  readonly handshakeTimeout: number;
  /** ms of silence after which a client is given up. */
  readonly idleTimeout: number;
}

export const defaultLimits: RouterLimits = {
  ...defaultPeerLimits,
  // A link in a session of its own counts as some 14 kB.
  maxKept: 128 * 1024 * 1024,
  senderCredit: 250,
  heldMessages: 10_000,
  heldBytes: 64 * 1024 * 1024,
  totalHeldBytes: 512 * 1024 * 1024,
  unsettledBytes: 64 * 1024 * 1024,
  totalUnsettledBytes: 512 * 1024 * 1024,
  heldCopies: 1_000,
  heldCopyBytes: 16 * 1024 * 1024,
  tapCopies: 10_000,
  tapCopyBytes: 16 * 1024 * 1024,
  maxMessageSize: 16 * 1024 * 1024,
  maxSessions: 8_192,
  maxLinks: 8_192,
  maxAddresses: 100_000,
  maxConnections: 10_000,
  handshakeTimeout: 5_000,
  idleTimeout: 60_000,
  loginAttempts: 5,
  loginPause: 1_000,
};

/** The longest time of a timer of Node.js; credit has 32 bits as well. */
const LONGEST = 2 ** 31 - 1;

/** From where to where a limit may go, if that is not from 1 to the largest whole number. */
const ranges: Partial<Record<keyof RouterLimits, readonly [least: number, most: number]>> = {
  // AMQP 1.0, part 2.4.1: every peer takes frames of 512 bytes.
  maxFrameSize: [512, 2 ** 32 - 1],
  maxSessions: [1, 65_536],
  senderCredit: [1, LONGEST],
  handshakeTimeout: [1, LONGEST],
  idleTimeout: [0, LONGEST],
};

/**
 * All limits, with those that are given.
 *
 * @throws {ConfigurationError} there is no such limit, or it cannot have that value.
 */
export function limitsWith(given: Partial<RouterLimits>): RouterLimits {
  const known = Object.keys(defaultLimits);
  for (const [name, value] of Object.entries(given)) {
    if (!known.includes(name)) {
      const near = didYouMean(name, known) || `; its limits are ${known.join(", ")}`;
      throw new ConfigurationError(`The router has no limit ${JSON.stringify(name)}${near}`);
    }
    const [least, most] = ranges[name as keyof RouterLimits] ?? [1, Number.MAX_SAFE_INTEGER];
    if (!Number.isSafeInteger(value) || value < least || value > most) {
      throw new ConfigurationError(
        `The router's limit ${name} is a whole number from ${least} to ${most}, not ${inspect(value)}`,
      );
    }
  }
  return { ...defaultLimits, ...given };
}
