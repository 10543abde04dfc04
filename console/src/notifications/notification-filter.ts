import type { NotificationLine } from "../../../src/console/events.js";
import { wordsOf } from "../parts/words.js";

/** Which notifications are shown; an empty text admits all. */
export interface NotificationFilter {
  readonly topic: string;
  readonly priority: string;
  readonly eventType: string;
  readonly text: string;
}

/** The filter that admits everything. */
export const ALL_NOTIFICATIONS: NotificationFilter = { topic: "", priority: "", eventType: "", text: "" };

/** Characters of a payload that are searched. */
const SEARCHED = 4_000;

/** The notifications that a filter admits. */
export function admittedNotifications(
  rows: readonly NotificationLine[],
  { topic, priority, eventType, text }: NotificationFilter,
): readonly NotificationLine[] {
  const words = wordsOf(text);
  if (topic === "" && priority === "" && eventType === "" && words.length === 0) return rows;
  return rows.filter(
    (row) =>
      (topic === "" || row.topic === topic) &&
      (priority === "" || row.priority === priority) &&
      (eventType === "" || row.eventType === eventType) &&
      (words.length === 0 || hasWords(row, words)),
  );
}

function hasWords(row: NotificationLine, words: readonly string[]): boolean {
  const names = [row.topic, row.eventType, row.publisherId, row.messageId, row.requestId, row.caller];
  const text = [...names, row.values?.text.slice(0, SEARCHED)].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}
