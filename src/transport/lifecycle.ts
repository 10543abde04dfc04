import type { Listener } from "../drivers/driver.js";
import { InvalidTarget, ServerListenError } from "../errors/setup-errors.js";
import { withResolvers } from "../time/with-resolvers.js";
import type { ListeningHealth } from "./health-watch.js";
import type { Transport } from "./transport.js";

/**
 * Where a server or a listener is in its life: made, subscribing, taking what comes, finishing what it took, done; or
 * refused by the peer when it subscribed.
 */
export type ServerState = "new" | "starting" | "serving" | "stopping" | "stopped" | "failed";

export interface LifecycleOptions {
  /** The name of what lives, for messages. */
  readonly name: string;
  /** Without it nothing can come any more: its end is that of what lives. */
  readonly transport: Pick<Transport, "onHealthChange">;
  readonly listen: () => Listener;
  /** Ends what was taken, when no more can come. */
  readonly finish: () => Promise<void>;
  /** Told when it comes to another state, or its listener does. */
  readonly changed: () => void;
}

/** The condition of what lives. */
export interface LifeHealth extends ListeningHealth {
  readonly state: ServerState;
}

/**
 * The life of what listens. It starts once and stops once, also while it still starts, and before that, and with its
 * transport.
 */
export class Lifecycle {
  readonly #options: LifecycleOptions;
  readonly #finished = withResolvers<void>();
  #listener: Listener | undefined;
  #state: ServerState = "new";
  #stopped: Promise<void> | undefined;
  #finishing: Promise<void> | undefined;

  constructor(options: LifecycleOptions) {
    this.#options = options;
  }

  get health(): LifeHealth {
    const state = this.#state;
    const { attached = false, problems = [], repairs = 0 } = this.#listener ?? {};
    const healthy = attached || state === "stopping";
    return { state, ready: attached && state === "serving", healthy, attached, problems, repairs };
  }

  /**
   * Subscribes; resolves when messages can come.
   *
   * @throws {ServerListenError} the peer refuses, or `stop` comes first.
   * @throws {InvalidTarget} it has been started or stopped before.
   */
  async start(): Promise<void> {
    const { name, transport, listen, changed } = this.#options;
    if (this.#state !== "new") throw new InvalidTarget(`${name} has been started before; make a new one`);
    this.#enter("starting");
    const untold = transport.onHealthChange(({ state }) => {
      // Whoever stops it is told how that ended.
      if (state === "closed") this.stop().catch(() => {});
    });
    void this.wait().then(untold);
    try {
      this.#listener = listen();
      this.#listener.onChange(changed);
      await this.#listener.ready;
      // Not every listener is refused when it is stopped first.
      if (this.#stopped !== undefined) throw new ServerListenError(`${name} was stopped before it listened`);
      this.#started("serving");
    } catch (error) {
      this.#started("failed");
      const ended = () => {
        if (this.#stopped === undefined) this.#finished.resolve();
      };
      // Some of its subscriptions may stand, and have brought something.
      try {
        await this.#listener?.stop();
      } finally {
        this.#finish().then(ended, ended);
      }
      throw error;
    }
  }

  /** Takes no more, and resolves when what was taken has come to its end. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  /** Resolves when it has been stopped, or could not start, and what was taken has come to its end. */
  wait(): Promise<void> {
    return this.#finished.promise;
  }

  async #stop(): Promise<void> {
    this.#enter("stopping");
    try {
      await this.#listener?.stop();
      await this.#finish();
    } finally {
      this.#enter("stopped");
      this.#finished.resolve();
    }
  }

  #finish(): Promise<void> {
    this.#finishing ??= this.#options.finish();
    return this.#finishing;
  }

  /** Unless it has been stopped meanwhile. */
  #started(state: ServerState): void {
    if (this.#state === "starting") this.#enter(state);
  }

  #enter(state: ServerState): void {
    this.#state = state;
    this.#options.changed();
  }
}
