import type { NotificationMessage } from "../../drivers/driver.js";
import type { ContextFields } from "../../messaging/request-context.js";
import type { NotificationPriority } from "../priorities.js";

/** A way to send notifications (`oslo_messaging.notify.notifier.Driver`). */
export interface NotifierDriver {
  /**
   * Sends one notification. What it throws is logged by the notifier.
   *
   * @param retry how often delivery is tried again: -1 without limit, 0 never
   */
  notify(
    context: ContextFields,
    message: NotificationMessage,
    priority: NotificationPriority,
    retry: number,
  ): Promise<void> | void;
}
