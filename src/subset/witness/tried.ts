/** Stands for a value that is not what was looked for: the search goes on elsewhere before it tries the next one there. */
export const TRIED = Symbol("tried");

/** The first so many values that were found, without those tried before them. */
export function* firstFound(count: number, values: Iterable<unknown>): Generator<unknown> {
  for (const value of firstTried(count, values)) if (value !== TRIED) yield value;
}

/** Makes something of each of the first so many values; those tried before them are passed on. */
export function* madeOf(
  count: number,
  values: Iterable<unknown>,
  make: (value: unknown) => unknown,
): Generator<unknown> {
  for (const value of firstTried(count, values)) {
    const made = value === TRIED ? TRIED : make(value);
    if (made !== undefined) yield made;
  }
}

function* firstTried(count: number, values: Iterable<unknown>): Generator<unknown> {
  let left = count;
  for (const value of values) {
    yield value;
    if (value !== TRIED) left -= 1;
    if (left === 0) return;
  }
}
