import type { Page } from "./router-options.js";

/** The items of one page. */
export function partOf<T>(
  all: Iterable<T>,
  { offset = 0, limit = Number.POSITIVE_INFINITY }: Page,
): readonly T[] {
  const found: T[] = [];
  let index = 0;
  for (const each of all) {
    if (found.length >= limit) break;
    if (index++ >= offset) found.push(each);
  }
  return found;
}
