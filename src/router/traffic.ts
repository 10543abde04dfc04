import type { RouterAddress } from "./statistics.js";

/** The messages of one address: all, and how many a second. */
export class Traffic {
  received = 0;
  forwarded = 0;
  #receivedBefore = 0;
  #forwardedBefore = 0;
  #receivedRate = 0;
  #forwardedRate = 0;

  /** Reckons the rates since the last time. */
  measure(seconds: number): void {
    this.#receivedRate = (this.received - this.#receivedBefore) / seconds;
    this.#forwardedRate = (this.forwarded - this.#forwardedBefore) / seconds;
    this.#receivedBefore = this.received;
    this.#forwardedBefore = this.forwarded;
  }

  describe(): Pick<RouterAddress, "received" | "forwarded" | "receivedRate" | "forwardedRate"> {
    return {
      received: this.received,
      forwarded: this.forwarded,
      receivedRate: this.#receivedRate,
      forwardedRate: this.#forwardedRate,
    };
  }
}
