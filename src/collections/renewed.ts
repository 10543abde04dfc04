/**
 * V8 leaves in each table of a Map or a Set a link to the larger or cleaner one that takes its place. Where entries come
 * and go, there is a new one every few dozen. Once one of them has got old, as in a quiet moment, it keeps the next one
 * and what stood in that, which get old too and keep the one after them: whatever was in the Map for a moment lives until
 * the whole heap is collected. That took a fifth of the CPU of a busy client and a quarter of a server's. A copy has no
 * link to it.
 */
export function renewed<Key, Value>(map: ReadonlyMap<Key, Value>): Map<Key, Value> {
  return new Map(map);
}

/** Entries that may be added to a Map or Set of that size before a copy is to take its place: it costs little so. */
export function additionsTo({ size }: { readonly size: number }): number {
  return Math.max(64, size);
}
