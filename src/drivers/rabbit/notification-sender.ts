import type { AmqpSender, Outgoing } from "../../amqp/client/sender.js";
import { AmqpError } from "../../amqp/codec/amqp-error.js";
import { MessageDeliveryFailure } from "../../errors/delivery-errors.js";
import type { ContextFields } from "../../messaging/request-context.js";
import { describeTarget, type Target } from "../../messaging/target.js";
import type { Lifetime } from "../../time/lifetime.js";
import { deliveryLost } from "../delivery-messages.js";
import type { NotificationMessage, NotifyOptions } from "../driver.js";
import { notificationTopic } from "../notification-topic.js";
import { exchangeAddress } from "./addresses.js";
import { encodeBody, encodeNotification } from "./codec.js";
import { DeclaredQueues, type DeclaredQueuesOptions } from "./declared-queues.js";
import { isUnroutable, refused, sendFailure, unroutable } from "./delivery-errors.js";
import type { Peer } from "./peer.js";
import { explainRefusal, isForbidden } from "./refusal.js";
import { SessionEnds } from "./session-ends.js";

export interface NotificationSenderOptions extends DeclaredQueuesOptions {
  readonly sender: AmqpSender;
  /** That of the transport. */
  readonly lifetime: Lifetime;
  readonly compressed: boolean;
  /**
   * Resolves with the broker when there is one.
   *
   * @throws {AmqpError} an attempt to reach it failed, or the transport is closed.
   * @throws {MessageDeliveryFailure} there is one that cannot be used.
   */
  readonly whenReady: () => Promise<Peer>;
  /** ms before another attempt. */
  readonly retryDelay: number;
}

/** Sends notifications, and declares their queues, so that none is lost before anybody listens. */
export class NotificationSender {
  readonly #options: NotificationSenderOptions;
  readonly #queues: DeclaredQueues;

  constructor(options: NotificationSenderOptions) {
    this.#options = options;
    this.#queues = new DeclaredQueues(options);
  }

  /** @throws {MessageDeliveryFailure} @throws {ClientSendError} */
  async send(
    target: Target,
    context: ContextFields,
    message: NotificationMessage,
    { enveloped, retry = -1 }: NotifyOptions,
  ): Promise<void> {
    const { topology, lifetime, retryDelay } = this.#options;
    const exchange = topology.exchangeOf(target);
    const key = notificationTopic(target.topic, message.priority);
    const body = encodeNotification(message, context, enveloped);
    const what = `Notification ${message.event_type} on ${describeTarget({ ...target, topic: key })}`;
    const ends = new SessionEnds();
    let isSent = false;
    let isInDoubt = false;
    const encode = () => {
      isSent = true;
      return encodeBody(body, { to: exchangeAddress(exchange, key), compressed: this.#options.compressed });
    };
    for (let attempt = 0; ; attempt++) {
      isSent = false;
      try {
        await this.#attempt(exchange, key, { encode, alone: ends.any, settled: false, retry: 0 }, what);
        return;
      } catch (error) {
        const isLast = retry >= 0 && attempt >= retry;
        // An attempt whose end is not known: no later one can say that the notification was not sent.
        if (isSent && error instanceof AmqpError) isInDoubt = true;
        const isAtFault = error instanceof AmqpError && isSent && ends.isAtFault(error);
        if (isLast || isAtFault || !canBeTriedAgain(error)) throw failure(error as Error, what, isInDoubt);
      }
      // Once the transport is closed there is another attempt at once, which fails.
      await lifetime.pause(retryDelay);
    }
  }

  async #attempt(exchange: string, key: string, message: Outgoing, what: string): Promise<void> {
    const { sender, topology, whenReady } = this.#options;
    const peer = await whenReady();
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#queues.ensure(peer, exchange, key);
      } catch (error) {
        const why = explainRefusal(error, topology);
        if (why === undefined) throw error;
        throw new MessageDeliveryFailure(`${what} was not sent: ${why}`, { cause: error, mayHaveRun: false });
      }
      const outcome = await sender.send(message);
      if (outcome.state === "accepted") return;
      if (!isUnroutable(outcome)) throw refused(what, outcome);
      // Somebody has deleted what was declared. The broker has not taken it: once declared again, there is a way.
      this.#queues.forget(peer);
      if (attempt > 1) throw unroutable(what, outcome, { exchange, key });
    }
  }
}

function canBeTriedAgain(error: unknown): boolean {
  if (!(error instanceof AmqpError)) return error instanceof MessageDeliveryFailure && error.retryable;
  return !isForbidden(error) && error.reason !== "closed" && error.reason !== "queue-full";
}

function failure(error: Error, what: string, isInDoubt: boolean): Error {
  if (error instanceof AmqpError && (!isInDoubt || error.reason === "closed" || isForbidden(error))) {
    return sendFailure(error, what, isInDoubt);
  }
  return isInDoubt ? deliveryLost(what, error, true) : error;
}
