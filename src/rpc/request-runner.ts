import { type Linked, LinkedList } from "../collections/linked-list.js";
import type { IncomingRequest, Reply } from "../drivers/driver.js";
import { MessagingTimeout } from "../errors/delivery-errors.js";
import type { ServiceErrorClass } from "../errors/service-error.js";
import type { Instruments } from "../instruments/instruments.js";
import type { RunningRequest, ServedRequests } from "../instruments/request-series.js";
import type { StartedOperation } from "../instruments/started-operation.js";
import type { LogFields, Logger } from "../log/logger.js";
import type { RemoteFailure } from "../messaging/failure.js";
import { RequestContext, RequestDeadline } from "../messaging/request-context.js";
import type { Serializer } from "../messaging/serializer.js";
import type { Target } from "../messaging/target.js";
import type { DispatchedMethod, Dispatcher } from "./dispatcher.js";
import { startHeartbeats } from "./heartbeats.js";
import type { RefusedRequestHandler } from "./interceptor.js";
import { logFailure, requestFields } from "./log-failure.js";
import { resultOfMethod } from "./operation-result.js";
import { type ErrorIdentity, toFailure, UNSHOWABLE } from "./remote-errors.js";

/** Options of a runner of requests. */
export interface RequestRunnerOptions {
  readonly dispatcher: Dispatcher;
  /** Most methods that run at the same time (`executor_thread_pool_size`). */
  readonly limit: number;
  readonly errors: readonly ServiceErrorClass[];
  readonly tracebacks: boolean;
  readonly serializer: Serializer | undefined;
  readonly log: Logger;
  /** Told of each method that runs, for discovery and metrics. */
  readonly served?: ServedRequests<IncomingRequest> | undefined;
  /** The target that a request came to, for the log and for those who watch. */
  readonly targetOf: (request: IncomingRequest) => Target;
  readonly instruments?: Instruments | undefined;
  /** Takes what is refused past the server's interceptors. */
  readonly onRefused?: RefusedRequestHandler | undefined;
}

/** A request that waits for its turn. */
interface WaitingRequest extends Linked<WaitingRequest> {
  readonly request: IncomingRequest;
  /** Monotonic ms at which it came. */
  readonly since: number;
}

/**
 * Runs requests, so many at a time. Those beyond wait unacknowledged, so that the peer sends no more and other
 * servers get them.
 */
