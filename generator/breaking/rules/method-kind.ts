import type { MethodKind } from "../../../src/definition/descriptor.js";
import { joinPointer } from "../../../src/definition/json-pointer.js";
import type { Broken } from "../finding.js";
import { pairMethods } from "../pairs.js";
import type { BreakingRule } from "../rule.js";

export const methodKind: BreakingRule = {
  id: "method-kind",
  level: "wire",
  documentation:
    "A call that becomes a cast, or a cast that becomes a call, needs a new major version: one side waits for what the other does not send. A call may become both, and what is both a call.",
  *find(change) {
    for (const { name, old, new: now } of pairMethods(change).kept) {
      const breaks = broken(old.kind, now.kind);
      if (breaks.length === 0) continue;
      yield {
        pointer: joinPointer("/methods", name, "kind"),
        message: `was ${KINDS[old.kind]} and is ${KINDS[now.kind]}`,
        breaks,
        bump: "major",
      };
    }
  },
};

const KINDS: Readonly<Record<MethodKind, string>> = {
  call: "a call",
  cast: "a cast",
  both: "called and cast",
};

/** A server that is asked for an answer where it knows a cast gives none. */
function broken(old: MethodKind, now: MethodKind): readonly Broken[] {
  if (old === now) return [];
  if (old !== "both" && now !== "both") return ["old client with new server", "new client with old server"];
  if (now === "cast") return ["old client with new server"];
  return old === "cast" ? ["new client with old server"] : [];
}
