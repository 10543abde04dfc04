/** Text to be put into a file. Nothing is ever taken out. */
export interface Insertion {
  readonly position: number;
  readonly text: string;
}

/** The text with all insertions made; those at one position in the order given. */
export function insertAll(text: string, insertions: readonly Insertion[]): string {
  const ordered = insertions
    .map((insertion, index) => ({ ...insertion, index }))
    .sort((left, right) => left.position - right.position || left.index - right.index);
  let result = "";
  let done = 0;
  for (const insertion of ordered) {
    result += text.slice(done, insertion.position) + insertion.text;
    done = insertion.position;
  }
  return result + text.slice(done);
}

/**
 * True when all characters of the first text stand in the second in the same order, so that the second was made of the
 * first by adding alone.
 */
export function isSubsequence(part: string, whole: string): boolean {
  let found = 0;
  for (let index = 0; index < whole.length && found < part.length; index += 1) {
    if (whole.charCodeAt(index) === part.charCodeAt(found)) found += 1;
  }
  return found === part.length;
}
