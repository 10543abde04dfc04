import { joinPointer } from "../../../src/definition/json-pointer.js";
import { pairMethods } from "../pairs.js";
import type { BreakingRule } from "../rule.js";

export const methodKind: BreakingRule = {
  id: "method-kind",
  level: "wire",
  documentation:
    "A call that becomes a cast, or a cast that becomes a call, needs a new major version: one side waits for what the other does not send.",
  *find(change) {
    for (const { name, old, new: now } of pairMethods(change).kept) {
      if (old.kind === now.kind) continue;
      yield {
        pointer: joinPointer("/methods", name, "kind"),
        message: `was a ${old.kind} and is a ${now.kind}`,
        breaks: ["old client with new server", "new client with old server"],
        bump: "major",
      };
    }
  },
};
