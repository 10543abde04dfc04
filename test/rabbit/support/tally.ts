/** How often each item occurs. */
export function tally(items: Iterable<string>): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return Object.fromEntries(counts);
}
