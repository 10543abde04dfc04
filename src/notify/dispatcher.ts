import type { IncomingNotification } from "../drivers/driver.js";
import { InvalidPayload } from "../errors/validation-errors.js";
import { type Instruments, instrumentedNotification } from "../instruments/instruments.js";
import type { StartedOperation } from "../instruments/started-operation.js";
import type { Logger } from "../log/logger.js";
import { intercept } from "../messaging/intercept.js";
import { NoOpSerializer, type Serializer } from "../messaging/serializer.js";
import type { Target } from "../messaging/target.js";
import { batchCallback, type Callbacks, callback, collectCallbacks, detailsOf } from "./callbacks.js";
import { EndpointPass, type Group } from "./endpoint-pass.js";
import type { NotificationDelivery, NotificationHandler, NotificationInterceptor } from "./interceptor.js";
import {
  type BatchNotificationEndpoint,
  type NotificationEndpoint,
  NotificationResult,
} from "./notification-endpoint.js";
import type { NotificationPriority } from "./priorities.js";
import {
  type NotificationMetadata,
  type ReceivedNotification,
  readNotification,
  readRefused,
} from "./received-notification.js";
import { ServiceBatchNotificationEndpoint, serviceBatchCallback } from "./service-batch-endpoint.js";
import { ServiceNotificationEndpoint, serviceCallback } from "./service-notification-endpoint.js";

/** Options of what stands between a listener's messages and its endpoints. */
export interface DispatcherOptions {
  readonly serializer?: Serializer | undefined;
  readonly interceptors?: readonly NotificationInterceptor[] | undefined;
  readonly instruments?: Instruments | undefined;
  /** The targets that are listened on, for those who intercept or watch. */
  readonly targets?: readonly Target[] | undefined;
}

/**
 * Hands the notifications of a batch, which may be of one, to one endpoint after another, those of each severity
 * together (`notify.dispatcher.NotificationDispatcher` and `BatchNotificationDispatcher`).
 */
export class NotificationDispatcher {
  readonly #callbacks: Callbacks;
  readonly #log: Logger;
  readonly #serializer: Serializer;
  /** Undefined where there are no interceptors. */
  readonly #handler: NotificationHandler | undefined;
  /** The notifications that the interceptors got, by what those leave as it is. */
  readonly #origins = new WeakMap<NotificationMetadata, Origin>();
  readonly #instruments: Instruments | undefined;
  readonly #targets: readonly Target[];

  constructor(callbacks: Callbacks, log: Logger, options: DispatcherOptions = {}) {
    this.#callbacks = callbacks;
    this.#log = log;
    this.#serializer = options.serializer ?? new NoOpSerializer();
    const { interceptors = [] } = options;
    if (interceptors.length > 0)
      this.#handler = intercept<NotificationHandler>(interceptors, async (delivery) => this.#pass(delivery));
    this.#instruments = options.instruments;
    this.#targets = options.targets ?? [];
  }

