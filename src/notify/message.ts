import { randomUUID } from "node:crypto";
import type { NotificationMessage } from "../drivers/driver.js";

/** A notification ready to be sent, with an id of its own and the time. */
export function notificationMessage(
  publisherId: string | null,
  eventType: string,
  priority: string,
  payload: unknown,
): NotificationMessage {
  return {
    message_id: randomUUID(),
    publisher_id: publisherId,
    event_type: eventType,
    priority: priority.toUpperCase(),
    payload,
    timestamp: timestamp(),
  };
}

/** UTC in the form of Python's `str(datetime)`, which has microseconds. */
function timestamp(): string {
  return new Date().toISOString().replace("T", " ").replace("Z", "000");
}
