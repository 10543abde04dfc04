import type { IncomingRequest, Reply } from "../drivers/driver.js";
import { ExpectedException } from "../errors/rpc-errors.js";
import type { ServiceErrorClass } from "../errors/service-error.js";
import type { Logger } from "../log/logger.js";
import type { RemoteFailure } from "../messaging/failure.js";
import { RequestContext } from "../messaging/request-context.js";
import type { Dispatcher } from "./dispatcher.js";
import type { EndpointMethod } from "./endpoint-methods.js";
import { startHeartbeats } from "./heartbeats.js";
import { toFailure } from "./remote-errors.js";
import { RequestDeadline } from "./request-deadline.js";

/** What a server runs requests with. */
export interface RequestRunnerOptions {
  readonly dispatcher: Dispatcher;
  /** How many methods run at the same time (`executor_thread_pool_size`). */
  readonly limit: number;
  readonly errors: readonly ServiceErrorClass[];
  readonly tracebacks: boolean;
  readonly log: Logger;
}

/**
 * Runs requests, so many at a time. Those beyond wait unacknowledged, so that the peer sends no more and other
 * servers get them.
 */
export class RequestRunner {
  readonly #options: RequestRunnerOptions;
  readonly #running = new Set<Promise<void>>();
  #waiting: IncomingRequest[] = [];
  #draining = false;

  constructor(options: RequestRunnerOptions) {
    this.#options = options;
  }

  /** Runs the request now, or when a method that runs has ended. */
  take(request: IncomingRequest): void {
    if (this.#draining) request.requeue();
    else if (this.#running.size >= this.#options.limit) this.#waiting.push(request);
    else this.#start(request);
  }

  /** Gives back what waits, and resolves when what runs is answered. */
  async drain(): Promise<void> {
    this.#draining = true;
    for (const request of this.#waiting) request.requeue();
    this.#waiting = [];
    await Promise.all(this.#running);
  }

  #start(request: IncomingRequest): void {
    // Accepted before it is dispatched: a request runs at most once, whatever happens to the connection.
    request.acknowledge();
    const run = this.#serve(request).finally(() => {
      this.#running.delete(run);
      const next = this.#waiting.shift();
      if (next !== undefined) this.#start(next);
    });
    this.#running.add(run);
  }

  async #serve(request: IncomingRequest): Promise<void> {
    const reply = await this.#answer(request);
    await request.reply(reply);
  }

  async #answer(request: IncomingRequest): Promise<Reply> {
    const { dispatcher, log } = this.#options;
    const deadline = new RequestDeadline(request.deadline);
    let method: EndpointMethod | undefined;
    let stopHeartbeats = () => {};
    try {
      method = dispatcher.find(request.message);
      stopHeartbeats = startHeartbeats(request, log);
      const context = new RequestContext(request.context, deadline);
      return { response: await dispatcher.run(method, context, request.message.args) };
    } catch (error) {
      return { failure: this.#describe(error, request.message.method, method) };
    } finally {
      stopHeartbeats();
      deadline.end();
    }
  }

  #describe(error: unknown, name: string, method: EndpointMethod | undefined): RemoteFailure {
    const { log, tracebacks, errors } = this.#options;
    if (error instanceof ExpectedException) {
      log.debug({ method: name, error: error.message }, "Expected exception during message handling");
    } else {
      log.error({ method: name, error }, "Exception during message handling");
    }
    return toFailure(error, { errors: [...(method?.errors ?? []), ...errors], tracebacks });
  }
}
