/** So often a value is checked with some of its defaults when it does not take all of them. */
export const MAX_CHOICE_CHECKS = 16;

/** The entry of a list that was chosen, and its result. */
export interface Choice<Place, Result> {
  readonly chosen: ReadonlySet<Place>;
  readonly result: Result;
}

/**
 * Chooses of a list what goes together, given that the whole of it does not: what comes first counts more. Halves are
 * tried as wholes, so that one that disturbs is found among hundreds, and two that need each other stay together.
 *
 * @param accept gives undefined when what it is given does not go together
 * @returns undefined when nothing goes, or when it takes too many checks to tell
 */
export function chooseFitting<Place, Result>(
  all: readonly Place[],
  accept: (some: ReadonlySet<Place>) => Result | undefined,
): Choice<Place, Result> | undefined {
  let choice: Choice<Place, Result> | undefined;
  let checks = 0;
  /** Takes in what it can of a group. True when that is all of it, false when not; undefined ends it all. */
  const take = (group: readonly Place[], isRefused: boolean): boolean | undefined => {
    if (!isRefused) {
      if (checks === MAX_CHOICE_CHECKS) return undefined;
      checks += 1;
      const chosen = new Set([...(choice?.chosen ?? []), ...group]);
      const result = accept(chosen);
      if (result !== undefined) {
        choice = { chosen, result };
        return true;
      }
    }
    if (group.length <= 1) return false;
    const middle = Math.ceil(group.length / 2);
    const first = take(group.slice(0, middle), false);
    if (first === undefined) return undefined;
    // With the whole first half the second one makes the group that was refused.
    return take(group.slice(middle), first) === undefined ? undefined : false;
  };
  return take(all, true) === undefined ? undefined : choice;
}
