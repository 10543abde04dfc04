const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Offset of the quote that ends the string whose opening quote is at `start`; the text's length without one. */
export function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) return at;
    if (char === BACKSLASH) at += 1;
  }
  return text.length;
}
