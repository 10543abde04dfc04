/**
 * Characters that a terminal or a reader of logs obeys: line ends, escape sequences, and marks that turn the direction
 * of a text.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** The text without anything that would begin a new line or move the cursor. */
export function oneLine(text: string): string {
  return escapeControls(text.trim().replace(/\s*[\r\n]+\s*/g, " "));
}

/** The text with an escape for each character a terminal obeys. A line of JSON stays JSON of the same value. */
export function escapeControls(text: string): string {
  return text.replace(CONTROLS, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
