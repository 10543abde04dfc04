/** The topic on the wire: notifications of each severity have a queue of their own. */
export function notificationTopic(topic: string, priority: string): string {
  return `${topic}.${priority.toLowerCase()}`;
}
