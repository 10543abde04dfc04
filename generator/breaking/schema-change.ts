import type { Broken, Bump, Finding } from "./finding.js";
import type { Change } from "./rule.js";
import { isSubset } from "./subset/compare-schemas.js";

/** Who sends values of a schema to whom, in words. */
export interface Direction {
  /** The name of the values, such as "the parameter". */
  readonly subject: string;
  /** Who breaks when an old sender's value is refused by a new receiver. */
  readonly whenNarrowed: Broken;
  /** Who breaks when a new sender's value is refused by an old receiver. */
  readonly whenWidened: Broken;
  /** Which of the two needs a new major version: the other peer's fault cannot be mended by deploying in order. */
  readonly major: "narrowed" | "widened";
}

/**
 * Compares what a schema was with what it is.
 *
 * @returns nothing when both accept the same values
 */
export function* schemaChange(
  change: Change,
  schemas: { readonly old: unknown; readonly new: unknown },
  pointer: string,
  direction: Direction,
): Generator<Omit<Finding, "rule">> {
  const before = { schema: schemas.old, definitions: change.old.definitions };
  const after = { schema: schemas.new, definitions: change.new.definitions };
  for (const [kind, verdict] of [
    ["narrowed", isSubset(before, after)],
    ["widened", isSubset(after, before)],
  ] as const) {
    if (verdict.answer === "yes") continue;
    const bump: Bump = direction.major === kind ? "major" : "minor";
    const breaks = [kind === "narrowed" ? direction.whenNarrowed : direction.whenWidened];
    if (verdict.answer === "no") {
      const what = kind === "narrowed" ? "no longer allows what it did" : "allows more than it did";
      yield { pointer, message: `${direction.subject} ${what}`, breaks, bump, example: verdict.example };
    } else {
      const what = kind === "narrowed" ? "still allows all it did" : "allows no more than it did";
      yield {
        pointer,
        message: `cannot tell whether ${direction.subject} ${what}`,
        breaks,
        bump,
        uncertain: true,
      };
    }
  }
}

/** Values that a client sends to a server. */
export const TO_SERVER = {
  whenNarrowed: "old client with new server",
  whenWidened: "new client with old server",
  major: "narrowed",
} as const;

/** Values that a server sends to a client. */
export const TO_CLIENT = {
  whenNarrowed: "new client with old server",
  whenWidened: "old client with new server",
  major: "widened",
} as const;

/** Values that a server sends to whoever listens. */
export const TO_LISTENER = {
  whenNarrowed: "new listener with old server",
  whenWidened: "old listener with new server",
  major: "widened",
} as const;
