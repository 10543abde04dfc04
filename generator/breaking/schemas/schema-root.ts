import type { Broken, Bump } from "../finding.js";

/** Who sends values of a schema to whom. */
export interface Direction {
  /** Who breaks when an old sender's value is refused by a new receiver. */
  readonly whenNarrowed: Broken;
  /** Who breaks when a new sender's value is refused by an old receiver. */
  readonly whenWidened: Broken;
  /** Which of the two needs a new major version: the other peer's fault cannot be mended by deploying in order. */
  readonly major: "narrowed" | "widened";
}

/** A schema that stands in a definition by itself, in both ages. */
export interface SchemaRoot {
  /** The id of the rule that it belongs to. */
  readonly rule: string;
  /** The name of the values, such as `the parameter "id"`. */
  readonly subject: string;
  /** Where it is, such as `the method "get"`. */
  readonly owner: string;
  readonly pointer: string;
  readonly old: unknown;
  readonly new: unknown;
  readonly direction: Direction;
}

/** The way in which a schema changed: it lost values, or it gained some. */
export type Kind = "narrowed" | "widened";

export const KINDS_OF_CHANGE: readonly Kind[] = ["narrowed", "widened"];

/** The version that a change of the kind needs. */
export function bumpOf({ direction }: SchemaRoot, kind: Kind): Bump {
  return direction.major === kind ? "major" : "minor";
}

/** The peer that a change of the kind breaks. */
export function brokenBy({ direction }: SchemaRoot, kind: Kind): Broken {
  return kind === "narrowed" ? direction.whenNarrowed : direction.whenWidened;
}

/** Values that a client sends to a server. */
export const TO_SERVER: Direction = {
  whenNarrowed: "old client with new server",
  whenWidened: "new client with old server",
  major: "narrowed",
};

/** Values that a server sends to a client. */
export const TO_CLIENT: Direction = {
  whenNarrowed: "new client with old server",
  whenWidened: "old client with new server",
  major: "widened",
};

/** Values that a server sends to whoever listens. */
export const TO_LISTENER: Direction = {
  whenNarrowed: "new listener with old server",
  whenWidened: "old listener with new server",
  major: "widened",
};
