import { defaults } from "../config/groups/default.js";
import type { Listener } from "../drivers/driver.js";
import type { ServiceErrorClass } from "../errors/service-error.js";
import { InvalidTarget } from "../errors/setup-errors.js";
import type { Target } from "../messaging/target.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import { Dispatcher } from "./dispatcher.js";
import { dispatchedEndpoint } from "./endpoint-methods.js";
import { RequestRunner } from "./request-runner.js";
import { serverTarget } from "./server-target.js";
import type { ServiceEndpoint } from "./service-endpoint.js";

/** How to serve. */
export interface RpcServerOptions {
  /** Name of this server, unique on its topic. */
  readonly server: string;
  /** Tried in order for each request. */
  readonly endpoints: readonly ServiceEndpoint[];
  /** Topic to serve; the endpoints', which must agree on it, when not given. */
  readonly topic?: string | undefined;
  /** Exchange to serve; the endpoints', which must agree on it, when not given. */
  readonly exchange?: string | undefined;
  /** Namespace to serve all endpoints in; each one's own when not given. */
  readonly namespace?: string | undefined;
  /** Classes, beside those a service declares, that travel under their own names when a method throws them. */
  readonly errors?: readonly ServiceErrorClass[] | undefined;
  /** Sends callers the stack of what a method throws; off by default, as it shows the inside of the server. */
  readonly tracebacks?: boolean | undefined;
}

/** Serves endpoints on a topic (`oslo_messaging.RPCServer`). Starts and stops once. */
export class RpcServer {
  /** What the server listens on. */
  readonly target: Target;
  readonly #transport: RpcTransport;
  readonly #runner: RequestRunner;
  readonly #finished: Promise<void>;
  #finish!: () => void;
  #listener: Listener | undefined;
  #stopping = false;

  /**
   * @throws {InvalidTarget} there is no server name or no endpoint, or the endpoints disagree on topic or exchange.
   * @throws {DefinitionError} an endpoint lacks methods of its service.
   */
  constructor(transport: RpcTransport, options: RpcServerOptions) {
    this.target = serverTarget(options);
    this.#transport = transport;
    this.#runner = new RequestRunner({
      dispatcher: new Dispatcher(
        options.endpoints.map((endpoint) => dispatchedEndpoint(endpoint, options.namespace)),
      ),
      limit: transport.configuration.get(defaults.executorThreadPoolSize),
      errors: options.errors ?? [],
      tracebacks: options.tracebacks ?? false,
      log: transport.logger,
    });
    this.#finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  /**
   * Subscribes to the topic; resolves when requests can come. While the peer cannot be reached it keeps trying.
   *
   * @throws {ServerListenError} the peer refuses the subscription, or the server is stopped first.
   * @throws {InvalidTarget} the server has been started before.
   */
  async start(): Promise<void> {
    if (this.#listener !== undefined || this.#stopping) {
      throw new InvalidTarget(`Server ${this.target.server} has been started before; make a new one`);
    }
    this.#listener = this.#transport.listen(this.target, (request) => this.#runner.take(request));
    await this.#listener.ready;
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
    await this.#listener?.stop();
    await this.#runner.drain();
    this.#finish();
  }
}
