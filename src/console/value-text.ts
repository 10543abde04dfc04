import { stringifyJson } from "../json/json.js";
import { JsonError } from "../json/json-error.js";
import { cut } from "../log/cut.js";
import type { ValueText } from "./api.js";

/** Characters of a result, or of what an error carries. */
export const LARGEST_VALUE = 1024 * 1024;

/** A value as exact JSON text, of so many characters at most. */
export function valueText(value: unknown, most: number = LARGEST_VALUE): ValueText {
  const text = write(value ?? null);
  return text.length <= most ? { text } : { text: cut(text, most), truncated: true };
}

function write(value: unknown): string {
  try {
    return stringifyJson(value);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return stringifyJson(`cannot be shown: ${error.message}`);
  }
}
