import type { Distribution } from "./prefixes.js";

/** The counts of what a router has done, and of what it holds. */
export interface RouterStatistics {
  /** Clients that are connected. */
  readonly connections: number;
  /** Links on which clients send. */
  readonly senders: number;
  /** Links on which clients receive. */
  readonly receivers: number;
  /** Addresses that somebody sends to, receives from or has messages at. */
  readonly addresses: number;
  /** Messages that wait in the router. */
  readonly held: number;
  /** Bytes of all that waits, copies for slow receivers and what each message takes beside its own included. */
  readonly heldBytes: number;
  /** Bytes of messages that went to a client and have no outcome yet, as the limit of that name counts them. */
  readonly unsettledBytes: number;
  /** Messages that came in. */
  readonly received: number;
  /** Messages, and copies of them, that went out. */
  readonly forwarded: number;
  /** Messages given back because nobody could take them. */
  readonly released: number;
  /** Settled messages, and copies, that nobody could take. */
  readonly dropped: number;
  /** Messages whose time to live passed here. */
  readonly expired: number;
  /** Messages that their senders gave up while they waited here. */
  readonly withdrawn: number;
  /** Connections ended because the client broke the protocol. */
  readonly violations: number;
  /** Connections turned away: too many at once, or a TLS handshake that failed. */
  readonly refusedConnections: number;
  /** Logins turned away. */
  readonly refusedLogins: number;
  /** Links and messages refused because the user may not use the address. */
  readonly forbidden: number;
}

/** One client of a router, and what it has there. */
export interface RouterConnection {
  /** The client's address. */
  readonly host: string;
  /** The client's port. */
  readonly port: number;
  /** The user it has logged in as, which a router without users takes on trust; null for one without a name. */
  readonly user: string | null;
  /** The SASL mechanism of the login; null for a client that came without one. */
  readonly mechanism: string | null;
  /** It came over TLS. */
  readonly encrypted: boolean;
  /** The client's name for itself: AMQP's container-id; null before its `open`. */
  readonly container: string | null;
  /** Links on which it sends. */
  readonly senders: number;
  /** Links on which it receives. */
  readonly receivers: number;
  /** Messages that went to it and have no outcome yet. */
  readonly unsettled: number;
  /** Bytes of those, as the limit of that name counts them. */
  readonly unsettledBytes: number;
  /** When it connected. */
  readonly since: Date;
}

/** One address of a router. */
export interface RouterAddress {
  /** The name that clients know it by. */
  readonly name: string;
  /** The way that its messages are spread over those who receive. */
  readonly distribution: Distribution;
  /** Links that receive from it. */
  readonly consumers: number;
  /** Links that send to it; who sends through the anonymous terminus has none here. */
  readonly producers: number;
  /** Messages, and copies for slow receivers, that wait. */
  readonly waiting: number;
  /** Messages that came for it. */
  readonly received: number;
  /** Messages, and copies of them, that went out. */
  readonly forwarded: number;
  /** Messages that came in a second, over the last five. */
  readonly receivedRate: number;
  /** Messages, and copies, that went out in a second, over the last five. */
  readonly forwardedRate: number;
}

/** The counters behind the statistics; each part of the router counts what it does. */
export class Counters {
  connections = 0;
  senders = 0;
  receivers = 0;
  held = 0;
  received = 0;
  forwarded = 0;
  released = 0;
  dropped = 0;
  expired = 0;
  withdrawn = 0;
  violations = 0;
  refusedConnections = 0;
  refusedLogins = 0;
  forbidden = 0;
}
