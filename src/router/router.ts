import type { Socket } from "node:net";
import { formatAddress, isLoopback } from "../amqp/socket/dial.js";
import { ConfigurationError } from "../errors/setup-errors.js";
import { serveHttp } from "../http/http-server.js";
import type { HttpServer } from "../http/listen.js";
import { guardedLogger } from "../log/guarded-logger.js";
import type { Logger } from "../log/logger.js";
import { standardErrorLogger } from "../log/standard-error.js";
import { AddressTable } from "./address-table.js";
import { ClientConnection, type ConnectionContext } from "./client-connection.js";
import { ConnectionSet } from "./connection-set.js";
import { HeldTotal } from "./held-total.js";
import { limitsWith, type RouterLimits } from "./limits.js";
import { RouterListener } from "./listener.js";
import { Login } from "./login.js";
import { LoginLimiter } from "./login-limiter.js";
import { partOf } from "./part-of.js";
import { openPermissions } from "./permissions.js";
import { osloPrefixes } from "./prefixes.js";
import { RefusalLog } from "./refusal-log.js";
import { Relay } from "./relay.js";
import { routerRoutes } from "./router-http.js";
import { routerOpen } from "./router-open.js";
import type { Page, RouterChanges, RouterHealth, RouterOptions, StopOptions } from "./router-options.js";
import { Counters, type RouterAddress, type RouterConnection, type RouterStatistics } from "./statistics.js";
import { summary } from "./summary.js";
import type { RouterTls } from "./tls-listener.js";
import { UnsettledTotal } from "./unsettled-bytes.js";
import { UserBook } from "./users.js";
import { checkUsers } from "./users-file.js";

