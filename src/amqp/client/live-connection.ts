import type { Socket } from "node:net";
import { Lifetime } from "../../time/lifetime.js";
import { AmqpError } from "../codec/amqp-error.js";
import type { Connection } from "../engine/connection.js";
import type { Session } from "../engine/session.js";

/** Bytes that may wait in the socket before senders pause; `whenDrained` tells when to go on. */
export const SOCKET_HIGH_WATER: number = 1024 * 1024;

/** One open AMQP connection; of no use any more once it is lost. */
export class LiveConnection {
  readonly connection: Connection;
  readonly socket: Socket;
  /** `HOST:PORT` of the peer. */
  readonly address: string;
  /** Resolves with the reason when the connection is of no use any more. */
  readonly ended: Promise<AmqpError>;
  /** Ends when the connection is closed from here or lost: nothing on it can be begun or settled any more. */
  readonly lifetime: Lifetime = new Lifetime();
  /** The peer routes messages of one sender to any address by their `to` (ANONYMOUS-RELAY). */
  readonly relaysAnonymously: boolean;
  /** Called when `close()` begins. */
  onClosing: () => void = () => {};
  readonly #waitingForDrain = new Set<() => void>();

  constructor(connection: Connection, socket: Socket, address: string, ended: Promise<AmqpError>) {
    this.connection = connection;
    this.socket = socket;
    this.address = address;
    this.ended = ended;
    this.relaysAnonymously = this.offers("ANONYMOUS-RELAY");
    socket.on("drain", () => {
      const waiting = [...this.#waitingForDrain];
      this.#waitingForDrain.clear();
      for (const resume of waiting) resume();
    });
  }

  /** The peer's `product` property, "" when it names none. */
  get product(): string {
    const product: unknown = this.connection.peer?.properties?.product;
    return typeof product === "string" ? product : "";
  }

  /** Whether the peer has offered a capability in its `open`. */
  offers(name: string): boolean {
    const offered: unknown = this.connection.peer?.offered_capabilities;
    return [offered ?? []].flat().some((capability) => String(capability) === name);
  }

  /** Runs `resume` once when the socket has taken what waits in it. */
  whenDrained(resume: () => void): void {
    this.#waitingForDrain.add(resume);
  }

  /** Takes back what was given to `whenDrained`. */
  forgetDrain(resume: () => void): void {
    this.#waitingForDrain.delete(resume);
  }

  /**
   * A new session. Each link has one of its own, as in oslo's driver: no link can hold up another through the
   * session's window or delivery buffers.
   *
   * @throws {AmqpError} the peer takes no more sessions.
   */
  beginSession(): Session {
    try {
      return this.connection.beginSession();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new AmqpError("link-detached", `${this.address}: ${why}`, {
        condition: "amqp:resource-limit-exceeded",
        cause: error,
      });
    }
  }

  /** Sends `close`; the end comes through the socket. */
  close(): void {
    this.onClosing();
    this.lifetime.end();
    this.connection.close();
  }

  /** Cuts the socket and everything that hangs on it. */
  destroy(): void {
    this.#waitingForDrain.clear();
    this.socket.removeAllListeners("drain");
    this.connection.discard();
    this.lifetime.end();
  }
}
