import type { PeerLimits } from "../codec/peer-limits.js";
import { ProtocolViolation } from "../codec/violation.js";

/** Bytes a session or a link takes here beside what the peer says of it, about. */
const BASE_COST = 6_000;

/** Bytes a value of a performative takes once it is decoded, about. */
const VALUE_COST = 48;

/** Counts what a peer has one connection keep, and refuses what goes beyond the limits. */
export class PeerBudget {
  readonly #limits: PeerLimits;
  #links = 0;
  #kept = 0;
  #partial = 0;

  constructor(limits: PeerLimits) {
    this.#limits = limits;
  }

  /** Bytes that a frame which begins a session or a link costs for as long as that lives. */
  static costOf(frameBytes: number, values: number): number {
    return BASE_COST + frameBytes + VALUE_COST * values;
  }

  addLink(cost: number): void {
    if (++this.#links > this.#limits.maxLinks) exceeded("too many links");
    this.keep(cost);
  }

  removeLink(cost: number): void {
    this.#links--;
    this.forget(cost);
  }

  keep(cost: number): void {
    this.#kept += cost;
    if (this.#kept > this.#limits.maxKept) exceeded("sessions and links take too much memory");
  }

  forget(cost: number): void {
    this.#kept -= cost;
  }

  /** Counts bytes of a message that is not whole yet. */
  holdPart(bytes: number): void {
    this.#partial += bytes;
    if (this.#partial > 2 * this.#limits.maxMessageSize) exceeded("unfinished messages take too much memory");
  }

  dropPart(bytes: number): void {
    this.#partial -= bytes;
  }
}

function exceeded(message: string): never {
  throw new ProtocolViolation("amqp:resource-limit-exceeded", message);
}
