import type { Socket } from "node:net";
import { withResolvers } from "../../time/with-resolvers.js";
import { AmqpError, type AmqpFailureReason, describePeerError } from "../codec/amqp-error.js";
import { UnsupportedProtocol } from "../codec/frame-reader.js";
import { ProtocolViolation } from "../codec/violation.js";
import { type Connection, openConnection } from "../engine/connection.js";
import type { OpenOptions } from "../engine/terms.js";
import { clientMechanisms, type SaslCredentials } from "../sasl/client-mechanisms.js";
import { SaslFailure } from "../sasl/mechanism.js";
import { type DialTarget, describe, formatAddress } from "../socket/dial.js";
import { isCertificateRefused } from "../socket/tls-failure.js";
import { LiveConnection } from "./live-connection.js";

/** ms without a word after which a peer that took the connection counts as one that says nothing. */
const SILENT_AFTER = 500;

/** One place the peer may be found at. */
export interface AmqpHost extends DialTarget {
  readonly sasl?: SaslCredentials;
}

interface OpeningOptions {
  readonly open: OpenOptions;
  /** ms to the peer's `open`. */
  readonly timeout: number;
  /** Gives the connection up until it is open. */
  readonly signal: AbortSignal;
  /** A password is about to be sent so that who sees the bytes can read it. */
  readonly passwordIsReadable: () => void;
  /** The peer has broken the protocol. */
  readonly violated: (violation: ProtocolViolation) => void;
}

/**
 * The phase that it has come to. What happens in the first does not count, in the next two it ends the attempt, what happens in `open` ends the
 * connection, and after that nothing counts.
 */
type Phase = "dialling" | "login" | "admitted" | "open" | "ended";

interface Details {
  readonly condition?: string | undefined;
  readonly cause?: unknown;
  /** The peer may have ended it because of the login that it has accepted. */
  readonly afterLogin?: boolean;
}

/** A socket on its way to an open AMQP connection. */
export class Opening {
  /** Rejects with an {@link AmqpError} when the peer, or the signal, ends it before. */
  readonly opened: Promise<LiveConnection>;
  readonly #socket: Socket;
  readonly #host: AmqpHost;
  readonly #options: OpeningOptions;
  readonly #address: string;
  readonly #hasLogin: boolean;
  readonly #connection: Connection;
  #begunAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #phase: Phase = "dialling";
  readonly #opened = withResolvers<LiveConnection>();
  readonly #ended = withResolvers<AmqpError>();

  constructor(socket: Socket, host: AmqpHost, options: OpeningOptions) {
    this.opened = this.#opened.promise;
    this.#socket = socket;
    this.#host = host;
    this.#options = options;
    this.#address = formatAddress(host);
    const { open, passwordIsReadable } = options;
    const mechanisms = clientMechanisms(host.sasl ?? {}, passwordIsReadable);
    this.#hasLogin = mechanisms !== undefined;
    this.#connection = openConnection(socket, open, mechanisms, {
      loggedIn: () => {
        this.#phase = "admitted";
      },
      opened: () => this.#open(),
      closed: (error) => this.#closed(error),
      failed: (error) => this.#failed(error),
    });
    socket.on("error", (error) => this.#socketFailed(error));
    socket.once("close", () => this.#socketClosed());
  }

  /** The socket is connected when the promise resolves. @throws what that rejects with */
  async over(connected: Promise<void>): Promise<void> {
    try {
      await connected;
    } catch (error) {
      this.#connection.discard();
      throw error;
    }
    const { timeout, signal } = this.#options;
    this.#phase = "login";
    this.#begunAt = performance.now();
    this.#timer = setTimeout(() => this.#end("connect", `no AMQP open in ${timeout / 1000} s`), timeout);
    signal.addEventListener("abort", this.#aborted, { once: true });
    if (signal.aborted) this.#aborted();
  }

  /** The frame that is still to come of the peer. */
  get silence(): string {
    const address = this.#address;
    if (this.#phase !== "login") return `${address} has accepted the login and not opened the connection yet`;
    if (this.#socket.bytesRead > 0 && this.#hasLogin) {
      return `${address} has not answered the login yet, as some do when the password is wrong`;
    }
    const isEarly = performance.now() - this.#begunAt < SILENT_AFTER;
    return isEarly || this.#socket.bytesRead > 0
      ? `${address} has not opened the connection yet`
      : `${address} accepts the connection but does not answer as AMQP 1.0`;
  }

  #open(): void {
    this.#phase = "open";
    this.#stop();
    const { promise: ended } = this.#ended;
    this.#opened.resolve(new LiveConnection(this.#connection, this.#socket, this.#address, ended));
  }

  readonly #aborted = (): void => this.#end("closed", "the connection was closed");

  #failed(error: Error): void {
    if (error instanceof SaslFailure) {
      this.#end("authentication", describe(error), { cause: error });
    } else if (error.cause instanceof UnsupportedProtocol) {
      this.#end("unsupported", describe(error), { cause: error });
    } else {
      if (error instanceof ProtocolViolation) this.#options.violated(error);
      this.#end("connect", describe(error), { cause: error });
    }
  }

  #socketFailed(error: Error): void {
    const { tls } = this.#host;
    // With TLS 1.3 the peer looks at our certificate when the handshake is over for us.
    const isRefused = tls !== undefined && isCertificateRefused(error);
    const afterLogin = this.#phase === "admitted";
    this.#end(isRefused ? "authentication" : "connect", describe(error, tls), { cause: error, afterLogin });
  }

  #socketClosed(): void {
    const isMute = this.#host.tls === undefined && this.#socket.bytesRead === 0;
    const hint = isMute ? " without a word; does it expect TLS? add ?ssl=true" : "";
    this.#end("connect", `the peer closed it${hint}`, { afterLogin: this.#phase === "admitted" });
  }

  #closed(error: unknown): void {
    const { condition, text } = describePeerError(error);
    this.#end("connect", error === undefined ? "the peer closed it" : `the peer says ${text}`, { condition });
  }

  /** @param beforeOpen why the connection cannot be had, when it is not open yet */
  #end(beforeOpen: AmqpFailureReason, why: string, details: Details = {}): void {
    const phase = this.#phase;
    if (phase === "ended" || phase === "dialling") return;
    this.#phase = "ended";
    const isUnauthorized = details.condition === "amqp:unauthorized-access";
    if (phase === "open") {
      const reason = isUnauthorized ? "authentication" : "connection-lost";
      this.#ended.resolve(new AmqpError(reason, `connection to ${this.#address} lost: ${why}`, details));
      return;
    }
    this.#stop();
    this.#connection.discard();
    const reason = isUnauthorized ? "authentication" : beforeOpen;
    this.#opened.reject(new AmqpError(reason, `cannot connect to ${this.#address}: ${why}`, details));
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#options.signal.removeEventListener("abort", this.#aborted);
  }
}
