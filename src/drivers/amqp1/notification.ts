import type { IncomingDelivery } from "../../amqp/client/receiver.js";
import { decodeMessage } from "../../amqp/codec/message.js";
import type { ContextFields } from "../../messaging/request-context.js";
import type { IncomingNotification, Redelivery } from "../driver.js";
import { decodeNotification } from "./codec.js";

/** A notification that came in over AMQP 1.0. */
export class Amqp1Notification implements IncomingNotification {
  readonly message: Readonly<Record<string, unknown>>;
  readonly context: ContextFields;
  readonly redelivery: Redelivery;
  readonly #delivery: IncomingDelivery;

  /**
   * @throws {MalformedMessage} the body is no notification.
   * @throws {EncodingError} the bytes are no AMQP message.
   */
  constructor(delivery: IncomingDelivery) {
    const { message, context } = decodeNotification(decodeMessage(delivery.bytes));
    this.message = message;
    this.context = context;
    const { message_id: id } = message;
    this.redelivery = { id: typeof id === "string" ? id : undefined, earlier: 0, returnsLeft: undefined };
    this.#delivery = delivery;
  }

  acknowledge(): void {
    this.#delivery.accept();
  }

  onWithdrawn(tell: () => boolean): void {
    this.#delivery.onWithdrawn(() => void tell());
  }

  setAside(): boolean {
    return this.#delivery.setAside();
  }

  requeue(): void {
    this.#delivery.release();
  }
}
