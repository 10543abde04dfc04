/** The checks of so many schemas take a second or more. */
const ATTEMPTS = 10_000_000;
/** Enough for any message of sensible size, and used up in well under a second. */
export const CHECK_VISITS = 2_000_000;

/** Visits after which results are remembered. */
const SHORT_CHECK = 256;

/**
 * Every visit of a definition that refers to itself is counted, and so are the schemas of long lists that are tried, as
 * one visit may try thousands; the check ends at the first visit after either allowance is used up. Each definition is
 * visited once for each object and array in the value, whatever alternatives lead to it, so that the visits grow as the
 * value does.
 */
let visitsLeft = 0;
let attemptsLeft = 0;
let rememberBelow = 0;
let checks = 0;

/** Allows the check that follows so many visits of recursive schemas. */
export function allowVisits(visits: number): void {
  visitsLeft = visits;
  attemptsLeft = ATTEMPTS;
  rememberBelow = visits - SHORT_CHECK;
  checks += 1;
}

/** Allows what follows a check of the same value so many visits more; what the check has found stays known. */
export function allowMoreVisits(visits: number): void {
  visitsLeft = visits;
  attemptsLeft = ATTEMPTS;
  rememberBelow = visits + 1;
}

/** The number of the check that is under way. */
export function checkNumber(): number {
  return checks;
}

/** True when a check has made so many visits that it is worth to remember their results. */
export function isLongCheck(): boolean {
  return visitsLeft < rememberBelow;
}

/** Counts a visit. @throws {RangeError} there have been too many, or too many attempts. */
export function countVisit(): void {
  visitsLeft -= 1;
  if (visitsLeft < 0 || attemptsLeft < 0) throw new RangeError("too many alternatives of a recursive schema");
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
