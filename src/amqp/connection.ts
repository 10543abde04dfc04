import type { Socket } from "node:net";
import type { Logger } from "../log/logger.js";
import { AmqpError, describePeerError } from "./amqp-error.js";
import { Backoff, type BackoffOptions } from "./backoff.js";
import { type DialTarget, describe, dial, formatAddress } from "./dial.js";
import { startHeartbeat } from "./heartbeat.js";
import { LiveConnection } from "./live-connection.js";
import { dialShell, type OpenOptions, type Shell } from "./rhea.js";
import { clientMechanisms, type SaslCredentials } from "./sasl.js";

/** One place the peer may be found at. */
export interface AmqpHost extends DialTarget {
  readonly sasl?: SaslCredentials;
}

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
  readonly log: Logger;
}

/** Told of everything that happens to a connection. */
export interface ConnectionObserver {
  /** The peer's `open` has come: links can be attached. */
  opened(live: LiveConnection): void;
  /** A connection that was open is gone, or an attempt to make one failed. Another attempt follows. */
  lost(error: AmqpError): void;
}

type State =
  | { readonly name: "idle" }
  | { readonly name: "connecting"; readonly abort: AbortController }
  | { readonly name: "open"; readonly live: LiveConnection; readonly end: (error: AmqpError) => void }
  | { readonly name: "waiting"; readonly timer: NodeJS.Timeout }
  | { readonly name: "closed" };

/** ms a peer may take to answer our `close` before the socket is cut. */
const CLOSE_TIMEOUT = 1_000;

/** An `open` that lasted this long, in ms, counts as stable: the backoff starts anew after it. */
const STABLE_AFTER = 1_000;

/**
 * Keeps one AMQP connection to one of several hosts. Every attempt has a socket and a rhea connection of its
 * own; nothing of a lost one is used again.
 */
export class AmqpConnection {
  readonly #options: ConnectionOptions;
  readonly #observer: ConnectionObserver;
  readonly #backoff: Backoff;
  #hostIndex: number;
  #state: State = { name: "idle" };
  /** Resolves when the attempt under way, or the open connection, has ended. */
  #running: Promise<void> = Promise.resolve();

  constructor(options: ConnectionOptions, observer: ConnectionObserver) {
    this.#options = options;
    this.#observer = observer;
    this.#backoff = new Backoff(options.backoff);
    this.#hostIndex = Math.floor(Math.random() * options.hosts.length);
  }

  /** The open connection, or undefined. */
  get live(): LiveConnection | undefined {
    return this.#state.name === "open" ? this.#state.live : undefined;
  }

