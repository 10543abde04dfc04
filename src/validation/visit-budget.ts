/** The checks of so many schemas take a second or more. */
const ATTEMPTS = 10_000_000;
/** Enough for any message of sensible size, and used up in well under a second. */
export const CHECK_VISITS = 2_000_000;

/**
 * A recursive schema with alternatives, such as `Node: anyOf [{next: Node}, {next: Node}]`, is tried once for
 * every combination of alternatives: a message of a few kilobytes could keep the process busy for ever. Every
 * visit of a recursive schema is therefore counted, and so are the schemas of long lists that are tried, as one visit
 * may try thousands; the check ends at the first visit after either allowance is used up.
 */
let visitsLeft = 0;
let attemptsLeft = 0;

/** Allows the check that follows so many visits of recursive schemas. */
export function allowVisits(visits: number): void {
  visitsLeft = visits;
  attemptsLeft = ATTEMPTS;
}

/** Counts a visit. @throws {RangeError} there have been too many, or too many attempts. */
export function countVisit(): boolean {
  visitsLeft -= 1;
  if (visitsLeft < 0 || attemptsLeft < 0) throw new RangeError("too many alternatives of a recursive schema");
  return true;
}

/** Counts schemas that are tried. Outside recursive schemas there are no more of them than the message is long. */
export function countAttempts(schemas: number): void {
  attemptsLeft -= schemas;
}

/** The result of checks that have so many visits together; undefined when they are used up, or the stack is. */
export function withinVisits<Result>(visits: number, check: () => Result): Result | undefined {
  allowVisits(visits);
  try {
    return check();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