export class RequestRunner {
  readonly #options: RequestRunnerOptions;
  readonly #waiting = new LinkedList<WaitingRequest>();
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
    else this.#start(request, 0);
  };

  /** A peer that takes its request back may send another in its place: none of them may stay here. */
  #await(request: IncomingRequest): void {
    const since = performance.now();
    const entry: WaitingRequest = { request, since, previous: undefined, next: undefined, list: undefined };
    this.#waiting.push(entry);
    request.onWithdrawn(() => {
      if (this.#waiting.remove(entry)) this.#logUnwanted(request);
    });
  }

  /** Gives back what waits, and resolves when what runs is answered. */
  async drain(): Promise<void> {
    this.#draining = true;
    for (const entry of this.#waiting) {
      this.#waiting.remove(entry);
      entry.request.requeue();
    }
    if (this.#unanswered === 0) return;
    await new Promise<void>((resolve) => {
      this.#drained = resolve;
    });
  }

  /** False when the request must not be run any more. */
  #start(request: IncomingRequest, waited: number): boolean {
    if (!this.#isInTime(request, waited)) return false;
    // Accepted before it is dispatched: a request runs at most once, whatever happens to the connection.
    if (!request.acknowledge()) {
      this.#logUnwanted(request);
      request.done();
      return false;
    }
    this.#running += 1;
    this.#unanswered += 1;
    void this.#serve(request, waited, this.#options.served?.begun(request, waited));
    return true;
  }

  #logUnwanted(request: IncomingRequest): void {
    this.#options.instruments?.happened({ type: "withdrawn", method: request.message.method });
    this.#options.log.debug(
      this.#fieldsOf(request),
      "A request waited until its caller was gone, or its peer had taken it back; it is not run",
    );
  }

  async #serve(
    request: IncomingRequest,
    waited: number,
    running: RunningRequest<IncomingRequest> | undefined,
  ): Promise<void> {
    let replied: Promise<void> | undefined;
    try {
      // On its way before the next method is begun; waiting until it is delivered would let callers that are gone
      // hold up the others.
      replied = request.reply(await this.#answer(request, waited, running));
    } catch (error) {
      this.#unanswerable(request, error);
    }
    if (running !== undefined) this.#options.served?.left(running);
    this.#ended(request);
    try {
      await replied;
    } catch (error) {
      this.#unanswerable(request, error);
    }
    this.#unanswered -= 1;
    if (this.#unanswered === 0) this.#drained?.();
  }

  #fieldsOf(request: IncomingRequest): LogFields {
    return requestFields(request, this.#options.targetOf(request).topic);
  }

  #unanswerable(request: IncomingRequest, error: unknown): void {
    const { log } = this.#options;
    log.error({ ...this.#fieldsOf(request), err: error }, "A request could not be answered");
  }

  #answer(
    request: IncomingRequest,
    waited: number,
    running: RunningRequest<IncomingRequest> | undefined,
  ): Promise<Reply> {
    const operation = this.#operation(request, waited);
    if (!operation?.hasSurroundings) return this.#handle(request, running, operation);
    return operation.run(() => this.#handle(request, running, operation));
  }

  /** Undefined when nobody observes it. */
  #operation(request: IncomingRequest, waited: number): StartedOperation | undefined {
    const { instruments, dispatcher, targetOf } = this.#options;
    if (!instruments?.observesRequests) return undefined;
    const { message, context, expectsReply } = request;
    const { method, namespace, version } = message;
    return instruments.started({
      type: "handle-request",
      kind: expectsReply ? "call" : "cast",
      method,
      isKnown: dispatcher.services.has(method),
      service: dispatcher.services.get(method),
      namespace,
      version: version ?? undefined,
      context: new RequestContext(context),
      target: targetOf(request),
      waited,
      transport: instruments.transport,
    });
  }

  async #handle(
    request: IncomingRequest,
    running: RunningRequest<IncomingRequest> | undefined,
    operation: StartedOperation | undefined,
  ): Promise<Reply> {
    const { dispatcher, serializer, log, instruments, onRefused } = this.#options;
    const { message, context: fields } = request;
    const deadline = new RequestDeadline(request.deadline);
    let method: DispatchedMethod | undefined;
    let isAccepted = false;
    let stopHeartbeats: (() => void) | undefined;
    try {
      method = dispatcher.find(message);
      if (request.callMonitorTimeout !== undefined)
        stopHeartbeats = startHeartbeats(request, log, instruments);
      const read = serializer === undefined ? fields : serializer.deserializeContext(fields);
      const own = operation === undefined ? read : operation.contextOf(read);
      const context = new RequestContext(own, deadline);
      const args = method.accept(context, message.args, message.version ?? undefined);
      isAccepted = true;
      const response = await method.run(context, args, request);
      running?.ended("ok");
      operation?.ended("ok");
      return { response };
    } catch (error) {
      const errors = [...(method?.errors ?? []), ...this.#options.errors];
      const result = isAccepted ? resultOfMethod(error, errors) : "refused";
      running?.ended(result, error);
      operation?.ended(result, error);
      if (!isAccepted && onRefused !== undefined) return await this.#refuse(request, error, onRefused);
      return { failure: this.#describe(error, request, errors, !isAccepted) };
    } finally {
      stopHeartbeats?.();
      deadline.end();
    }
  }

  /** Lets the interceptors say what becomes of a request that is refused. */
  async #refuse(request: IncomingRequest, refusal: unknown, handler: RefusedRequestHandler): Promise<Reply> {
    try {
      return { response: await handler(request, refusal) };
    } catch (error) {
      return { failure: this.#describe(error, request, this.#options.errors, true) };
    }
  }

  /** Its place is free, for the next that may still be run. */
  #ended(request: IncomingRequest): void {
    this.#running -= 1;
    request.done();
    for (let next = this.#waiting.first; next !== undefined; next = this.#waiting.first) {
      this.#waiting.remove(next);
      if (this.#start(next.request, (performance.now() - next.since) / 1000)) return;
    }
  }

  /** A request nobody waits for any more is taken, and not run. */
  #isInTime(request: IncomingRequest, waited: number): boolean {
    const { deadline } = request;
    if (deadline === undefined || deadline > performance.now()) return true;
    request.acknowledge();
    request.done();
    this.#options.log.debug(this.#fieldsOf(request), "A request waited beyond its deadline; it is not run");
    const expiry = new MessagingTimeout("The request waited until its caller waited no longer");
    this.#options.served?.expired(request, waited, expiry);
    this.#operation(request, waited)?.ended("expired", expiry);
    // Nobody gets an answer, whatever the interceptors say.
    this.#options.onRefused?.(request, expiry).catch(() => {});
    return false;
  }

  #describe(
    error: unknown,
    request: IncomingRequest,
    errors: readonly ErrorIdentity[],
    isRefusal: boolean,
  ): RemoteFailure {
    const { log, tracebacks } = this.#options;
    const fields = this.#fieldsOf(request);
    try {
      logFailure(log, fields, error, { errors, isRefusal });
      return toFailure(error, { errors, tracebacks, isRefusal });
    } catch (fault) {
      // A method may throw anything, also what fails when it is looked at.
      log.error({ ...fields, err: fault }, "Exception during message handling that cannot be shown");
      return toFailure(UNSHOWABLE, { errors: [], tracebacks: false, isRefusal: false });
    }
  }
}
