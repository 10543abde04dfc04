import type { AmqpError } from "../amqp/codec/amqp-error.js";
import { ServerListenError } from "../errors/setup-errors.js";
import { withResolvers } from "../time/with-resolvers.js";
import type { Listener } from "./driver.js";

/** Names of what a subscription does at its place, for messages. */
const DOING = { "listen on": "listening on", tap: "tapping" } as const;

/** All that a driver receives by for one listener, on each connection again. */
export abstract class Subscription implements Listener {
  readonly ready: Promise<void>;
  abstract readonly attached: boolean;
  abstract readonly problems: readonly string[];
  abstract readonly repairs: number;
  /** Called when its listener is stopped. */
  onStop: () => void = () => {};
  /** Called after each change of what others see of it. */
  protected changed: () => void = () => {};
  protected readonly begun = withResolvers<void>();
  readonly #does: keyof typeof DOING;
  readonly #place: string;

  constructor(does: keyof typeof DOING, place: string) {
    this.#does = does;
    this.#place = place;
    this.ready = this.begun.promise;
    // Who does not wait for it must not be ended by its failure.
    this.ready.catch(() => {});
  }

  onChange(callback: () => void): void {
    this.changed = callback;
  }

  /** The peer cannot be used, or does not let it listen: one that has not begun yet never will. */
  giveUp(error: AmqpError, advice = ""): void {
    const message = `Cannot ${this.#does} ${this.#place}: ${error.message}${advice}`;
    this.begun.reject(new ServerListenError(message, { cause: error }));
  }

  async stop(): Promise<void> {
    this.onStop();
    await this.close();
  }

  /** Resolves when no more messages can come; those taken can still be answered. */
  async close(): Promise<void> {
    const closed = this.closeAll();
    this.begun.reject(new ServerListenError(`Stopped before ${DOING[this.#does]} ${this.#place} began`));
    await closed;
  }

  /** Closes all that it receives by. */
  protected abstract closeAll(): Promise<unknown>;
}

/** The subscriptions of a transport, as long as their listeners want them. */
export class Subscriptions<S extends Subscription> implements Iterable<S> {
  readonly #all = new Set<S>();

  /** Keeps a subscription until its listener is stopped. */
  add(subscription: S): Listener {
    this.#all.add(subscription);
    subscription.onStop = () => this.#all.delete(subscription);
    return subscription;
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
