import type { Logger } from "../../log/logger.js";
import { Lifetime } from "../../time/lifetime.js";
import { AmqpError } from "../codec/amqp-error.js";
import type { ProtocolViolation } from "../codec/violation.js";
import { startHeartbeat } from "../engine/heartbeat.js";
import type { OpenOptions } from "../engine/terms.js";
import { dial, formatAddress, isLoopback } from "../socket/dial.js";
import { Backoff, type BackoffOptions } from "./backoff.js";
import type { LiveConnection } from "./live-connection.js";
import { type AmqpHost, Opening } from "./opening.js";

export type { AmqpHost } from "./opening.js";

export interface ConnectionOptions {
  /** Tried in turn, beginning with a random one. */
  readonly hosts: readonly AmqpHost[];
  readonly open: OpenOptions;
  /** The peer is given up after this much silence, in ms; 0 waits for ever. */
  readonly idleTimeout: number;
  readonly backoff: BackoffOptions;
  /** ms for the TCP and TLS handshakes. */
  readonly connectTimeout: number;
  /** ms from there to the peer's `open`. */
  readonly openTimeout: number;
  /** `close` does not wait for the peer's answer: the program has done what it is for. */
  readonly leavesAtOnce?: boolean;
  readonly log: Logger;
}

/** Told of everything that happens to a connection. */
export interface ConnectionObserver {
  /** The first attempt begins. */
  started(): void;
  /** The peer's `open` has come: links can be attached. */
  opened(live: LiveConnection): void;
  /** A connection that was open is gone, or an attempt to make one failed. Another attempt follows. */
  lost(error: AmqpError): void;
}

type State =
  | { readonly name: "idle" | "connecting" | "waiting" }
  | { readonly name: "open"; readonly live: LiveConnection; readonly end: (error: AmqpError) => void };

/** ms a peer may take to answer our `close` before the socket is cut. */
const CLOSE_TIMEOUT = 1_000;

/** An `open` that lasted this long, in ms, counts as stable: the backoff starts anew after it. */
const STABLE_AFTER = 5_000;

/**
 * Keeps one AMQP connection to one of several hosts. Every attempt has a socket of its own; nothing of a
 * lost one is used again.
 */
export class AmqpConnection {
  readonly #options: ConnectionOptions;
  readonly #observer: ConnectionObserver;
  readonly #backoff: Backoff;
  readonly #life = new Lifetime();
  #hostIndex: number;
  #state: State = { name: "idle" };
  #warnedOfPlain = false;
  #opening: Opening | undefined;
  #violations = 0;
  /** Resolves when the attempt under way, or the open connection, has ended. */
  #running: Promise<void> = Promise.resolve();

  constructor(options: ConnectionOptions, observer: ConnectionObserver) {
    this.#options = options;
    this.#observer = observer;
    this.#backoff = new Backoff(options.backoff);
    this.#hostIndex = Math.floor(Math.random() * options.hosts.length);
  }

  /** Number of times that a peer broke the protocol. */
  get violations(): number {
    return this.#violations;
  }

  /**
   * The frame that is still to come of a peer that took the connection and has not opened it; undefined at other times.
   */
  get silence(): string | undefined {
    return this.#opening?.silence;
  }

  /** The open connection, or undefined. */
  get live(): LiveConnection | undefined {
    return this.#state.name === "open" && !this.#life.ended ? this.#state.live : undefined;
  }

