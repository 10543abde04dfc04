import type { NotificationMessage } from "../../drivers/driver.js";
import type { ContextFields } from "../../messaging/request-context.js";
import type { NotificationPriority } from "../priorities.js";
import type { NotifierDriver } from "./notifier-driver.js";

/** A notification that would have been sent. */
export interface RecordedNotification {
  readonly context: ContextFields;
  readonly message: NotificationMessage;
  readonly priority: NotificationPriority;
  readonly retry: number;
}

/**
 * `test`: keeps notifications instead of sending them. All notifiers whose driver is called `test` share
 * {@link testDriver}; a test that runs beside others passes a driver of its own as the notifier's `driver`.
 */
export class TestDriver implements NotifierDriver {
  readonly #notifications: RecordedNotification[] = [];

  /** What has been kept, in order (`_impl_test.NOTIFICATIONS`). */
  get notifications(): readonly RecordedNotification[] {
    return this.#notifications;
  }

  /** Forgets them. */
  reset(): void {
    this.#notifications.length = 0;
  }

  notify(
    context: ContextFields,
    message: NotificationMessage,
    priority: NotificationPriority,
    retry: number,
  ): void {
    this.#notifications.push({ context, message, priority, retry });
  }
}

/** The driver called `test`. */
export const testDriver: TestDriver = new TestDriver();
