import type { IncomingDelivery } from "../../amqp/client/receiver.js";
import type { Logger } from "../../log/logger.js";
import type { ContextFields } from "../../messaging/request-context.js";
import type { IncomingNotification, Redelivery } from "../driver.js";
import type { DecodedNotification } from "./codec.js";
import { RecentIds } from "./recent-ids.js";

/** Notifications whose repetition is noticed: several times what the broker may have unsettled when it is lost. */
const REMEMBERED = 4_096;

/** What the notifications of a listener share. */
export interface NotificationIntakeOptions {
  readonly onNotification: (notification: IncomingNotification) => void;
  readonly log: Logger;
}

/** Takes what the broker delivers to a listener, and hands on what was not handed on before. */
export class NotificationIntake {
  readonly #options: NotificationIntakeOptions;
  readonly #handled = new RecentIds(REMEMBERED);
  /** Those that are worked on still, though the broker has taken them back, by their unique ids. */
  readonly #takenBack = new Map<string, RabbitNotification>();

  constructor(options: NotificationIntakeOptions) {
    this.#options = options;
  }

  take(delivery: IncomingDelivery, decoded: DecodedNotification, redelivery: Redelivery): void {
    const { uniqueId } = decoded;
    if (uniqueId !== undefined && this.#handled.has(uniqueId)) {
      this.#options.log.warn({ uniqueId }, "A notification that came before is dropped");
      delivery.accept();
      return;
    }
    const underWay = uniqueId === undefined ? undefined : this.#takenBack.get(uniqueId);
    if (underWay !== undefined) {
      underWay.redelivered(delivery);
      return;
    }
    this.#options.onNotification(new RabbitNotification(delivery, decoded, redelivery, this));
  }

  /** It has been handled. What the broker has taken back meanwhile is delivered again. */
  handled(notification: RabbitNotification, isTaken: boolean): void {
    const { uniqueId, message } = notification;
    if (uniqueId !== undefined) this.#handled.add(uniqueId);
    if (!this.resumed(notification) || isTaken) return;
    this.#options.log.warn(
      { uniqueId, eventType: message.event_type },
      "A notification was handled after RabbitMQ had taken it back: another listener may handle it as well",
    );
  }

  /** The broker has taken it back while it is worked on. It goes on with the next delivery, if that comes here. */
  takenBack(notification: RabbitNotification): void {
    const { uniqueId } = notification;
    if (uniqueId !== undefined) this.#takenBack.set(uniqueId, notification);
  }

  /** It is no longer one that was taken back. Returns whether it was. */
  resumed({ uniqueId }: RabbitNotification): boolean {
    return uniqueId !== undefined && this.#takenBack.delete(uniqueId);
  }
}

/** A notification that came in from a queue. */
class RabbitNotification implements IncomingNotification {
  readonly message: Readonly<Record<string, unknown>>;
  readonly context: ContextFields;
  readonly redelivery: Redelivery;
  readonly uniqueId: string | undefined;
  readonly #intake: NotificationIntake;
  #delivery: IncomingDelivery;
  #isLeft: () => boolean = () => false;

  constructor(
    delivery: IncomingDelivery,
    decoded: DecodedNotification,
    redelivery: Redelivery,
    intake: NotificationIntake,
  ) {
    this.message = decoded.message;
    this.context = decoded.context;
    this.redelivery = redelivery;
    this.uniqueId = decoded.uniqueId;
    this.#intake = intake;
    this.#delivery = delivery;
    this.#watch();
  }

  acknowledge(): void {
    this.#intake.handled(this, this.#delivery.accept());
  }

  onWithdrawn(tell: () => boolean): void {
    this.#isLeft = tell;
  }

  setAside(): boolean {
    return this.#delivery.setAside();
  }

  requeue(): void {
    this.#intake.resumed(this);
    this.#delivery.release();
  }

  redelivered(delivery: IncomingDelivery): void {
    this.#delivery = delivery;
    this.#intake.resumed(this);
    this.#watch();
  }

  #watch(): void {
    this.#delivery.onWithdrawn(() => {
      if (!this.#isLeft()) this.#intake.takenBack(this);
    });
  }
}
