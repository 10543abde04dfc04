/**
 * A recursive schema with alternatives, such as `Node: anyOf [{next: Node}, {next: Node}]`, is tried once for
 * every combination of alternatives: a message of a few kilobytes could keep the process busy for ever. Every
 * visit of a recursive schema is therefore counted, and the check ends when the allowance is used up.
 */
let visitsLeft = 0;

/** Allows the check that follows so many visits of recursive schemas. */
export function allowVisits(visits: number): void {
  visitsLeft = visits;
}

/** Counts a visit. @throws {RangeError} there have been too many. */
export function countVisit(): boolean {
  visitsLeft -= 1;
  if (visitsLeft < 0) throw new RangeError("too many alternatives of a recursive schema");
  return true;
}