  /** Starts connecting; does nothing when that has been done. */
  start(): void {
    if (this.#state.name === "idle") this.#running = this.#attempt();
  }

  /** Gives up the open connection, as if it had been lost, and makes a new one. */
  restart(error: AmqpError): void {
    if (this.#state.name === "open") this.#state.end(error);
  }

  /** Closes for good. Settles when the socket is gone, within about a second. */
  async close(): Promise<void> {
    const state = this.#state;
    this.#state = { name: "closed" };
    if (state.name === "waiting") clearTimeout(state.timer);
    if (state.name === "connecting") state.abort.abort();
    if (state.name === "open") state.live.close();
    await this.#running;
  }

  async #attempt(): Promise<void> {
    const abort = new AbortController();
    this.#state = { name: "connecting", abort };
    const host = this.#nextHost();
    try {
      const socket = await dial(host, this.#options.connectTimeout, abort.signal);
      const live = await this.#open(socket, host, abort.signal);
      await this.#serve(live);
    } catch (error) {
      this.#lost(error as AmqpError);
    }
  }

  #nextHost(): AmqpHost {
    const host = this.#options.hosts[this.#hostIndex % this.#options.hosts.length] as AmqpHost;
    this.#hostIndex++;
    return host;
  }

  /** Negotiates AMQP on a connected socket. */
  #open(socket: Socket, host: AmqpHost, signal: AbortSignal): Promise<LiveConnection> {
    const address = formatAddress(host);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () =>
          fail(
            new AmqpError("connect", `${address} sent no AMQP open in ${this.#options.openTimeout / 1000} s`),
          ),
        this.#options.openTimeout,
      );
      const fail = (error: AmqpError) => {
        stop();
        shell.dispose();
        socket.on("error", () => {});
        socket.destroy();
        reject(error);
      };
      const aborted = () => fail(new AmqpError("closed", "the connection was closed"));
      const gone = () =>
        fail(new AmqpError("connect", `${address} closed the connection before AMQP was open`));
      const failed = (error: NodeJS.ErrnoException) =>
        fail(
          new AmqpError("connect", `${address} does not speak AMQP 1.0 as expected: ${describe(error)}`, {
            cause: error,
          }),
        );
      const stop = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", aborted);
        socket.off("close", gone);
      };
      let onFailure: (error: Error) => void = failed;
      const mechanisms = clientMechanisms(host.sasl ?? {});
      const shell: Shell = dialShell(socket, this.#options.open, mechanisms, {
        failed: (error) => onFailure(error),
      });
      signal.addEventListener("abort", aborted, { once: true });
      socket.once("close", gone);
      const { connection } = shell;
      connection.once("connection_error", ({ error }: { error?: unknown }) => {
        const { condition, text } = describePeerError(error);
        const refused = condition === "amqp:unauthorized-access";
        fail(
          refused
            ? new AmqpError("authentication", `${address} refuses the login: ${text}`, { condition })
            : new AmqpError("connect", `${address} refuses the connection: ${text}`, { condition }),
        );
      });
      connection.on("connection_close", () => {});
      connection.once("connection_open", () => {
        stop();
        connection.removeAllListeners("connection_error");
        connection.removeAllListeners("connection_close");
        resolve(
          new LiveConnection(shell, socket, address, (handler) => {
            onFailure = handler;
          }),
        );
      });
    });
  }

  /** Runs an open connection to its end, which is always an error unless `close()` was called. */
  async #serve(live: LiveConnection): Promise<void> {
    const { idleTimeout, log } = this.#options;
    const { connection, socket, address, shell } = live;
    const openedAt = performance.now();
    let closeTimer: NodeJS.Timeout | undefined;
    let stopHeartbeat = () => {};
    try {
      await new Promise<void>((_resolve, reject) => {
        const end = (error: AmqpError) => reject(error);
        const lostTo = (why: string, condition?: string) =>
          end(new AmqpError("connection-lost", `connection to ${address} lost: ${why}`, { condition }));
        live.onFailure((error) => lostTo(describe(error)));
        socket.once("close", () => lostTo("the peer closed it"));
        socket.on("error", (error) => lostTo(describe(error)));
        connection.on("connection_error", ({ error }: { error?: unknown }) => {
          const { condition, text } = describePeerError(error);
          lostTo(`the peer closed it with ${text}`, condition);
        });
        connection.on("connection_close", () => lostTo("the peer closed it"));
        live.onClosing = () => {
          closeTimer = setTimeout(
            () => end(new AmqpError("closed", "the connection was closed")),
            CLOSE_TIMEOUT,
          );
        };
        stopHeartbeat = startHeartbeat(shell, {
          idleTimeout,
          peerIdleTimeOut: connection.idle_time_out,
          onSilence: () => lostTo(`nothing heard for ${idleTimeout / 1000} s`),
        });
        if (this.#state.name === "closed") {
          live.close();
          return;
        }
        this.#state = { name: "open", live, end };
        log.info({ address, product: live.product }, "AMQP connection open");
        this.#observer.opened(live);
      });
    } finally {
      stopHeartbeat();
      clearTimeout(closeTimer);
      live.destroy();
      if (performance.now() - openedAt >= STABLE_AFTER) this.#backoff.reset();
    }
  }

  #lost(error: AmqpError): void {
    if (this.#state.name === "closed") return;
    const wait = this.#backoff.next();
    this.#options.log.warn(
      { reason: error.message, retryInMs: Math.round(wait) },
      "AMQP connection lost or not made",
    );
    const timer = setTimeout(() => {
      this.#running = this.#attempt();
    }, wait);
    this.#state = { name: "waiting", timer };
    this.#observer.lost(error);
  }
}
