import type { NotificationMessage } from "../../drivers/driver.js";
import { stringifyJson } from "../../json/json.js";
import type { Logger } from "../../log/logger.js";
import { maskPasswords } from "../../messaging/mask-passwords.js";
import type { ContextFields } from "../../messaging/request-context.js";
import type { NotificationPriority } from "../priorities.js";
import type { NotifierDriver } from "./notifier-driver.js";

/** A logger here has four levels; Python's log driver drops audit and sample, and has a level for critical. */
const levels: { readonly [priority in NotificationPriority]: keyof Logger } = {
  audit: "info",
  debug: "debug",
  info: "info",
  warn: "warn",
  error: "error",
  critical: "error",
  sample: "debug",
};

/** `log`: writes notifications to the transport's logger as JSON, passwords masked. */
export class LogDriver implements NotifierDriver {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  notify(_context: ContextFields, message: NotificationMessage, priority: NotificationPriority): void {
    const fields = {
      logger: `oslo.messaging.notification.${message.event_type}`,
      notification: stringifyJson(maskPasswords(message)),
    };
    this.#logger[levels[priority]](fields, "Notification");
  }
}
