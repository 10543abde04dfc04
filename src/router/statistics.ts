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
