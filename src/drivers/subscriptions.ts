import type { Listener } from "./driver.js";

/** The subscriptions of a driver for one listener. */
export interface Subscribed {
  readonly ready: Promise<void>;
  readonly attached: boolean;
  readonly problems: readonly string[];
  readonly repairs: number;
  /** Called after each change of these. */
  onChange: () => void;
  close(): Promise<void>;
}

/** The subscriptions of a transport, as long as their listeners want them. */
export class Subscriptions<S extends Subscribed> implements Iterable<S> {
  readonly #all = new Set<S>();

  /** Keeps a subscription until its listener is stopped. */
  add(subscription: S): Listener {
    this.#all.add(subscription);
    return {
      ready: subscription.ready,
      get attached() {
        return subscription.attached;
      },
      get problems() {
        return subscription.problems;
      },
      get repairs() {
        return subscription.repairs;
      },
      onChange: (callback) => {
        subscription.onChange = callback;
      },
      stop: async () => {
        this.#all.delete(subscription);
        await subscription.close();
      },
    };
  }

  [Symbol.iterator](): Iterator<S> {
    return this.#all.values();
  }

  /** The transport is closed, and the connection with it: nobody waits for each of them. */
  close(): void {
    for (const subscription of this.#all) void subscription.close();
    this.#all.clear();
  }
}
