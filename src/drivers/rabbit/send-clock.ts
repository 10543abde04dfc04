import { randomId } from "../../amqp/codec/message-writer.js";

/** Application property that says when a call was sent. Python's services pass over it. */
export const SENT = "oslo-rpc-sent";

/** ms by which the two clocks of a machine may come apart before one of them counts as having stood still or jumped. */
const TOLERATED = 250;

const COLON = 0x3a;
const ZERO = 0x30;
const NAME = /^[0-9a-f]{32}$/;

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

/** Characters of the name of a beginning, and the most digits of a time. */
const ORIGIN = 32;
const DIGITS = 15;

/** The time of what may be a stamp, in ms; undefined when there is none. Whether it is one {@link originOf} tells. */
export function sentAt(stamp: string): number | undefined {
  const { length } = stamp;
  if (stamp.charCodeAt(ORIGIN) !== COLON || length === ORIGIN + 1 || length > ORIGIN + 1 + DIGITS)
    return undefined;
  let time = 0;
  for (let at = ORIGIN + 1; at < length; at += 1) {
    const digit = stamp.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    time = 10 * time + digit;
  }
  return time;
}

/** The name of the beginning that a stamp counts from; undefined when it is no stamp. */
export function originOf(stamp: string): string | undefined {
  const origin = stamp.slice(0, ORIGIN);
  return NAME.test(origin) ? origin : undefined;
}
