import { randomUUID } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import { formatAddress, isLoopback } from "../amqp/dial.js";
import { ServerListenError } from "../errors/setup-errors.js";
import { type Logger, silentLogger } from "../log/logger.js";
import { AddressTable } from "./address-table.js";
import { ClientConnection, type ConnectionContext } from "./client-connection.js";
import { defaultLimits, type RouterLimits } from "./limits.js";
import { openLogin } from "./login.js";
import { osloPrefixes, type PrefixRule } from "./prefixes.js";
import { Relay } from "./relay.js";
import { Counters, type RouterStatistics } from "./statistics.js";

/** The `product` a router names itself by: anything but `qpid-cpp` makes peers use routable addresses. */
const PRODUCT = "oslo-rpc-router";
const VERSION = "0.1.0";

export interface RouterOptions {
  /** Default `127.0.0.1`. Anyone who reaches the router may use it. */
  readonly host?: string;
  /** Default 5672; 0 takes any free port. */
  readonly port?: number;
  readonly logger?: Logger;
  /** Which addresses are multicast, and so on; those of oslo.messaging when left out. */
  readonly prefixes?: readonly PrefixRule[];
  readonly limits?: Partial<RouterLimits>;
}

/**
 * An AMQP 1.0 intermediary that runs inside a Node.js process: what a Qpid Dispatch Router is for oslo.messaging,
 * for development, tests and small sites. It keeps no message on disk.
 */
export class Router {
  readonly #host: string;
  readonly #requestedPort: number;
  readonly #log: Logger;
  readonly #limits: RouterLimits;
  readonly #counters = new Counters();
  readonly #table: AddressTable;
  readonly #connections = new Set<ClientConnection>();
  readonly #context: ConnectionContext;
  #server: Server | undefined;
  #port: number | undefined;
  #whenEmpty: (() => void) | undefined;

  constructor(options: RouterOptions = {}) {
    this.#host = options.host ?? "127.0.0.1";
    this.#requestedPort = options.port ?? 5672;
    this.#log = options.logger ?? silentLogger;
    this.#limits = { ...defaultLimits, ...options.limits };
    const limits = this.#limits;
    this.#table = new AddressTable(
      { limits, counters: this.#counters, forget: (address) => this.#table.remove(address) },
      options.prefixes ?? osloPrefixes,
    );
    this.#context = {
      table: this.#table,
      relay: new Relay(this.#table, this.#counters),
      counters: this.#counters,
      limits,
      log: this.#log,
      open: {
        containerId: `${PRODUCT}-${randomUUID()}`,
        maxFrameSize: limits.maxFrameSize,
        channelMax: limits.maxSessions - 1,
        limits: {
          maxMessageSize: 2 * limits.maxMessageSize,
          // Those that were refused count until the client detaches them as well.
          maxLinks: 2 * limits.maxLinks,
          maxNesting: limits.maxNesting,
          maxKept: limits.maxKept,
        },
        // A peer is to send something within half of the time after which it is given up.
        ...(limits.idleTimeout > 0 && { idleTimeOut: Math.round(limits.idleTimeout / 2) }),
        properties: { product: PRODUCT, version: VERSION },
        offeredCapabilities: ["ANONYMOUS-RELAY"],
      },
      login: openLogin(isLoopback(this.#host)),
      gone: (connection) => this.#gone(connection),
    };
  }

  /** `amqp://HOST:PORT`, for clients. */
  get url(): string {
    return `amqp://${formatAddress({ host: this.#host, port: this.port })}`;
  }

  /** The port listened on, or the one asked for while the router is not running. */
  get port(): number {
    return this.#port ?? this.#requestedPort;
  }

  /**
   * Begins to listen.
   *
   * @throws {ServerListenError} when that is not possible, for example because the port is in use.
   */
  start(): Promise<void> {
    if (this.#server !== undefined) return Promise.resolve();
    const server = createServer((socket) => this.#accept(socket));
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once("error", (error: NodeJS.ErrnoException) => {
        this.#server = undefined;
        reject(this.#listenError(error));
      });
      // Stopped before it has begun.
      server.once("close", () => resolve());
      server.listen({ host: this.#host, port: this.#requestedPort }, () => {
        server.removeAllListeners("error");
        server.on("error", (error) =>
          this.#log.error({ error: error.message }, "cannot accept a connection"),
        );
        const address = server.address();
        if (typeof address === "object" && address !== null) this.#port = address.port;
        this.#log.info({ url: this.url }, "router listening");
        resolve();
      });
    });
  }

  /** What the router has done since it was made, and what it holds now. */
  statistics(): RouterStatistics {
    return { ...this.#counters, addresses: this.#table.size };
  }

  /**
   * Stops listening and closes all connections. Settles within about a second; messages that wait are given back
   * or lost.
   *
   * @param options.graceful false cuts the connections rather than tell the clients; default true.
   */
  async stop(options: { graceful?: boolean } = {}): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    const empty = new Promise<void>((resolve) => {
      this.#whenEmpty = resolve;
    });
    for (const connection of [...this.#connections]) {
      if (options.graceful ?? true) connection.close();
      else connection.destroy();
    }
    if (this.#connections.size > 0) await empty;
    this.#table.close();
    await closed;
    this.#port = undefined;
  }

  #accept(socket: Socket): void {
    if (this.#connections.size >= this.#limits.maxConnections || this.#server === undefined) {
      socket.destroy();
      return;
    }
    this.#counters.connections++;
    this.#connections.add(new ClientConnection(socket, this.#context));
  }

  #gone(connection: ClientConnection): void {
    if (!this.#connections.delete(connection)) return;
    this.#counters.connections--;
    if (this.#connections.size === 0) this.#whenEmpty?.();
  }

  #listenError(error: NodeJS.ErrnoException): ServerListenError {
    const address = formatAddress({ host: this.#host, port: this.#requestedPort });
    const advice = new Map([
      ["EADDRINUSE", "the port is in use; stop the program that has it, or choose another port"],
      ["EACCES", "the port is reserved; choose one above 1023"],
      ["EADDRNOTAVAIL", "this machine has no such address"],
      ["ENOTFOUND", "there is no such host"],
    ]);
    const reason = advice.get(error.code ?? "") ?? error.message;
    return new ServerListenError(`Cannot listen on ${address}: ${reason}`, { cause: error });
  }
}
