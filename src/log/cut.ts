/** The beginning of a text, which ends with a whole character. */
export function cut(text: string, most: number): string {
  const last = text.charCodeAt(most - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? most - 1 : most);
}

/** A text that is too long cut short, with an ellipsis behind it. */
export function shortened(text: string, most: number): string {
  return text.length > most ? `${cut(text, most)}…` : text;
}
