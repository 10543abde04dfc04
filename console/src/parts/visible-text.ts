/**
 * Characters that are not seen, or change how others are: controls, marks that turn the direction of a text, and those
 * of no width.
 */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu;
const LINE_ENDS: ReadonlySet<string> = new Set("\n\t");

/** A text of a peer in one line, with an escape for each character that is not seen. */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, escaped);
}

/** The same for texts of several lines: line ends and tabs stay. */
export function visibleLines(text: string): string {
  return text.replace(/\r\n/g, "\n").replace(UNSEEN, (char) => (LINE_ENDS.has(char) ? char : escaped(char)));
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
