/** Severity of a notification: the method of `Notifier` that sends it and that of an endpoint that gets it. */
export type NotificationPriority = "audit" | "debug" | "info" | "warn" | "error" | "critical" | "sample";

/** All severities (`oslo_messaging.notify.dispatcher.PRIORITIES`). */
export const notificationPriorities: readonly NotificationPriority[] = [
  "audit",
  "debug",
  "info",
  "warn",
  "error",
  "critical",
  "sample",
];

/** The severity that a peer means; undefined when there is no such one. */
export function toPriority(value: unknown): NotificationPriority | undefined {
  if (typeof value !== "string") return undefined;
  const name = value.toLowerCase();
  return notificationPriorities.find((priority) => priority === name);
}
