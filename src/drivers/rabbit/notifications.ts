import { AmqpError } from "../../amqp/amqp-error.js";
import type { AmqpSender } from "../../amqp/sender.js";
import { SharedSession } from "../../amqp/shared-session.js";
import { MessageDeliveryFailure } from "../../errors/delivery-errors.js";
import type { Logger } from "../../log/logger.js";
import type { ContextFields } from "../../messaging/request-context.js";
import { describeTarget, type Target } from "../../messaging/target.js";
import { timers } from "../../time/timers.js";
import type {
  IncomingNotification,
  NotificationMessage,
  NotificationSource,
  NotifyOptions,
} from "../driver.js";
import { exchangeAddress } from "./addresses.js";
import { decodeNotification, encodeBody, encodeNotification } from "./codec.js";
import { deliveryFailure, isUnroutable, refused } from "./delivery-errors.js";
import type { Peer } from "./peer.js";
import { QueueConsumer } from "./queue-consumer.js";
import { explainRefusal, isForbidden } from "./refusal.js";
import { declareBound } from "./server-subscription.js";
import { Subscription } from "./subscription.js";
import type { Topology } from "./topology.js";

export interface NotificationSenderOptions {
  readonly sender: AmqpSender;
  readonly topology: Topology;
  readonly compressed: boolean;
  /** Resolves with the broker when there is one. @throws {AmqpError} the transport is closed. */
  readonly whenReady: () => Promise<Peer>;
  /** ms before another attempt. */
  readonly retryDelay: number;
}

/** Sends notifications, and declares their queues, so that none is lost before anybody listens. */
export class NotificationSender {
  readonly #options: NotificationSenderOptions;
  /** Queues that were declared on the connection they were declared on. */
  readonly #declared = new WeakMap<Peer, Map<string, Promise<unknown>>>();

  constructor(options: NotificationSenderOptions) {
    this.#options = options;
  }

  /** @throws {MessageDeliveryFailure} @throws {ClientSendError} */
  async send(
    target: Target,
    context: ContextFields,
    message: NotificationMessage,
    { enveloped, retry = -1 }: NotifyOptions,
  ): Promise<void> {
    const { topology, retryDelay } = this.#options;
    const exchange = topology.exchangeOf(target);
    const key = `${target.topic}.${message.priority.toLowerCase()}`;
    const body = encodeNotification(message, context, enveloped);
    const what = `Notification ${message.event_type} on ${describeTarget({ ...target, topic: key })}`;
    let isSent = false;
    const encode = () => {
      isSent = true;
      return encodeBody(body, { to: exchangeAddress(exchange, key), compressed: this.#options.compressed });
    };
    for (let attempt = 0; ; attempt++) {
      try {
        await this.#attempt(exchange, key, encode, what);
        return;
      } catch (error) {
        const isLast = retry >= 0 && attempt >= retry;
        if (error instanceof AmqpError) {
          const isFinal = isForbidden(error) || error.reason === "closed" || error.reason === "queue-full";
          if (isLast || isFinal) {
            throw deliveryFailure(error, what, isSent);
          }
        } else if (isLast || !(error instanceof MessageDeliveryFailure && error.retryable)) {
          throw error;
        }
      }
      await new Promise<void>((resolve) => {
        timers.after(retryDelay, resolve);
      });
    }
  }

  async #attempt(exchange: string, key: string, encode: () => Buffer, what: string): Promise<void> {
    const { sender, topology, whenReady } = this.#options;
    const peer = await whenReady();
    try {
      await this.#declare(peer, exchange, key);
    } catch (error) {
      const why = explainRefusal(error, topology);
      if (why === undefined) throw error;
      throw new MessageDeliveryFailure(`${what} was not sent: ${why}`, { cause: error, mayHaveRun: false });
    }
    const outcome = await sender.send({ encode, settled: false, retry: 0 });
    if (outcome.state === "accepted") return;
    if (!isUnroutable(outcome)) throw refused(what, outcome);
    // Somebody has deleted what was declared.
    this.#declared.delete(peer);
    throw new MessageDeliveryFailure(`${what} was not delivered: its queue is gone`, { retryable: true });
  }

  #declare(peer: Peer, exchange: string, key: string): Promise<unknown> {
    let declared = this.#declared.get(peer);
    if (declared === undefined) {
      declared = new Map();
      this.#declared.set(peer, declared);
    }
    const name = `${exchange}\n${key}`;
    let declaration = declared.get(name);
    if (declaration === undefined) {
      declaration = declareBound(peer.management, this.#options.topology, exchange, key);
      declared.set(name, declaration);
      const declarations = declared;
      declaration.catch(() => declarations.delete(name));
    }
    return declaration;
  }
}

export interface NotificationSubscriptionOptions {
  readonly sources: readonly NotificationSource[];
  readonly pool: string | undefined;
  readonly onNotification: (notification: IncomingNotification) => void;
  readonly topology: Topology;
  readonly credit: number;
  readonly retryDelay: number;
  readonly log: Logger;
}

/** Subscribes to the queues of topics and severities, or to the one queue of a pool that is bound to them all. */
export function subscribeToNotifications(options: NotificationSubscriptionOptions): Subscription {
  const { sources, pool, onNotification, topology, credit, retryDelay, log } = options;
  const bindings = sources.map(({ target, priority }) => ({
    exchange: topology.exchangeOf(target),
    key: `${target.topic}.${priority}`,
  }));
  const session = new SharedSession();
  const queues = new Map<string, typeof bindings>();
  for (const binding of bindings) {
    const queue = pool ?? binding.key;
    queues.set(queue, [...(queues.get(queue) ?? []), binding]);
  }
  return new Subscription({
    place: `notifications of ${[...new Set(bindings.map(({ key }) => key))].join(", ")}`,
    consumers: (onDelivery) =>
      [...queues].map(
        ([queue, bound]) =>
          new QueueConsumer({
            label: queue,
            declare: async (management) => {
              for (const { exchange, key } of bound) {
                await declareBound(management, topology, exchange, key, queue);
              }
              return queue;
            },
            session,
            credit,
            retryDelay,
            onDelivery,
            log,
          }),
      ),
    onMessage: (delivery, { fields }) => {
      const { message, context } = decodeNotification(fields);
      onNotification({
        message,
        context,
        acknowledge: () => {
          delivery.accept();
          delivery.done();
        },
        requeue: () => delivery.release(),
      });
    },
    topology,
    retryDelay,
    log,
  });
}
