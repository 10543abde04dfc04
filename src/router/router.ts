import { randomUUID } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import { formatAddress, isLoopback } from "../amqp/socket/dial.js";
import { ConfigurationError, ServerListenError } from "../errors/setup-errors.js";
import { escapingLogger } from "../log/escaping-logger.js";
import type { Logger } from "../log/logger.js";
import { standardErrorLogger } from "../log/standard-error.js";
import { PACKAGE_VERSION } from "../package/package-version.js";
import { AddressTable } from "./address-table.js";
import { ClientConnection, type ConnectionContext } from "./client-connection.js";
import { HeldTotal } from "./held-total.js";
import { limitsWith, type RouterLimits } from "./limits.js";
import { Login } from "./login.js";
import { LoginLimiter } from "./login-limiter.js";
import { osloPrefixes, type PrefixRule } from "./prefixes.js";
import { RefusalLog } from "./refusal-log.js";
import { Relay } from "./relay.js";
import { Counters, type RouterStatistics } from "./statistics.js";
import { createTlsListener, type RouterTls } from "./tls-listener.js";
import { UnsettledTotal } from "./unsettled-bytes.js";
import { type RouterUsers, UserBook } from "./users.js";
import { checkUsers } from "./users-file.js";

/** The `product` a router names itself by: anything but `qpid-cpp` makes peers use routable addresses. */
const PRODUCT = "oslo-rpc-router";

/** Options of a router: where it listens, whom it lets in, and what it may hold. */
export interface RouterOptions {
  /** Default `127.0.0.1`. Elsewhere users are required. */
  readonly host?: string;
  /** Default 5672; 0 takes any free port. */
  readonly port?: number;
  /** Where the router writes; without, it is silent. */
  readonly logger?: Logger;
  /** Which addresses are multicast, and so on; those of oslo.messaging when left out. */
  readonly prefixes?: readonly PrefixRule[];
  /** Those limits that are not to be the default ones. */
  readonly limits?: Partial<RouterLimits>;
  /** Who may use the router, and which addresses; without, anyone who reaches it may use all. */
  readonly users?: RouterUsers;
  /** Listens with TLS. */
  readonly tls?: RouterTls;
  /** Logs every frame at debug level, with what belongs to logins masked. */
  readonly trace?: boolean;
  /** Listens on other interfaces than the loopback one without users. */
  readonly allowAnonymous?: boolean;
}

/** Options of a router's stop. */
export interface StopOptions {
  /** False cuts the connections rather than tell the clients; default true. */
  readonly graceful?: boolean;
  /** ms that messages under way have to get their outcome, when it is graceful; default 2000. */
  readonly grace?: number;
}

/** The interval of looking whether messages are still under way while the router stops, in ms. */
const LOOK_EVERY = 20;

/**
 * An AMQP 1.0 intermediary that runs inside a Node.js process: what a Qpid Dispatch Router is for oslo.messaging,
 * for development, tests and small sites. It keeps no message on disk.
 *
 * @example
 * ```ts
 * const router = new Router({ port: 0, logger: consoleLogger({ level: "warn" }) });
 * await router.start();
 * const transport = getRpcTransport({ url: router.url });
 * await transport.close();
 * await router.stop();
 * ```
 */
export class Router {
  readonly #host: string;
  readonly #requestedPort: number;
  readonly #log: Logger;
  readonly #limits: RouterLimits;
  readonly #counters = new Counters();
  readonly #held: HeldTotal;
  readonly #unsettled: UnsettledTotal;
  readonly #table: AddressTable;
  readonly #connections = new Set<ClientConnection>();
  readonly #context: ConnectionContext;
  #server: Server | undefined;
  #port: number | undefined;
  #whenEmpty: (() => void) | undefined;
  readonly #options: RouterOptions;
  readonly #limiter: LoginLimiter;
  readonly #refusals: RefusalLog;
  #users: UserBook | undefined;
  #stopped: Promise<void> | undefined;
  /** Sockets in all states, also those whose TLS handshake is not done. */
  readonly #sockets = new Set<Socket>();

