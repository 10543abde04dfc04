import { joinPointer } from "../../../src/definition/json-pointer.js";
import { pairUp } from "../pairs.js";
import type { BreakingRule } from "../rule.js";
import { TO_LISTENER } from "../schemas/schema-root.js";

export const notificationPayload: BreakingRule = {
  id: "notification-payload",
  level: "wire",
  documentation:
    "The payload of a notification comes from the server: it may only narrow, with a new minor version.",
  *schemas(change) {
    const { old, new: now } = change;
    for (const pair of pairUp(old.model.notifications, now.model.notifications, (item) => item.eventType)
      .kept) {
      const pointer = joinPointer("/notifications", pair.name, "payload");
      const schemas = { old: pair.old.payload, new: pair.new.payload };
      const owner = `the notification ${JSON.stringify(pair.name)}`;
      yield { subject: "the payload", owner, pointer, ...schemas, direction: TO_LISTENER };
    }
  },
};
