import { joinPointer } from "../../../src/definition/json-pointer.js";
import { pairUp } from "../pairs.js";
import type { BreakingRule } from "../rule.js";

export const notificationSet: BreakingRule = {
  id: "notification-set",
  level: "wire",
  documentation:
    "A new notification, or a new priority of one, needs a new minor version; a removed one needs a new major: whoever listens waits in vain.",
  *find(change) {
    const { kept, added, removed } = pairUp(
      change.old.model.notifications,
      change.new.model.notifications,
      ({ eventType }) => eventType,
    );
    for (const { eventType } of removed) {
      yield {
        pointer: joinPointer("/notifications", eventType),
        message: `the notification ${JSON.stringify(eventType)} was removed`,
        breaks: ["old listener with new server"],
        bump: "major",
      };
    }
    for (const { eventType } of added) {
      yield {
        pointer: joinPointer("/notifications", eventType),
        message: `the notification ${JSON.stringify(eventType)} is new`,
        breaks: ["new listener with old server"],
        bump: "minor",
      };
    }
    for (const { name, old, new: now } of kept) {
      const priorities = pairUp(old.priorities, now.priorities, (priority) => priority);
      const pointer = joinPointer("/notifications", name, "priority");
      for (const priority of priorities.removed) {
        const message = `is no longer emitted with priority ${priority}`;
        yield { pointer, message, breaks: ["old listener with new server"], bump: "major" };
      }
      for (const priority of priorities.added) {
        const message = `is also emitted with priority ${priority}`;
        yield { pointer, message, breaks: ["new listener with old server"], bump: "minor" };
      }
    }
  },
};
