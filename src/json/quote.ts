/** A text of so many UTF-16 units is long: whether it can be written as it stands is worth a look. */
export const LONG_TEXT = 1024;

/** Found quickly, and in most of the texts that need escapes. */
const ESCAPED = ['"', "\n", "\\"];

/** No control characters at all; no surrogates either, which must not stand alone. */
const PRINTABLE = /^[ -\ud7ff\ue000-\uffff]*$/;

/**
 * Writes a string as JSON.stringify does. That looks at one character after the other; searches the engine is
 * quick at tell of most long texts whether anything in them needs an escape.
 */
export function quote(text: string): string {
  return text.length >= LONG_TEXT && needsNoEscape(text) ? `"${text}"` : JSON.stringify(text);
}

function needsNoEscape(text: string): boolean {
  return !ESCAPED.some((char) => text.includes(char)) && PRINTABLE.test(text);
}
