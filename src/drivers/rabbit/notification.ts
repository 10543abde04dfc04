import type { IncomingDelivery } from "../../amqp/client/receiver.js";
import type { Instruments } from "../../instruments/instruments.js";
import type { Logger } from "../../log/logger.js";
import type { ContextFields } from "../../messaging/request-context.js";
import type { IncomingNotification, Redelivery } from "../driver.js";
import type { DecodedNotification } from "./codec.js";
import { RecentIds } from "./recent-ids.js";

/** Notifications whose repetition is noticed: several times what the broker may have unsettled when it is lost. */
const REMEMBERED = 4_096;

/** The common part of a listener's notifications. */
export interface NotificationIntakeOptions {
  readonly onNotification: (notification: IncomingNotification) => void;
  readonly log: Logger;
  readonly instruments: Instruments | undefined;
}

/** Takes what the broker delivers to a listener, and hands on what was not handed on before. */
export class NotificationIntake {
  readonly #options: NotificationIntakeOptions;
  readonly #handled = new RecentIds(REMEMBERED);
  /** Those that are worked on, or wait for that, by their unique ids. */
  readonly #underWay = new Map<string, RabbitNotification>();

  constructor(options: NotificationIntakeOptions) {
    this.#options = options;
  }

  take(delivery: IncomingDelivery, decoded: DecodedNotification, redelivery: Redelivery): void {
    const { uniqueId } = decoded;
    const underWay = uniqueId === undefined ? undefined : this.#underWay.get(uniqueId);
    if (underWay !== undefined && !underWay.isHeld) {
      underWay.redelivered(delivery);
      return;
    }
    // Whoever sent it did not know that it had arrived. While the first is held, it is not lost with its copy.
    if (underWay !== undefined || (uniqueId !== undefined && this.#handled.has(uniqueId))) {
      this.#options.instruments?.happened({ type: "redelivery", of: "notification" });
      this.#options.log.warn({ uniqueId }, "A notification that came before is dropped");
      delivery.accept();
      return;
    }
    const notification = new RabbitNotification(delivery, decoded, redelivery, this);
    if (uniqueId !== undefined) this.#underWay.set(uniqueId, notification);
    this.#options.onNotification(notification);
  }

  /** It has been handled. What the broker has taken back meanwhile is delivered again. */
  handled(notification: RabbitNotification, isTaken: boolean): void {
    const { uniqueId, message, isTakenBack } = notification;
    if (uniqueId !== undefined) this.#handled.add(uniqueId);
    this.left(notification);
    if (isTaken || !isTakenBack) return;
    this.#options.log.warn(
      { uniqueId, eventType: message.event_type },
      "A notification was handled after RabbitMQ had taken it back: another listener may handle it as well",
    );
  }

  /** Nobody works on it any more, or will. */
  left({ uniqueId }: RabbitNotification): void {
    if (uniqueId !== undefined) this.#underWay.delete(uniqueId);
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
  #isTakenBack = false;
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

  /** The broker waits for what becomes of it. */
  get isHeld(): boolean {
    return this.#delivery.open;
  }

  /** The broker has taken it back while it is worked on. It goes on with the next delivery, if that comes here. */
  get isTakenBack(): boolean {
    return this.#isTakenBack;
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
    this.#intake.left(this);
    this.#delivery.release();
  }

  redelivered(delivery: IncomingDelivery): void {
    this.#delivery = delivery;
    this.#isTakenBack = false;
    this.#watch();
  }

  #watch(): void {
    this.#delivery.onWithdrawn(() => {
      this.#isTakenBack = true;
      if (this.#isLeft()) this.#intake.left(this);
    });
  }
}
