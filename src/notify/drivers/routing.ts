import type { NotificationMessage } from "../../drivers/driver.js";
import type { Logger } from "../../log/logger.js";
import type { ContextFields } from "../../messaging/request-context.js";
import type { NotificationPriority } from "../priorities.js";
import type { NotifierDriver } from "./notifier-driver.js";
import { type RoutingRule, routedDrivers } from "./routing-rules.js";

/** `routing`: hands each notification to the drivers whose rules it fits. */
export class RoutingDriver implements NotifierDriver {
  readonly #rules: readonly RoutingRule[];
  readonly #drivers: ReadonlyMap<string, NotifierDriver>;
  readonly #log: Logger;

  /** @param makeDriver makes the driver of a name. @throws {ConfigurationError} there is none of that name. */
  constructor(rules: readonly RoutingRule[], makeDriver: (name: string) => NotifierDriver, log: Logger) {
    this.#rules = rules;
    this.#drivers = new Map(rules.map(({ driver }) => [driver, makeDriver(driver)]));
    this.#log = log;
  }

  async notify(
    context: ContextFields,
    message: NotificationMessage,
    priority: NotificationPriority,
    retry: number,
  ): Promise<void> {
    const { event_type: eventType, message_id: messageId } = message;
    const names = routedDrivers(this.#rules, eventType, priority);
    await Promise.all(
      [...names].map(async (driver) => {
        this.#log.debug({ driver, eventType, messageId }, "Routing notification");
        await this.#drivers.get(driver)?.notify(context, message, priority, retry);
      }),
    );
  }
}
