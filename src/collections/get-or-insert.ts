/** A `Map` or a `WeakMap`. */
interface Entries<Key, Value> {
  get(key: Key): Value | undefined;
  has(key: Key): boolean;
  set(key: Key, value: Value): unknown;
}

/** The value of a key, which is made and kept where there is none. */
export function getOrInsert<Key, Value>(entries: Entries<Key, Value>, key: Key, make: () => Value): Value {
  const known = entries.get(key);
  if (known !== undefined || entries.has(key)) return known as Value;
  const made = make();
  entries.set(key, made);
  return made;
}
