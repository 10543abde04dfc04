import type { NotificationMessage } from "../../drivers/driver.js";
import type { ContextFields } from "../../messaging/request-context.js";
import type { NotificationTransport } from "../../transport/notification-transport.js";
import type { NotificationPriority } from "../priorities.js";
import type { NotifierDriver } from "./notifier-driver.js";

/** `messaging` and `messagingv2`: sends notifications over the transport to each of the topics. */
export class MessagingDriver implements NotifierDriver {
  readonly #transport: NotificationTransport;
  readonly #topics: readonly string[];
  readonly #enveloped: boolean;

  /** @param enveloped true for `messagingv2` */
  constructor(transport: NotificationTransport, topics: readonly string[], enveloped: boolean) {
    this.#transport = transport;
    this.#topics = topics;
    this.#enveloped = enveloped;
  }

  /** Never rejects: one topic's failure is logged and keeps no other from its notification. */
  async notify(
    context: ContextFields,
    message: NotificationMessage,
    _priority: NotificationPriority,
    retry: number,
  ): Promise<void> {
    await Promise.all(this.#topics.map((topic) => this.#send(topic, context, message, retry)));
  }

  async #send(
    topic: string,
    context: ContextFields,
    message: NotificationMessage,
    retry: number,
  ): Promise<void> {
    const options = { enveloped: this.#enveloped, retry };
    try {
      await this.#transport.sendNotification({ topic }, context, message, options);
    } catch (error) {
      const { event_type: eventType, message_id: messageId } = message;
      this.#transport.logger.error(
        { topic, eventType, messageId, err: error },
        "Could not send notification",
      );
    }
  }
}
