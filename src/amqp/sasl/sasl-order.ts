import { FramingError } from "../frame-reader.js";
import { Performative } from "../performatives.js";

/** SASL frames of a peer that a login may take: SCRAM needs three. */
const MAX_FRAMES = 8;

/** Sees to it that SASL frames come in the order the specification has (AMQP 1.0, part 5.3). */
export class SaslOrder {
  #frames = 0;
  #over = false;

  /**
   * Looks at the next frame of the peer.
   *
   * @param isServer true when the peer is the client.
   * @throws {FramingError} it is none that may come now.
   */
  take(descriptor: number, isServer: boolean): void {
    const first = this.#frames++ === 0;
    const opening = isServer ? Performative.saslInit : Performative.saslMechanisms;
    const following = isServer ? Performative.saslResponse : Performative.saslChallenge;
    const ends = !isServer && !first && descriptor === Performative.saslOutcome;
    if (this.#over || this.#frames > MAX_FRAMES || (!ends && descriptor !== (first ? opening : following))) {
      throw new FramingError(`an unexpected SASL frame 0x${descriptor.toString(16)}`);
    }
    this.#over = ends;
  }
}
