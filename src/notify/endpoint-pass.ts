import type { IncomingNotification } from "../drivers/driver.js";
import { InvalidPayload } from "../errors/validation-errors.js";
import type { OperationResult } from "../instruments/instrumentation.js";
import type { Logger } from "../log/logger.js";
import { type Callback, detailsOf, type EndpointRun } from "./callbacks.js";
import { NotificationResult } from "./notification-endpoint.js";
import type { ReceivedNotification } from "./received-notification.js";

/** The notifications of one severity, as they are read and as they came. */
export type Group = ReadonlyMap<ReceivedNotification, IncomingNotification>;

/** One pass of notifications of a severity through the endpoints of a listener. */
export class EndpointPass {
  /** Those that an endpoint gives back. */
  readonly requeued = new Set<IncomingNotification>();
  /** Logged already. */
  readonly #failures: unknown[] = [];
  readonly #callbacks: readonly Callback[];
  readonly #log: Logger;

  constructor(callbacks: readonly Callback[], log: Logger) {
    this.#callbacks = callbacks;
    this.#log = log;
  }

  /** True for an error that `run` has thrown. */
  hasLogged(error: unknown): boolean {
    return this.#failures.includes(error);
  }

  /** The first one. */
  get failure(): unknown {
    return this.#failures[0];
  }

  get result(): OperationResult {
    if (this.#failures.some((failure) => !(failure instanceof InvalidPayload))) return "error";
    if (this.requeued.size > 0) return "requeued";
    return this.#failures.length > 0 ? "refused" : "ok";
  }

  /** @throws what the first endpoint that failed has thrown, when all endpoints are done. */
  async run(group: Group): Promise<NotificationResult> {
    const left = new Map(group);
    for (const found of this.#callbacks) await this.#hand(found, left);
    if (this.#failures.length > 0) throw this.#failures[0];
    return this.requeued.size > 0 ? NotificationResult.REQUEUE : NotificationResult.HANDLED;
  }

  /** Takes what an endpoint gives back out of the group: it is kept from those after it. */
  async #hand(found: Callback, left: Map<ReceivedNotification, IncomingNotification>): Promise<void> {
    if (left.size === 0) return;
    for (const run of this.#runsOf(found, [...left.keys()])) {
      if ((await this.#answerOf(run)) !== NotificationResult.REQUEUE) continue;
      for (const one of run.share) {
        const incoming = left.get(one);
        if (incoming !== undefined) this.requeued.add(incoming);
        left.delete(one);
      }
    }
  }

  /** The runs an endpoint wants; when its filter throws, one that throws the same. */
  #runsOf(found: Callback, notifications: readonly ReceivedNotification[]): readonly EndpointRun[] {
    try {
      return found(notifications, (notification, error) => this.#refused(notification, error));
    } catch (error) {
      const run = () => {
        throw error;
      };
      return [{ run, share: notifications }];
    }
  }

  /** An exception of the endpoint is logged and counts as `requeue`. */
  async #answerOf({ run, share }: EndpointRun): Promise<unknown> {
    try {
      return await run();
    } catch (error) {
      this.#failures.push(error);
      this.#log.error({ ...detailsOf(share), err: error }, "A notification endpoint raised an exception");
      return NotificationResult.REQUEUE;
    }
  }

  /** It counts as handled: given back, it would come again as it is. */
  #refused(notification: ReceivedNotification, error: InvalidPayload): void {
    this.#failures.push(error);
    const fields = { ...detailsOf([notification]), reason: error.message };
    this.#log.error(fields, "A notification breaks its definition");
  }
}