/** ms over which the rates of addresses are reckoned. */
const MEASURE_EVERY = 5_000;

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
  readonly #connections = new ConnectionSet();
  readonly #context: ConnectionContext;
  #listener: RouterListener | undefined;
  #http: HttpServer | undefined;
  #measuring: NodeJS.Timeout | undefined;
  #health: RouterHealth = { state: "stopped", healthy: false, ready: false, since: new Date() };
  #port: number | undefined;
  readonly #options: RouterOptions;
  readonly #limiter: LoginLimiter;
  readonly #refusals: RefusalLog;
  #users: UserBook | undefined;
  #tls: RouterTls | undefined;
  #reloaded: Promise<void> = Promise.resolve();
  #started: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | undefined;

  /**
   * Does nothing yet: `start` does.
   *
   * @throws {ConfigurationError} a limit that there is not, or that cannot have its value.
   */
  constructor(options: RouterOptions = {}) {
    this.#options = options;
    this.#tls = options.tls;
    this.#host = options.host ?? "127.0.0.1";
    this.#requestedPort = options.port ?? 5672;
    this.#log = guardedLogger(options.logger ?? standardErrorLogger);
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
    const withoutUsers = openPermissions({ mayTap: isLoopback(this.#host) });
    this.#context = {
      table: this.#table,
      relay: new Relay(this.#table, this.#counters),
      counters: this.#counters,
      limits,
      unsettled: this.#unsettled,
      log: this.#log,
      refusals: this.#refusals,
      trace: options.trace ?? false,
      open: routerOpen(limits),
      login: (socket, observer) =>
        new Login(socket, () => this.#users, withoutUsers, this.#limiter, observer),
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
   * Begins to listen; while it still stops, when that is done.
   *
   * @throws {ServerListenError} when that is not possible, for example because the port is in use.
   * @throws {ConfigurationError} the users or the files for TLS are not what they should be, or there are no users
   * where others can reach the router.
   */
  start(): Promise<void> {
    if (this.#listener === undefined) this.#started = this.#start();
    return this.#started;
  }

  async #start(): Promise<void> {
    const { users, http, allowAnonymous = false } = this.#options;
    if (users === undefined && !allowAnonymous && !isLoopback(this.#host)) {
      throw new ConfigurationError(
        `The router would let anybody in on ${this.#host}: name its users, listen on 127.0.0.1, or allow anonymous clients`,
      );
    }
    const listener = new RouterListener({
      host: this.#host,
      port: this.#requestedPort,
      tls: this.#tls,
      limits: this.#limits,
      counters: this.#counters,
      log: this.#log,
      accept: (socket) => this.#accept(socket),
    });
    this.#listener = listener;
    // Ports and clients are those of the run before until its end.
    if (this.#stopped !== undefined) await this.#stopped;
    // Stopped before it has begun.
    if (this.#listener !== listener) return;
    this.#enter("starting");
    try {
      if (users !== undefined) this.#users ??= await UserBook.make(checkUsers(users, "of the router"));
      // Before the first client can come: a probe is told that the router is not ready, not that nobody is there.
      if (http !== undefined) this.#http = await serveHttp(http, routerRoutes(this), this.#log);
      const port = await listener.listen();
      if (port === undefined || this.#listener !== listener) return;
      this.#port = port;
    } catch (error) {
      await this.#ended();
      if (this.#listener === listener) this.#listener = undefined;
      throw error;
    }
    this.#enter("listening");
    this.#measuring = setInterval(() => this.#measure(), MEASURE_EVERY).unref();
    const { url, httpUrl } = this;
    this.#log.info(summary(this.#options, { url, httpUrl, users: this.#users }), "router listening");
  }

  /** `http://HOST:PORT` of what it tells over HTTP; undefined when that is off. */
  get httpUrl(): string | undefined {
    return this.#http?.url;
  }

  /**
   * Takes other users, permissions and certificates, without ending what they allow. Who may no longer log in is
   * disconnected, links that a user may no longer have are detached, and the files for TLS, read again, are those of
   * clients that connect from now on. Whoever is connected stays when its password or certificate changes.
   *
   * @throws {ConfigurationError} users or files are not what they should be, or clients' certificates are to be asked
   * for that were not before, or the other way round; nothing has changed then.
   */
  reload(changes: RouterChanges = {}): Promise<void> {
    const done = this.#reloaded.then(() => this.#reload(changes));
    // One after the other, whether they succeed or not.
    this.#reloaded = done.catch(() => {});
    return done;
  }

  async #reload(changes: RouterChanges): Promise<void> {
    const before = this.#tls;
    const { tls = before } = changes;
    if (
      (tls === undefined) !== (before === undefined) ||
      (tls?.caFile === undefined) !== (before?.caFile === undefined)
    ) {
      throw new ConfigurationError(
        "Whether the router speaks TLS, and asks for certificates of clients, changes only when it starts again",
      );
    }
    const renewTls = tls && this.#listener?.prepareTls(tls);
    const users =
      changes.users && (await UserBook.make(checkUsers(changes.users, "of the router"), this.#users));
    renewTls?.();
    this.#tls = tls;
    if (users === undefined) return;
    this.#users = users;
    for (const connection of [...this.#connections]) connection.review();
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

  /** The clients that are connected. */
  connections(page: Page = {}): readonly RouterConnection[] {
    return partOf(this.#connections, page).map((connection) => connection.describe());
  }

  /** The addresses that somebody sends to, receives from or has messages at. */
  addresses(page: Page = {}): readonly RouterAddress[] {
    return partOf(this.#table.all(), page).map((address) => address.describe());
  }

  /** All limits, the default ones included. */
  get limits(): RouterLimits {
    return this.#limits;
  }

  /** The condition of the router at this moment. */
  get health(): RouterHealth {
    return this.#health;
  }

  /**
   * Stops listening and closes all connections. When it is graceful, no new messages are taken, and those that went
   * to a receiver have a while to get their outcome; then the clients are told. What waits is given back or lost.
   */
  async stop({ graceful = true, grace = 2_000 }: StopOptions = {}): Promise<void> {
    const listener = this.#listener;
    if (listener === undefined) {
      // Whoever asks again, and not gracefully, has no more patience.
      if (!graceful) void this.#connections.destroy();
      return this.#stopped;
    }
    this.#listener = undefined;
    this.#stopped = this.#stop(listener, this.#started, { graceful, grace });
    await this.#stopped;
  }

  async #stop(
    listener: RouterListener,
    started: Promise<void>,
    { graceful, grace }: Required<StopOptions>,
  ): Promise<void> {
    this.#enter("stopping");
    const closed = listener.close();
    if (graceful) await this.#connections.settle(grace);
    await (graceful ? this.#connections.close() : this.#connections.destroy());
    listener.destroySockets();
    this.#table.close();
    this.#refusals.close();
    await closed;
    // It may have opened its port for HTTP just now, and tells itself why it cannot listen.
    await started.catch(() => {});
    await this.#ended();
  }

  /** Nothing is left of what `start` has begun. */
  async #ended(): Promise<void> {
    clearInterval(this.#measuring);
    this.#port = undefined;
    const http = this.#http;
    this.#http = undefined;
    await http?.close();
    this.#enter("stopped");
  }

  #enter(state: RouterHealth["state"]): void {
    const healthy = state === "listening" || state === "stopping";
    this.#health = { state, healthy, ready: state === "listening", since: new Date() };
  }

  #measure(): void {
    for (const address of this.#table.all()) address.measure(MEASURE_EVERY / 1000);
  }

  #accept(socket: Socket): void {
    if (this.#listener === undefined) {
      this.#counters.refusedConnections++;
      socket.destroy();
      return;
    }
    this.#counters.connections++;
    this.#connections.add(new ClientConnection(socket, this.#context));
  }

  #gone(connection: ClientConnection): void {
    if (this.#connections.delete(connection)) this.#counters.connections--;
  }
}
