import { defaults } from "../config/groups/default.js";
import type { IncomingRequest } from "../drivers/driver.js";
import { ServedRequests } from "../instruments/request-series.js";
import { RequestTally } from "../instruments/request-tally.js";
import type { Target } from "../messaging/target.js";
import { checkRpcTransport } from "../transport/check-transport.js";
import { combinedListener } from "../transport/combined-listener.js";
import { HealthWatch } from "../transport/health-watch.js";
import { Lifecycle } from "../transport/lifecycle.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import { Dispatcher } from "./dispatcher.js";
import { refusedRequestHandler } from "./interceptor.js";
import { serverTallies } from "./method-tallies.js";
import { RequestOrigins } from "./request-origins.js";
import { RequestRunner } from "./request-runner.js";
import { serverEndpoints } from "./server-endpoints.js";
import type { ServerHealth } from "./server-health.js";
import type { RpcServerOptions } from "./server-options.js";
import { serverTargets } from "./server-target.js";

/**
 * Serves endpoints on a topic (`oslo_messaging.RPCServer`). Starts and stops once.
 *
 * @example
 * ```ts
 * const server = new RpcServer(transport, { server: "host1", endpoints: [new MyService()] });
 * await server.start();
 * await serveUntilSignalled([server]);
 * await transport.close();
 * ```
 */
export class RpcServer {
  /** The target that the server listens on, the first of several. */
  readonly target: Target;
  /** Those of all its topics. */
  readonly targets: readonly Target[];
  readonly #runner: RequestRunner;
  readonly #life: Lifecycle;
  readonly #watch: HealthWatch<ServerHealth>;
  readonly #limit: number;

  /**
   * Serves nothing yet: `start` does.
   *
   * @throws {InvalidTransport} the transport is not one of RPC.
   * @throws {InvalidTarget} there is no server name or no endpoint, the endpoints disagree on topic or exchange, or
   * there are no topics, or a topic and several.
   * @throws {DefinitionError} an endpoint lacks methods of its service.
   */
  constructor(transport: RpcTransport, options: RpcServerOptions) {
    checkRpcTransport(transport, "A server");
    this.targets = serverTargets(options, transport);
    this.target = this.targets[0] as Target;
    const origins = new RequestOrigins(this.target);
    const concurrency = transport.configuration.get(defaults.executorThreadPoolSize);
    this.#limit = concurrency;
    const instruments = transport.instrumentsWith(options.instrumentation);
    const isDescribed = transport.configuration.get(defaults.rpcDiscoveryEnabled);
    const whole = instruments?.tally;
    const tally = whole?.part() ?? (isDescribed ? new RequestTally() : undefined);
    const served: ServedRequests<IncomingRequest> | undefined =
      tally &&
      new ServedRequests({
        tally,
        services: () => dispatcher.services,
        target: this.target,
        targetOf: this.targets.length > 1 ? origins.of : undefined,
        transport: transport.described,
        onFault: (error) => instruments?.fault(error),
      });
    const described = isDescribed && tally && served ? serverTallies(tally, served) : undefined;
    const dispatcher: Dispatcher = new Dispatcher(
      serverEndpoints(options, { targets: this.targets, targetOf: origins.of }, transport, described),
    );
    const runner = new RequestRunner({
      dispatcher,
      served,
      limit: concurrency,
      errors: options.errors ?? [],
      tracebacks: options.tracebacks ?? false,
      serializer: options.serializer,
      log: transport.logger,
      targetOf: origins.of,
      instruments,
      onRefused: refusedRequestHandler(options.interceptors ?? [], origins.of),
    });
    this.#runner = runner;
    this.#life = new Lifecycle({
      name: `Server ${this.target.server}`,
      transport,
      listen: () =>
        combinedListener(
          this.targets.map(
            (target) => () => transport.listen(target, origins.taking(target, runner.take), { concurrency }),
          ),
        ),
      finish: () => runner.drain(),
      changed: () => this.#watch.look(),
    });
    this.#watch = new HealthWatch(() => this.health, transport.logger);
    void this.#life.wait().then(() => {
      this.#watch.end();
      if (tally !== undefined) whole?.merge(tally);
    });
  }

  /** The server's condition now: for probes of an orchestrator, and for tests. */
  get health(): ServerHealth {
    const { running, waiting } = this.#runner;
    return { ...this.#life.health, running, limit: this.#limit, waiting };
  }

  /**
   * Calls back when anything in `health` changes but what runs and waits. The last change is `stopped`: nobody needs to
   * take the listener back before. What it throws is logged.
   *
   * @returns what takes the listener back.
   */
  onHealthChange(listener: (health: ServerHealth) => unknown): () => void {
    return this.#watch.watch(listener);
  }

  /**
   * Subscribes to the topic; resolves when requests can come. While the peer cannot be reached it keeps trying.
   *
   * @throws {ServerListenError} the peer refuses the subscription, or the server is stopped first.
   * @throws {InvalidTarget} the server has been started or stopped before.
   */
  start(): Promise<void> {
    return this.#life.start();
  }

  /**
   * Takes no more requests, gives back those not begun, and resolves when all methods that run have been answered.
   * The transport and other servers on it go on. Closing the transport stops its servers, whose answers are then lost.
   */
  stop(): Promise<void> {
    return this.#life.stop();
  }

  /**
   * Resolves when the server has been stopped, also by the end of its transport, and everything it took is answered; and
   * when it could not start.
   */
  wait(): Promise<void> {
    return this.#life.wait();
  }
}
