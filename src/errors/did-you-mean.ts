/**
 * The end of a message that names something unknown: the known names that resemble it, or nothing.
 *
 * @param most how many names it may offer
 */
export function didYouMean(name: string, known: Iterable<string>, most = 3): string {
  const limit = Math.max(name.length < 4 ? 1 : 2, Math.floor(name.length / 3));
  const near = [...new Set(known)]
    .map((candidate) => ({ candidate, distance: difference(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter((entry) => entry.distance <= limit)
    .sort((left, right) => left.distance - right.distance)
    .slice(0, most)
    .map(({ candidate }) => JSON.stringify(candidate));
  return near.length === 0 ? "" : `; did you mean ${near.join(" or ")}?`;
}

/** The known name that one is but a mistake of the keyboard: another case, other dashes, up to two characters. */
export function misspelt(name: string, known: Iterable<string>): string | undefined {
  const words = name.toLowerCase().replace(/[-.\s]/g, "_");
  return [...known].find((candidate) => candidate !== name && distance(words, candidate) <= 2);
}

/** A word that was cut short, or drawn out, is as near as one with a single mistake. */
function difference(name: string, candidate: string): number {
  const isShortened = Math.min(name.length, candidate.length) >= 4;
  if (isShortened && (name.startsWith(candidate) || candidate.startsWith(name))) return 1;
  return distance(name, candidate);
}

/** Number of characters that must be added, removed or replaced to turn one text into the other. */
function distance(from: string, to: string): number {
  // A name from a hostile file may be megabytes long, and this takes the product of both lengths.
  if (Math.abs(from.length - to.length) > Math.max(from.length, to.length) / 2)
    return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, char] of [...from].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (char === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
