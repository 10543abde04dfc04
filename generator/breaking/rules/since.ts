import { joinPointer } from "../../../src/definition/json-pointer.js";
import { parseVersion } from "../../../src/definition/version.js";
import { pairMethods, pairUp } from "../pairs.js";
import type { BreakingRule, Change } from "../rule.js";

export const since: BreakingRule = {
  id: "since",
  level: "wire",
  documentation:
    "What is new needs a `since` later than the old version: by it a client knows that an older server does not have it. A `since` that was there must stay.",
  *find(change) {
    // With another major version no old peer is spoken to at all.
    if (change.isNewMajor) return;
    const { kept, added } = pairMethods(change);
    for (const { name, since: version } of added) {
      if (!isLater(version, change)) yield missing(joinPointer("/methods", name), change);
    }
    for (const { name, old, new: now } of kept) {
      const pointer = joinPointer("/methods", name);
      if (old.since !== now.since) yield moved(joinPointer(pointer, "since"), old.since, now.since);
      const params = pairUp(old.params, now.params, (param) => param.name);
      for (const param of params.added) {
        const place = joinPointer(pointer, "params", now.params.indexOf(param));
        const isOtherwiseTold = param.required || old.additionalParams !== undefined;
        if (!isOtherwiseTold && !isLater(param.since ?? now.since, change)) yield missing(place, change);
      }
      for (const param of params.kept) {
        const [before, after] = [param.old.since ?? old.since, param.new.since ?? now.since];
        const place = joinPointer(pointer, "params", now.params.indexOf(param.new), "since");
        if (before !== after && old.since === now.since) yield moved(place, before, after);
      }
    }
  },
};

function isLater(version: string, { old }: Change): boolean {
  return (parseVersion(version)?.minor ?? 0) > (parseVersion(old.model.version)?.minor ?? 0);
}

function missing(pointer: string, { old }: Change) {
  return {
    pointer,
    message: `is new and needs a since later than ${old.model.version}, or clients use it with servers that lack it`,
    breaks: ["new client with old server"],
    bump: "major",
  } as const;
}

function moved(pointer: string, before: string, after: string) {
  const isEarlier = (parseVersion(after)?.minor ?? 0) < (parseVersion(before)?.minor ?? 0);
  const effect = isEarlier
    ? "clients use it with servers that lack it"
    : "clients refuse servers that have it";
  return {
    pointer,
    message: `since was ${before} and is ${after}: ${effect}`,
    breaks: ["new client with old server"],
    bump: "major",
  } as const;
}
