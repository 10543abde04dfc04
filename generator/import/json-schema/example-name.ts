/** As the metaschema has the names of examples. */
const LONGEST_NAME = 100;
const ONE_LINE = /^[^\p{Cc}]*[^\s\p{Cc}][^\p{Cc}]*$/u;

/**
 * The name of an example: the given one where a definition may have it, else the nearest that it may have and that no
 * other example of the method has.
 *
 * @param given what the document has in its place
 * @param index the place of the example, by which one without a name is called
 */
export function exampleName(given: unknown, index: number, taken: ReadonlySet<string>): string {
  const text = typeof given === "string" ? given : "";
  const wanted =
    text.length <= LONGEST_NAME && ONE_LINE.test(text)
      ? text
      : shortened(text.replaceAll(/[\p{Cc}\s]+/gu, " ").trim(), LONGEST_NAME) || `example ${index + 1}`;
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) {
    const suffix = ` ${number}`;
    name = shortened(wanted, LONGEST_NAME - suffix.length) + suffix;
  }
  return name;
}

/** No more than the limit of what JavaScript counts as characters, and no half of a surrogate pair. */
function shortened(text: string, limit: number): string {
  const cut = text.slice(0, limit);
  return cut.length < text.length ? cut.replace(/[\ud800-\udbff]$/, "").trimEnd() : cut;
}