  /** Starts connecting; does nothing when that has been done, or it is closed. */
  start(): void {
    if (this.#state.name !== "idle" || this.#life.ended) return;
    this.#observer.started();
    this.#running = this.#attempt();
  }

  /** Gives up the open connection, as if it had been lost, and makes a new one. */
  restart(error: AmqpError): void {
    if (this.#state.name === "open") this.#state.end(error);
  }

  /** Closes for good. Settles within about a second, when the socket is gone, or the peer is told. */
  async close(): Promise<void> {
    this.#life.end();
    if (this.#state.name !== "open") return this.#running;
    const { live } = this.#state;
    live.close();
    await (this.#options.leavesAtOnce
      ? Promise.race([this.#running, live.connection.said()])
      : this.#running);
  }

  async #attempt(): Promise<void> {
    this.#state = { name: "connecting" };
    const host = this.#nextHost();
    try {
      await this.#serve(await this.#open(host));
    } catch (error) {
      this.#lost(
        error instanceof AmqpError
          ? error
          : new AmqpError("connection-lost", `connection lost: ${String(error)}`, { cause: error }),
      );
    }
  }

  #nextHost(): AmqpHost {
    const host = this.#options.hosts[this.#hostIndex % this.#options.hosts.length] as AmqpHost;
    this.#hostIndex++;
    return host;
  }

  /** Connects, and negotiates AMQP. */
  async #open(host: AmqpHost): Promise<LiveConnection> {
    const { open, connectTimeout, openTimeout } = this.#options;
    const { signal } = this.#life;
    const { socket, connected } = dial(host, connectTimeout, signal);
    // Made while the socket connects: that takes as long as to run its code for the first time.
    const opening = new Opening(socket, host, {
      open,
      timeout: openTimeout,
      signal,
      passwordIsReadable: () => this.#warnOfPlain(host),
      violated: (violation) => this.#violated(violation, host),
    });
    try {
      await opening.over(connected);
      this.#opening = opening;
      return await opening.opened;
    } finally {
      this.#opening = undefined;
    }
  }

  #violated({ condition, message }: ProtocolViolation, host: AmqpHost): void {
    this.#violations += 1;
    this.#options.log.error(
      { address: formatAddress(host), condition, reason: message, violations: this.#violations },
      "The peer broke the protocol; the connection ends",
    );
  }

  /** Once: whoever has read it knows, and each attempt to connect would say it again. */
  #warnOfPlain(host: AmqpHost): void {
    if (this.#warnedOfPlain || host.tls !== undefined || isLoopback(host.host)) return;
    this.#warnedOfPlain = true;
    this.#options.log.warn(
      { address: formatAddress(host) },
      "A password is sent over a connection that is not encrypted",
    );
  }

  /** Runs an open connection to its end, which is always an error unless `close()` was called. */
  async #serve(live: LiveConnection): Promise<never> {
    const { idleTimeout, log } = this.#options;
    const { connection, address } = live;
    const openedAt = performance.now();
    let closeTimer: NodeJS.Timeout | undefined;
    let stopHeartbeat = () => {};
    try {
      const stopped = new Promise<AmqpError>((end) => {
        live.onClosing = () => {
          const error = new AmqpError("closed", "the connection was closed");
          closeTimer = setTimeout(() => end(error), CLOSE_TIMEOUT);
        };
        const silent = `connection to ${address} lost: nothing heard for ${idleTimeout / 1000} s`;
        stopHeartbeat = startHeartbeat(connection, {
          idleTimeout,
          peerIdleTimeOut: connection.peer?.idle_time_out,
          onSilence: () => end(new AmqpError("connection-lost", silent)),
        });
        if (this.#life.ended) {
          live.close();
          return;
        }
        this.#state = { name: "open", live, end };
        log.info({ address, product: live.product }, "AMQP connection open");
        this.#observer.opened(live);
      });
      throw await Promise.race([live.ended, stopped]);
    } finally {
      stopHeartbeat();
      clearTimeout(closeTimer);
      live.destroy();
      if (performance.now() - openedAt >= STABLE_AFTER) this.#backoff.reset();
    }
  }

  #lost(error: AmqpError): void {
    if (this.#life.ended) return;
    const wait = this.#backoff.next();
    this.#options.log.warn(
      { reason: error.message, retryInMs: Math.round(wait) },
      "AMQP connection lost or not made",
    );
    this.#state = { name: "waiting" };
    this.#life.after(wait, () => {
      this.#running = this.#attempt();
    });
    this.#observer.lost(error);
  }
}
