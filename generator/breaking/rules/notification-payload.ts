import { joinPointer } from "../../../src/definition/json-pointer.js";
import { pairUp } from "../pairs.js";
import type { BreakingRule } from "../rule.js";
import { schemaChange, TO_LISTENER } from "../schema-change.js";

export const notificationPayload: BreakingRule = {
  id: "notification-payload",
  documentation:
    "The payload of a notification comes from the server: it may only narrow, with a new minor version.",
  *find(change) {
    const { old, new: now } = change;
    for (const pair of pairUp(old.model.notifications, now.model.notifications, (item) => item.eventType)
      .kept) {
      const pointer = joinPointer("/notifications", pair.name, "payload");
      const schemas = { old: pair.old.payload, new: pair.new.payload };
      yield* schemaChange(change, schemas, pointer, { ...TO_LISTENER, subject: "the payload" });
    }
  },
};
