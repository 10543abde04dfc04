import type { IncomingRequest, Reply } from "../drivers/driver.js";
import type { ServiceErrorClass } from "../errors/service-error.js";
import type { Logger } from "../log/logger.js";
import type { RemoteFailure } from "../messaging/failure.js";
import { RequestContext, RequestDeadline } from "../messaging/request-context.js";
import type { Serializer } from "../messaging/serializer.js";
import type { DispatchedMethod } from "./dispatched-endpoint.js";
import type { Dispatcher } from "./dispatcher.js";
import { startHeartbeats } from "./heartbeats.js";
import { logFailure, requestFields } from "./log-failure.js";
import { toFailure, UNSHOWABLE } from "./remote-errors.js";
import { RequestQueue } from "./request-queue.js";

/** Options of a runner of requests. */
export interface RequestRunnerOptions {
  readonly dispatcher: Dispatcher;
  /** Topic of the server, for the log. */
  readonly topic: string;
  /** Most methods that run at the same time (`executor_thread_pool_size`). */
  readonly limit: number;
  readonly errors: readonly ServiceErrorClass[];
  readonly tracebacks: boolean;
  readonly serializer: Serializer | undefined;
  readonly log: Logger;
}

/**
 * Runs requests, so many at a time. Those beyond wait unacknowledged, so that the peer sends no more and other
 * servers get them.
 */
export class RequestRunner {
  readonly #options: RequestRunnerOptions;
  readonly #waiting = new RequestQueue();
  #running = 0;
  /** Requests taken whose reply is not sent, whether or not their method still runs. */
  #unanswered = 0;
  #draining = false;
  #drained: (() => void) | undefined;

  constructor(options: RequestRunnerOptions) {
    this.#options = options;
  }

  /** Methods that run now. */
  get running(): number {
    return this.#running;
  }

  /** Requests that have come and wait for a method to end. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Runs the request now, or when a method that runs has ended. */
  readonly take = (request: IncomingRequest): void => {
    if (this.#draining) request.requeue();
    else if (this.#running >= this.#options.limit) this.#await(request);
    else this.#start(request);
  };

  /** A peer that takes its request back may send another in its place: none of them may stay here. */
  #await(request: IncomingRequest): void {
    const leave = this.#waiting.add(request);
    request.onWithdrawn(() => {
      if (leave()) this.#logUnwanted(request);
    });
  }

  /** Gives back what waits, and resolves when what runs is answered. */
  async drain(): Promise<void> {
    this.#draining = true;
    for (let next = this.#waiting.take(); next !== undefined; next = this.#waiting.take()) next.requeue();
    if (this.#unanswered === 0) return;
    await new Promise<void>((resolve) => {
      this.#drained = resolve;
    });
  }

  /** False when the request must not be run any more. */
  #start(request: IncomingRequest): boolean {
    if (!this.#isInTime(request)) return false;
    // Accepted before it is dispatched: a request runs at most once, whatever happens to the connection.
    if (!request.acknowledge()) {
      this.#logUnwanted(request);
      request.done();
      return false;
    }
    this.#running += 1;
    this.#unanswered += 1;
    void this.#serve(request);
    return true;
  }

  #logUnwanted(request: IncomingRequest): void {
    this.#options.log.debug(
      requestFields(request, this.#options.topic),
      "A request waited until its caller was gone, or its peer had taken it back; it is not run",
    );
  }

  async #serve(request: IncomingRequest): Promise<void> {
    let replied: Promise<void> | undefined;
    try {
      // On its way before the next method is begun; waiting until it is delivered would let callers that are gone
      // hold up the others.
      replied = request.reply(await this.#answer(request));
    } catch (error) {
      this.#unanswerable(request, error);
    }
    this.#ended(request);
    try {
      await replied;
    } catch (error) {
      this.#unanswerable(request, error);
    }
    this.#unanswered -= 1;
    if (this.#unanswered === 0) this.#drained?.();
  }

  #unanswerable(request: IncomingRequest, error: unknown): void {
    const { log, topic } = this.#options;
    log.error({ ...requestFields(request, topic), err: error }, "A request could not be answered");
  }

  async #answer(request: IncomingRequest): Promise<Reply> {
    const { dispatcher, serializer, log } = this.#options;
    const { message, context: fields } = request;
    const deadline = new RequestDeadline(request.deadline);
    let method: DispatchedMethod | undefined;
    let stopHeartbeats: (() => void) | undefined;
    try {
      method = dispatcher.find(message);
      if (request.callMonitorTimeout !== undefined) stopHeartbeats = startHeartbeats(request, log);
      const own = serializer === undefined ? fields : serializer.deserializeContext(fields);
      return { response: await method.run(new RequestContext(own, deadline), message.args, request) };
    } catch (error) {
      return { failure: this.#describe(error, request, method) };
    } finally {
      stopHeartbeats?.();
      deadline.end();
    }
  }

  /** Its place is free. */
  #ended(request: IncomingRequest): void {
    this.#running -= 1;
    request.done();
    this.#startNext();
  }

  #startNext(): void {
    while (this.#waiting.size > 0) {
      const next = this.#waiting.take();
      if (next !== undefined && this.#start(next)) return;
    }
  }

  /** A request nobody waits for any more is taken, and not run. */
  #isInTime(request: IncomingRequest): boolean {
    const { deadline } = request;
    if (deadline === undefined || deadline > performance.now()) return true;
    request.acknowledge();
    request.done();
    this.#options.log.debug(
      requestFields(request, this.#options.topic),
      "A request waited beyond its deadline; it is not run",
    );
    return false;
  }

  #describe(error: unknown, request: IncomingRequest, method: DispatchedMethod | undefined): RemoteFailure {
    const { log, topic, tracebacks } = this.#options;
    const fields = requestFields(request, topic);
    const errors = [...(method?.errors ?? []), ...this.#options.errors];
    try {
      logFailure(log, fields, error, errors);
      return toFailure(error, { errors, tracebacks });
    } catch (fault) {
      // A method may throw anything, also what fails when it is looked at.
      log.error({ ...fields, err: fault }, "Exception during message handling that cannot be shown");
      return toFailure(UNSHOWABLE, { errors: [], tracebacks: false });
    }
  }
}
