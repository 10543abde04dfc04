import type { AmqpSender } from "../../amqp/client/sender.js";
import type { AmqpError } from "../../amqp/codec/amqp-error.js";
import type { Outcome } from "../../amqp/codec/outcome.js";
import { MessageDeliveryFailure } from "../../errors/delivery-errors.js";
import type { ContextFields } from "../../messaging/request-context.js";
import { describeTarget, type Target } from "../../messaging/target.js";
import type { NotificationMessage, NotifyOptions } from "../driver.js";
import { notificationTopic } from "../notification-topic.js";
import { sendMessage } from "../send-message.js";
import type { AttemptVerdict, SendTask } from "../send-task.js";
import { exchangeAddress } from "./addresses.js";
import { encodeBody, encodeNotification } from "./codec.js";
import { DeclaredQueues, type DeclaredQueuesOptions } from "./declared-queues.js";
import type { RabbitPeer } from "./peer.js";
import { explainRefusal, isForbidden } from "./refusal.js";
import { RepeatedSendPolicy, unroutable } from "./send-policy.js";

export interface NotificationSenderOptions extends DeclaredQueuesOptions {
  readonly sender: AmqpSender;
  readonly compressed: boolean;
  /**
   * Resolves with the broker when there is one.
   *
   * @throws {AmqpError} an attempt to reach it failed, or the transport is closed.
   */
  readonly whenReady: () => Promise<RabbitPeer>;
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
    { enveloped, retry }: NotifyOptions,
  ): Promise<void> {
    const { sender, topology, compressed } = this.#options;
    const exchange = topology.exchangeOf(target);
    const key = notificationTopic(target.topic, message.priority);
    const body = encodeNotification(message, context, enveloped);
    await sendMessage(sender, {
      encode: () => encodeBody(body, { to: exchangeAddress(exchange, key), compressed }),
      what: `Notification ${message.event_type} on ${describeTarget({ ...target, topic: key })}`,
      policy: new NotificationPolicy(exchange, key, this.#queues, this.#options),
      retry,
    });
  }
}

/** Of one notification: its queue is declared before each attempt, and whatever ends one, another may end better. */
class NotificationPolicy extends RepeatedSendPolicy {
  readonly repeats = true;
  readonly #exchange: string;
  readonly #key: string;
  readonly #queues: DeclaredQueues;
  readonly #options: NotificationSenderOptions;
  #peer: RabbitPeer | undefined;
  /** Its queue was not there, though it had just been declared. */
  #isMissing = false;

  constructor(exchange: string, key: string, queues: DeclaredQueues, options: NotificationSenderOptions) {
    super();
    this.#exchange = exchange;
    this.#key = key;
    this.#queues = queues;
    this.#options = options;
  }

  protected override get lossDelay(): number {
    return this.#options.retryDelay;
  }

  async prepare({ what }: SendTask): Promise<void> {
    const peer = await this.#options.whenReady();
    this.#peer = peer;
    try {
      await this.#queues.ensure(peer, this.#exchange, this.#key);
    } catch (error) {
      const why = explainRefusal(error, this.#options.topology);
      if (why === undefined) throw error;
      throw new MessageDeliveryFailure(`${what} was not sent: ${why}`, { cause: error, mayHaveRun: false });
    }
  }

  override failed(error: AmqpError, isSent: boolean, task: SendTask): AttemptVerdict {
    const { reason, hopeless } = error;
    const isFinal = hopeless || isForbidden(error) || reason === "closed" || reason === "queue-full";
    if (isSent || isFinal) return super.failed(error, isSent, task);
    return { is: "returned", delay: this.#options.retryDelay, error };
  }

  /** Somebody has deleted what was declared. The broker has not taken it: once declared again, there is a way. */
  protected unroutable(outcome: Outcome, { what }: SendTask): AttemptVerdict {
    if (this.#peer !== undefined) this.#queues.forget(this.#peer);
    const error = unroutable(what, outcome, { exchange: this.#exchange, key: this.#key });
    this.#isMissing = !this.#isMissing;
    if (this.#isMissing) return { is: "returned", delay: 0, error, free: true };
    return { is: "returned", delay: this.#options.retryDelay, error };
  }
}
