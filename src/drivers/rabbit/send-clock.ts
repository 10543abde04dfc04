import { randomId } from "../../amqp/codec/message-writer.js";

/** Application property that says when a call was sent. Python's services pass over it. */
export const SENT = "oslo-rpc-sent";

/** ms by which the two clocks of a machine may come apart before one of them counts as having stood still or jumped. */
const TOLERATED = 250;

/**
 * When messages are sent, in ms from a beginning that only this client knows, and that has a name. No clock of another
 * machine need agree with it: see {@link WaitingTimes}.
 */
export class SendClock {
  #origin = randomId();
  #difference = Date.now() - performance.now();

  /** The stamp of a message that is sent now: the name of the beginning, and the time since. */
  stamp(): string {
    const now = performance.now();
    const difference = Date.now() - now;
    if (Math.abs(difference - this.#difference) > TOLERATED) {
      // The machine was suspended, perhaps: whoever went by the former times would take it for a wait.
      this.#difference = difference;
      this.#origin = randomId();
    }
    return `${this.#origin}:${Math.floor(now)}`;
  }
}

/** Takes what {@link SendClock} says apart; undefined when it is something else. */
export function readStamp(stamp: string | undefined): { origin: string; sentAt: number } | undefined {
  const [, origin, time] = stamp === undefined ? [] : (/^([0-9a-f]{32}):(\d{1,15})$/.exec(stamp) ?? []);
  return origin === undefined ? undefined : { origin, sentAt: Number(time) };
}
