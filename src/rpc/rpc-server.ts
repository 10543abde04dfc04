import { defaults } from "../config/groups/default.js";
import type { Listener } from "../drivers/driver.js";
import { InvalidTarget } from "../errors/setup-errors.js";
import type { Target } from "../messaging/target.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import { Dispatcher } from "./dispatcher.js";
import { RequestRunner } from "./request-runner.js";
import { serverEndpoints } from "./server-endpoints.js";
import type { ServerHealth, ServerState } from "./server-health.js";
import type { RpcServerOptions } from "./server-options.js";
import { serverTarget } from "./server-target.js";

/** Serves endpoints on a topic (`oslo_messaging.RPCServer`). Starts and stops once. */
export class RpcServer {
  /** What the server listens on. */
  readonly target: Target;
  readonly #transport: RpcTransport;
  readonly #concurrency: number;
  readonly #runner: RequestRunner;
  readonly #finished: Promise<void>;
  #finish!: () => void;
  #listener: Listener | undefined;
  #state: ServerState = "new";
  #stopping = false;

  /**
   * @throws {InvalidTarget} there is no server name or no endpoint, or the endpoints disagree on topic or exchange.
   * @throws {DefinitionError} an endpoint lacks methods of its service.
   */
  constructor(transport: RpcTransport, options: RpcServerOptions) {
    this.target = serverTarget(options);
    this.#transport = transport;
    this.#concurrency = transport.configuration.get(defaults.executorThreadPoolSize);
    this.#runner = new RequestRunner({
      dispatcher: new Dispatcher(serverEndpoints(options, this.target, transport)),
      limit: this.#concurrency,
      errors: options.errors ?? [],
      tracebacks: options.tracebacks ?? false,
      serializer: options.serializer,
      log: transport.logger,
    });
    this.#finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  /** How the server is now: for probes of an orchestrator, and for tests. */
  get health(): ServerHealth {
    const state = this.#state;
    const attached = this.#listener?.attached ?? false;
    const { running, waiting } = this.#runner;
    const healthy = attached || state === "stopping";
    return { state, ready: attached && state === "serving", healthy, attached, running, waiting };
  }

  /**
   * Subscribes to the topic; resolves when requests can come. While the peer cannot be reached it keeps trying.
   *
   * @throws {ServerListenError} the peer refuses the subscription, or the server is stopped first.
   * @throws {InvalidTarget} the server has been started before.
   */
  async start(): Promise<void> {
    if (this.#state !== "new") {
      throw new InvalidTarget(`Server ${this.target.server} has been started before; make a new one`);
    }
    this.#state = "starting";
    const take = this.#runner.take.bind(this.#runner);
    try {
      this.#listener = this.#transport.listen(this.target, take, { concurrency: this.#concurrency });
      await this.#listener.ready;
      this.#enter("serving", "starting");
    } catch (error) {
      this.#enter("failed", "starting");
      // Some of its subscriptions may stand: requests would come to a server that is not there.
      await this.#listener?.stop();
      throw error;
    }
  }

  /**
   * Takes no more requests, gives back those not begun, and resolves when all methods that run have been answered.
   * The transport and other servers on it go on.
   */
  stop(): Promise<void> {
    if (!this.#stopping) {
      this.#stopping = true;
      void this.#stop();
    }
    return this.#finished;
  }

  /** Resolves when the server has been stopped and everything it took is answered. */
  wait(): Promise<void> {
    return this.#finished;
  }

  async #stop(): Promise<void> {
    this.#state = "stopping";
    await this.#listener?.stop();
    await this.#runner.drain();
    this.#state = "stopped";
    this.#finish();
  }

  /** Unless it has been stopped meanwhile. */
  #enter(state: ServerState, from: ServerState): void {
    if (this.#state === from) this.#state = state;
  }
}
