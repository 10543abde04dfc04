import { joinPointer } from "../../../src/definition/json-pointer.js";
import { minorOf } from "../../../src/definition/method-at.js";
import type { ParamModel } from "../../../src/definition/model.js";
import { parseVersion } from "../../../src/definition/version.js";
import { pairMethods, pairUp } from "../pairs.js";
import type { BreakingRule, Change } from "../rule.js";

export const since: BreakingRule = {
  id: "since",
  level: "wire",
  documentation:
    "What is new needs a `since` later than the old version: by it a client knows that an older server does not have it. A `since` that was there must stay, and so must an `until`; a new one is that of the old version, or later.",
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
        yield* movedEnd(param.old, param.new, place.replace(/since$/, "until"), change);
      }
    }
  },
};

/** Only versions that the old age knows count: what ends behind them is a matter of the new age alone. */
function* movedEnd(old: ParamModel, now: ParamModel, pointer: string, change: Change) {
  const newest = minorOf(change.old.model.version);
  const [before, after] = [old, now].map(({ until }) =>
    Math.min(until === undefined ? newest : minorOf(until), newest),
  ) as [number, number];
  if (before === after) return;
  const isEarlier = after < before;
  const effect = isEarlier
    ? "servers refuse it in requests of versions that had it"
    : "clients send it in requests of versions that no longer had it";
  yield {
    pointer: now.until === undefined ? pointer.replace(/\/until$/, "") : pointer,
    message: `until was ${shown(old.until)} and is ${shown(now.until)}: ${effect}`,
    breaks: [isEarlier ? "old client with new server" : "new client with old server"],
    bump: "major",
  } as const;
}

function shown(until: string | undefined): string {
  return until ?? "not set";
}

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
