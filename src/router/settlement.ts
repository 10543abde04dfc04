import { acceptedState, noState, rejectedState, releasedState } from "../amqp/codec/delivery-state.js";
import { isAccepted } from "../amqp/codec/performatives.js";

/** Where the outcome of a message goes: the delivery it came in with, or what gathers outcomes for it. */
export interface Settlement {
  /** Settles with an encoded delivery state. */
  settle(state: Buffer): void;
  /** The message is kept for a while: lets go of what came with it. */
  compact(): void;
  /** Bytes of the message, which are kept until then. */
  readonly size: number;
}

/** Whoever waits for no outcome. */
export const nobody: Settlement = { settle() {}, compact() {}, size: 0 };

/** The state to pass on of one a receiver gave; dispositions of the one well-known object go out as ranges. */
export function passedOn(state: Buffer | undefined): Buffer {
  if (state === undefined) return noState;
  return isAccepted(state) ? acceptedState : state;
}

/** Nobody can take the message: it may be sent again. */
export const undeliverable: Buffer = releasedState;

/** The message has no address that can be read. */
export const unreadable: Buffer = rejectedState("amqp:decode-error", "the message's address cannot be read");

/** The sender may not use the address. */
export const forbidden: Buffer = rejectedState(
  "amqp:unauthorized-access",
  "you may not send to this address",
);
