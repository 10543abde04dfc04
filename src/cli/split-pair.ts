/** The two sides of the first `=` of a word; undefined when it has none, or nothing before it. */
export function splitPair(word: string): readonly [name: string, value: string] | undefined {
  const split = word.indexOf("=");
  return split <= 0 ? undefined : [word.slice(0, split), word.slice(split + 1)];
}
