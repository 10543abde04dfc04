import type { NotificationMessage } from "../../drivers/driver.js";
import type { ContextFields } from "../../messaging/request-context.js";
import type { NotificationPriority } from "../priorities.js";
import type { NotifierDriver } from "./notifier-driver.js";

/** A notification that would have been sent. */
export interface RecordedNotification {
  /** The fields of the context that are no secret. */
  readonly context: ContextFields;
  /** As it would stand on the wire. */
  readonly message: NotificationMessage;
  /** Severity in lower case. */
  readonly priority: NotificationPriority;
  /** Number of further attempts that delivery would have had: 0 none, -1 without limit. */
  readonly retry: number;
}

/**
 * `test`: keeps notifications instead of sending them. All notifiers whose driver is called `test` share
 * {@link testDriver}; a test that runs beside others passes a driver of its own as the notifier's `driver`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const driver = new TestDriver();
 * await new Notifier(notifications, { driver }).info({}, "thing.created", { id: "a" });
 * assert.equal(driver.notifications[0]?.message.event_type, "thing.created");
 * ```
 */
export class TestDriver implements NotifierDriver {
  readonly #notifications: RecordedNotification[] = [];

  /** The notifications that were kept, in order (`_impl_test.NOTIFICATIONS`). */
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