  /** The severities that an endpoint has a method for. */
  get priorities(): readonly NotificationPriority[] {
    return [...this.#callbacks.keys()];
  }

  /** Returns those of the notifications that are to be given back. Never rejects. */
  async dispatch(batch: readonly IncomingNotification[]): Promise<ReadonlySet<IncomingNotification>> {
    const requeued = new Set<IncomingNotification>();
    for (const [priority, group] of await this.#groups(batch, requeued)) {
      for (const one of await this.#observed(priority, group)) requeued.add(one);
    }
    return requeued;
  }

  /** In alphabetical order of the severities, as Python has them. */
  async #groups(
    batch: readonly IncomingNotification[],
    requeued: Set<IncomingNotification>,
  ): Promise<readonly (readonly [NotificationPriority, Group])[]> {
    const groups = new Map<NotificationPriority, Map<ReceivedNotification, IncomingNotification>>();
    for (const one of batch) {
      const notification = this.#read(one);
      if ("refusal" in notification) {
        if ((await this.#refuse(one, notification)) === NotificationResult.REQUEUE) requeued.add(one);
        continue;
      }
      const group = groups.get(notification.priority) ?? new Map();
      groups.set(notification.priority, group.set(notification, one));
    }
    return [...groups].sort(([left], [right]) => (left < right ? -1 : 1));
  }

  /** Reads a notification. One that no endpoint can be meant by is handled, one that cannot be read is given back. */
  #read(incoming: IncomingNotification): ReceivedNotification | Refused {
    const {
      priority,
      event_type: eventType,
      publisher_id: publisherId,
      message_id: messageId,
    } = incoming.message;
    try {
      const notification = readNotification(incoming, this.#serializer);
      if (notification !== undefined) return notification;
      this.#log.warn(
        { priority, eventType },
        "A notification has no event type, or no severity that there is",
      );
      return {
        refusal: new InvalidPayload(String(eventType), "", "there is no event type, or no severity"),
        answer: NotificationResult.HANDLED,
      };
    } catch (error) {
      const fields = { eventType, publisherId, messageId, err: error };
      this.#log.error(fields, "A notification could not be deserialized");
      return { refusal: error, answer: NotificationResult.REQUEUE };
    }
  }

  async #refuse(incoming: IncomingNotification, { refusal, answer }: Refused): Promise<unknown> {
    const instruments = this.#instruments;
    instruments
      ?.started({
        type: "handle-notifications",
        notifications: [instrumentedNotification(incoming.message, incoming.context)],
        targets: this.#targets,
        transport: instruments.transport,
      })
      ?.ended("refused", refusal);
    if (this.#handler === undefined) return answer;
    try {
      return await this.#handler({ ...this.#delivery([readRefused(incoming)]), refusal });
    } catch (error) {
      return error === refusal ? answer : this.#interceptorFailed(error, []);
    }
  }

  /** Returns those that are to be given back. */
  #observed(priority: NotificationPriority, group: Group): Promise<Iterable<IncomingNotification>> {
    const instruments = this.#instruments;
    const pass = new EndpointPass(this.#callbacks.get(priority) ?? [], this.#log);
    const operation = instruments?.started({
      type: "handle-notifications",
      notifications: [...group.values()].map(({ message, context }) =>
        instrumentedNotification(message, context),
      ),
      targets: this.#targets,
      transport: instruments.transport,
    });
    if (operation === undefined) return this.#hand(group, pass);
    const seen = group.size === 1 ? withContextOf(operation, group) : group;
    return operation.run(async () => {
      const requeued = await this.#hand(seen, pass);
      operation.ended(pass.result, pass.failure);
      return requeued;
    });
  }

  async #hand(group: Group, pass: EndpointPass): Promise<Iterable<IncomingNotification>> {
    try {
      if (this.#handler === undefined) {
        await pass.run(group);
        return pass.requeued;
      }
      for (const [one, incoming] of group) this.#origins.set(one.metadata, { one, incoming, pass });
      const answer = await this.#handler(this.#delivery([...group.keys()]));
      if (answer !== NotificationResult.REQUEUE) return [];
      return pass.requeued.size > 0 ? pass.requeued : group.values();
    } catch (error) {
      if (pass.hasLogged(error)) return pass.requeued;
      this.#interceptorFailed(error, [...group.keys()]);
      return group.values();
    }
  }

  /** Hands to the endpoints what the interceptors leave of a delivery. */
  #pass({ notifications, refusal }: NotificationDelivery): Promise<NotificationResult> | NotificationResult {
    if (refusal !== undefined) throw refusal;
    const group = new Map<ReceivedNotification, IncomingNotification>();
    let pass: EndpointPass | undefined;
    for (const { metadata, context, payload } of notifications) {
      const origin = this.#origins.get(metadata);
      if (origin === undefined)
        throw new RangeError("An interceptor passed on a notification with metadata that it was not given");
      pass = origin.pass;
      group.set({ ...origin.one, context, payload }, origin.incoming);
    }
    return pass?.run(group) ?? NotificationResult.HANDLED;
  }

  #delivery(notifications: NotificationDelivery["notifications"]): NotificationDelivery {
    return { kind: "notification", notifications, targets: this.#targets };
  }

  #interceptorFailed(err: unknown, notifications: readonly ReceivedNotification[]): NotificationResult {
    this.#log.error({ ...detailsOf(notifications), err }, "A notification interceptor raised an exception");
    return NotificationResult.REQUEUE;
  }
}

/** With the context that those who observe the operation want. */
function withContextOf(operation: StartedOperation, group: Group): Group {
  return new Map(
    [...group].map(([one, incoming]) => {
      const fields = operation.contextOf(one.context.fields);
      return [
        fields === one.context.fields ? one : { ...one, context: one.context.withFields(fields) },
        incoming,
      ];
    }),
  );
}

interface Origin {
  readonly one: ReceivedNotification;
  readonly incoming: IncomingNotification;
  readonly pass: EndpointPass;
}

/** A notification that no endpoint gets, and what becomes of it. */
interface Refused {
  readonly refusal: unknown;
  readonly answer: NotificationResult;
}

/** Hands on each notification by itself. */
export function dispatcherOf(
  endpoints: readonly (NotificationEndpoint | ServiceNotificationEndpoint)[],
  log: Logger,
  options?: DispatcherOptions,
): NotificationDispatcher {
  const callbacks = collectCallbacks(endpoints, (endpoint, priority) =>
    endpoint instanceof ServiceNotificationEndpoint
      ? serviceCallback(endpoint, priority)
      : callback(endpoint, priority),
  );
  return new NotificationDispatcher(callbacks, log, options);
}

/** Hands on those of a batch together. */
export function batchDispatcherOf(
  endpoints: readonly (BatchNotificationEndpoint | ServiceBatchNotificationEndpoint)[],
  log: Logger,
  options?: DispatcherOptions,
): NotificationDispatcher {
  const callbacks = collectCallbacks(endpoints, (endpoint, priority) =>
    endpoint instanceof ServiceBatchNotificationEndpoint
      ? serviceBatchCallback(endpoint, priority)
      : batchCallback(endpoint, priority),
  );
  return new NotificationDispatcher(callbacks, log, options);
}
