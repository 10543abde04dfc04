import type { DeliveryLink, RawDelivery } from "./delivery.js";
import type { PartialDelivery } from "./partial-delivery.js";

/** Told of what happens on a link while messages flow. */
export interface LinkHooks extends NonNullable<DeliveryLink["hooks"]> {
  /** A whole message came. */
  readonly delivered?: (delivery: RawDelivery) => void;
  /** The peer granted credit, or asked to have it used up or given back. */
  readonly credit?: (drain: boolean) => void;
  /** The peer aborted a delivery: its credit is used up, and nothing came. */
  readonly aborted?: () => void;
  /** The peer has used up, or given back, the credit that was drained. */
  readonly drained?: () => void;
  /** Messages larger than this, in bytes, make us detach the link rather than reject them. */
  readonly maxMessageSize?: number;
}

/** A link as rhea keeps it, as far as messages flowing on it are concerned. */
export interface LinkState {
  readonly name: string;
  readonly local: { readonly handle: number };
  /** Credit left. Below zero after credit was taken back that the peer had used meanwhile. */
  credit: number;
  /** How far below zero the credit may go. */
  floor?: number;
  /** The peer, as receiver, wants its credit used up or given back. */
  peerDrains?: boolean;
  /** Serial number of 32 bits. */
  delivery_count: number;
  /** Messages on their way out of which nothing is written yet, or not all. */
  held?: number;
  readonly state: { readonly local_open: boolean; readonly open_requests: number };
  is_receiver(): boolean;
  close(error?: { condition: string; description: string }): void;
  hooks?: LinkHooks;
  /** What has come of a delivery that is not whole yet. */
  partial?: PartialDelivery | undefined;
}
