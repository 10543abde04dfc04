import type { PeerLimits } from "../codec/peer-limits.js";

/** The contents of a connection's `open`, and how it deals with its peer. */
export interface OpenOptions {
  readonly containerId: string;
  readonly hostname?: string | undefined;
  /** idle-time-out to announce, in ms. */
  readonly idleTimeOut?: number | undefined;
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
  /** Limits on what the peer may have us keep; the defaults where absent. */
  readonly limits?: Partial<PeerLimits> | undefined;
  /** Gets a line for every frame, with `<-` before those of the peer and `->` before ours. */
  readonly trace?: ((line: string) => void) | undefined;
  readonly offeredCapabilities?: readonly string[] | undefined;
  /**
   * Says login, header and `open` at once, before the peer has answered (AMQP 1.0, part 2.4.1), where the login needs no
   * answer.
   */
  readonly ahead?: boolean | undefined;
  /**
   * False for a peer that ends the session at a disposition of a sender: a message that is given up after it was sent
   * is forgotten without a word.
   */
  readonly settlesAsSender?: boolean | undefined;
}

/** Why something is closed, as it goes to the peer. */
export interface PeerError {
  readonly condition: string;
  readonly description: string;
}

/** The content of a peer's `open`. Anything may stand in its properties. */
export interface PeerOpen {
  readonly container_id?: string | undefined;
  readonly max_frame_size?: number | null | undefined;
  readonly channel_max?: number | null | undefined;
  readonly idle_time_out?: number | null | undefined;
  readonly offered_capabilities?: unknown;
  readonly properties?: Readonly<Record<string, unknown>> | null | undefined;
}

/** The content of a peer's `begin`. */
export interface PeerBegin {
  /** Ours, when it answers. */
  readonly remote_channel: number | null | undefined;
  readonly next_outgoing_id: number;
  readonly incoming_window: number;
}

/** One end of a link as its peer has written it. */
export interface PeerTerminus {
  /** A text, unless a peer writes anything else. */
  readonly address: unknown;
  readonly dynamic: boolean | null | undefined;
  readonly filter: unknown;
}

/** The part of a peer's `attach` that counts as long as the link lives. */
export interface PeerTermini {
  readonly max_message_size: unknown;
  /** 1: all that is sent is settled. */
  readonly snd_settle_mode: unknown;
  readonly source: PeerTerminus | null | undefined;
  readonly target: PeerTerminus | null | undefined;
}

/** The content of a peer's `attach`. */
export interface PeerAttach extends PeerTermini {
  readonly name: string;
  readonly handle: number;
  /** True when the peer is the receiver. */
  readonly role: boolean;
  readonly initial_delivery_count: number | null | undefined;
}

/** A part of what a source has, as its node understands it. */
export interface SourceFilter {
  /** The key of the filter, and the descriptor of its value: some nodes go by the one, some by the other. */
  readonly name: string;
  /** A text, or an integer from 0 on. */
  readonly value: string | number;
}

/** One end of a link; without an address it is the anonymous terminus. */
export interface Terminus {
  /** A text, unless a peer writes anything else. */
  readonly address?: unknown;
  /** The address is made up by the peer, or by us for it. */
  readonly dynamic?: boolean;
  readonly filter?: SourceFilter;
  /** The node that is made for the link ends with it. */
  readonly expiry_policy?: "link-detach" | undefined;
  /** Kinds of node that the peer is to make. */
  readonly capabilities?: readonly string[];
}

/** Terms of an `attach` of ours. */
export interface AttachTerms {
  readonly name: string;
  readonly source: Terminus;
  readonly target: Terminus;
  readonly properties?: Readonly<Record<string, unknown>>;
  /** 1: all that is sent is settled. */
  readonly snd_settle_mode?: number;
}

/** Terms of a `begin` of ours. */
export interface BeginTerms {
  readonly incoming_window: number;
  readonly outgoing_window: number;
  readonly handle_max: number;
}
