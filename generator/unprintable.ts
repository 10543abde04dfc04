/**
 * Control characters, line breaks among them, those that hide or turn the text around them, and halves of characters
 * that no file can hold.
 */
export const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be taken out
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Cs}]/gu;

/** The lines of a text, without the characters that no generated file holds raw. */
export function printedLines(text: string): string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => line.replace(UNPRINTABLE, " "));
}