  /**
   * Does nothing yet: `start` does.
   *
   * @throws {ConfigurationError} a limit that there is not, or that cannot have its value.
   */
  constructor(options: RouterOptions = {}) {
    this.#options = options;
    this.#host = options.host ?? "127.0.0.1";
    this.#requestedPort = options.port ?? 5672;
    this.#log = escapingLogger(options.logger ?? standardErrorLogger);
    this.#limits = limitsWith(options.limits ?? {});
    const limits = this.#limits;
    this.#held = new HeldTotal(limits.totalHeldBytes);
    this.#unsettled = new UnsettledTotal(limits.totalUnsettledBytes);
    this.#limiter = new LoginLimiter(limits);
    this.#refusals = new RefusalLog(this.#log);
    this.#table = new AddressTable(
      {
        limits,
        counters: this.#counters,
        held: this.#held,
        forget: (address) => this.#table.remove(address),
      },
      options.prefixes ?? osloPrefixes,
    );
    this.#context = {
      table: this.#table,
      relay: new Relay(this.#table, this.#counters),
      counters: this.#counters,
      limits,
      unsettled: this.#unsettled,
      log: this.#log,
      refusals: this.#refusals,
      trace: options.trace ?? false,
      open: {
        containerId: `${PRODUCT}-${randomUUID()}`,
        limits: {
          ...limits,
          // Larger ones end their link, and these are thrown away as they come.
          maxMessageSize: 2 * limits.maxMessageSize,
          // Those that were refused count until the client detaches them as well.
          maxLinks: 2 * limits.maxLinks,
        },
        // A peer is to send something within half of the time after which it is given up.
        ...(limits.idleTimeout > 0 && { idleTimeOut: Math.round(limits.idleTimeout / 2) }),
        properties: { product: PRODUCT, version: PACKAGE_VERSION },
        offeredCapabilities: ["ANONYMOUS-RELAY"],
      },
      login: (socket, observer) => new Login(socket, this.#users, this.#limiter, observer),
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
   * @throws {ConfigurationError} the users or the files for TLS are not what they should be, or there are no users
   * where others can reach the router.
   */
  async start(): Promise<void> {
    if (this.#server !== undefined) return;
    const { users, allowAnonymous = false } = this.#options;
    if (users === undefined && !allowAnonymous && !isLoopback(this.#host)) {
      throw new ConfigurationError(
        `The router would let anybody in on ${this.#host}: name its users, listen on 127.0.0.1, or allow anonymous clients`,
      );
    }
    const server = this.#createServer();
    this.#server = server;
    try {
      if (users !== undefined) this.#users ??= await UserBook.make(checkUsers(users, "of the router"));
      // Stopped before it has begun.
      if (this.#server !== server) return;
      await this.#listen(server);
    } catch (error) {
      if (this.#server === server) this.#server = undefined;
      throw error;
    }
  }

  #createServer(): Server {
    const { tls } = this.#options;
    const accept = (socket: Socket) => this.#accept(socket);
    const server =
      tls === undefined
        ? createServer(accept)
        : createTlsListener(tls, this.#limits.handshakeTimeout, accept, (error) => {
            this.#counters.refusedConnections++;
            this.#log.debug({ reason: error.message }, "a TLS handshake failed");
          });
    // Sockets count, whether their TLS handshake is done or not.
    server.maxConnections = this.#limits.maxConnections;
    server.on("drop", () => {
      this.#counters.refusedConnections++;
    });
    server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
    return server;
  }

  #listen(server: Server): Promise<void> {
    return new Promise((resolve, reject) => {
      server.once("error", (error: NodeJS.ErrnoException) => reject(this.#listenError(error)));
      // Stopped before it has begun.
      server.once("close", () => resolve());
      server.listen({ host: this.#host, port: this.#requestedPort }, () => {
        server.removeAllListeners("error");
        server.on("error", (error) => this.#log.error({ err: error }, "cannot accept a connection"));
        const address = server.address();
        if (typeof address === "object" && address !== null) this.#port = address.port;
        this.#log.info({ url: this.url }, "router listening");
        resolve();
      });
    });
  }

  /** The counts of what the router has done since it was made, and of what it holds now. */
  statistics(): RouterStatistics {
    return {
      ...this.#counters,
      addresses: this.#table.size,
      heldBytes: this.#held.bytes,
      unsettledBytes: this.#unsettled.bytes,
    };
  }

  /**
   * Stops listening and closes all connections. When it is graceful, no new messages are taken, and those that went
   * to a receiver have a while to get their outcome; then the clients are told. What waits is given back or lost.
   */
  async stop({ graceful = true, grace = 2_000 }: StopOptions = {}): Promise<void> {
    const server = this.#server;
    if (server === undefined) {
      // Whoever asks again, and not gracefully, has no more patience.
      if (!graceful) for (const connection of [...this.#connections]) connection.destroy();
      return this.#stopped;
    }
    this.#server = undefined;
    this.#stopped = this.#stop(server, graceful, grace);
    await this.#stopped;
  }

  async #stop(server: Server, graceful: boolean, grace: number): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      // One that does not listen yet has nothing to close.
      server.close(() => resolve());
    });
    if (graceful) await this.#settle(grace);
    const empty = new Promise<void>((resolve) => {
      this.#whenEmpty = resolve;
    });
    for (const connection of [...this.#connections]) {
      if (graceful) connection.close();
      else connection.destroy();
    }
    if (this.#connections.size > 0) await empty;
    for (const socket of this.#sockets) socket.destroy();
    this.#table.close();
    this.#refusals.close();
    await closed;
    this.#port = undefined;
  }

  /** Waits until no message is under way, or the grace is over. */
  async #settle(grace: number): Promise<void> {
    for (const connection of this.#connections) connection.retire();
    const end = performance.now() + grace;
    const isBusy = () => [...this.#connections].some(({ outstanding }) => outstanding > 0);
    while (isBusy() && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    }
  }

  #accept(socket: Socket): void {
    if (this.#server === undefined) {
      this.#counters.refusedConnections++;
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
