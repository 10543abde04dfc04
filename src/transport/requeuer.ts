import type { IncomingNotification } from "../drivers/driver.js";
import type { Logger } from "../log/logger.js";
import { jittered } from "../time/jitter.js";
import { type Timer, timers } from "../time/timers.js";

/** ms between a listener's answer and the return of the notification, by how often it came back before. */
export const REQUEUE_PAUSE: { readonly initial: number; readonly multiplier: number; readonly max: number } =
  {
    initial: 100,
    multiplier: 2,
    max: 30_000,
  };

/** Notifications whose returns are counted here, for peers that do not tell. */
const REMEMBERED = 4_096;
/** Returns that are left when the log begins to say so. */
const FEW = 3;

export interface RequeuerOptions {
  readonly log: Logger;
  readonly pause?: typeof REQUEUE_PAUSE;
  readonly remembered?: number;
  /** Calls back after so many ms. */
  readonly after?: (delay: number, callback: () => void) => Timer;
}

/**
 * Gives notifications of one listener back after a pause, which grows with each time that the same one comes. Given
 * back at once it would be delivered again at once, thousands of times a second, and be dropped by a queue that counts.
 */
export class Requeuer {
  readonly #options: Required<RequeuerOptions>;
  /** Returns of those that came back last, by their ids. */
  readonly #returns = new Map<string, number>();
  /** Those whose pause is not over, and what ends it. */
  readonly #waiting = new Map<IncomingNotification, Timer>();
  #ended = false;

  constructor(options: RequeuerOptions) {
    this.#options = {
      pause: REQUEUE_PAUSE,
      remembered: REMEMBERED,
      after: (delay, callback) => timers.after(delay, callback),
      ...options,
    };
  }

  /** The notification as its listener is to have it. */
  watched(notification: IncomingNotification): IncomingNotification {
    const { context, message, redelivery } = notification;
    return {
      context,
      message,
      redelivery,
      acknowledge: () => {
        this.#returns.delete(nameOf(notification));
        notification.acknowledge();
      },
      onWithdrawn: (tell) => notification.onWithdrawn(tell),
      setAside: () => notification.setAside(),
      requeue: () => this.#requeue(notification),
    };
  }

  /** Gives back at once what waits, and from now on everything. */
  end(): void {
    this.#ended = true;
    for (const notification of this.#waiting.keys()) this.#giveBack(notification);
  }

  #requeue(notification: IncomingNotification): void {
    const returns = this.#count(notification);
    this.#warn(notification, returns);
    if (this.#ended || !notification.setAside()) {
      notification.requeue();
      return;
    }
    // The peer may send another in its place: what it takes back must not be kept until the pause is over.
    notification.onWithdrawn(() => this.#forget(notification));
    const pause = jittered(this.#pauseAfter(returns));
    this.#waiting.set(
      notification,
      this.#options.after(pause, () => this.#giveBack(notification)),
    );
  }

  #giveBack(notification: IncomingNotification): void {
    this.#forget(notification);
    notification.requeue();
  }

  /** Returns false when it does not wait. */
  #forget(notification: IncomingNotification): boolean {
    this.#waiting.get(notification)?.cancel();
    return this.#waiting.delete(notification);
  }

  /** Counts how often it came back before. Those without an id count as one: nothing tells them apart. */
  #count(notification: IncomingNotification): number {
    const name = nameOf(notification);
    const returns = Math.max(this.#returns.get(name) ?? 0, notification.redelivery.earlier);
    this.#returns.delete(name);
    this.#returns.set(name, returns + 1);
    if (this.#returns.size > this.#options.remembered) {
      const [oldest = ""] = this.#returns.keys();
      this.#returns.delete(oldest);
    }
    return returns;
  }

  #pauseAfter(returns: number): number {
    const { initial, multiplier, max } = this.#options.pause;
    return Math.min(initial * multiplier ** returns, max);
  }

  #warn({ message, redelivery }: IncomingNotification, returns: number): void {
    const { log, pause } = this.#options;
    const { returnsLeft } = redelivery;
    const details = { messageId: message.message_id, eventType: message.event_type, returns };
    if (returnsLeft !== undefined && returnsLeft <= FEW) {
      log.warn(
        { ...details, returnsLeft },
        returnsLeft === 0
          ? "A notification is given back once too often: its queue drops it"
          : "A notification is given back, which its queue allows only a few times more",
      );
    } else if (this.#pauseAfter(returns) === pause.max && this.#pauseAfter(returns - 1) < pause.max) {
      log.warn(details, "A notification is given back again and again");
    }
  }
}

function nameOf({ redelivery: { id }, message: { message_id: messageId } }: IncomingNotification): string {
  return id ?? (typeof messageId === "string" ? messageId : "");
}
