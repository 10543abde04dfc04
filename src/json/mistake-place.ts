import type { JsonError } from "./json-error.js";

/** Why a text is not JSON, and where, as editors count: line and column from 1 on. */
export function mistakePlace(
  { message, position = 0 }: JsonError,
  text: string,
): { readonly reason: string; readonly place: string } {
  const before = text.slice(0, position).split(/\r\n|\r|\n/);
  return {
    reason: message.replace(/ at position \d+$/, ""),
    place: `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`,
  };
}
