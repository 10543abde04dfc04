import type { IncomingDelivery } from "../../amqp/client/receiver.js";

/**
 * A message of a stream. A stream knows no outcomes, and what is not settled counts against the session's window: it is
 * settled as it comes. It is this consumer's, also when the connection is lost: it does not come again.
 */
export class StreamDelivery implements IncomingDelivery {
  readonly bytes: Buffer;
  readonly settled = true;
  readonly open = true;
  readonly #delivery: IncomingDelivery;

  constructor(delivery: IncomingDelivery) {
    this.bytes = delivery.bytes;
    this.#delivery = delivery;
    delivery.accept();
  }

  accept(): boolean {
    return true;
  }

  done(): void {
    this.#delivery.done();
  }

  onWithdrawn(): void {}

  setAside(): boolean {
    return false;
  }

  release(): void {
    this.done();
  }

  modify(): void {
    this.done();
  }

  reject(): void {
    this.done();
  }
}
