import { stringEnd } from "../json/string-end.js";
import { joinPointer } from "./json-pointer.js";

interface Container {
  /** Keys seen so far; undefined in an array. */
  readonly keys: Set<string> | undefined;
  /** The key or index whose value is being read. */
  current: string | number;
  expectsKey: boolean;
}

/**
 * Finds keys that stand twice in one object. A JSON parser keeps the last of them without a word, and a method
 * would be lost. The text must be JSON.
 *
 * @returns the JSON pointers of the keys
 */
export function duplicateKeys(text: string): string[] {
  const found: string[] = [];
  const open: Container[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const container = open.at(-1);
    switch (text[at]) {
      case "{":
      case "[": {
        const isObject = text[at] === "{";
        open.push({ keys: isObject ? new Set() : undefined, current: 0, expectsKey: isObject });
        break;
      }
      case "}":
      case "]":
        open.pop();
        break;
      case ",":
        if (container?.keys !== undefined) container.expectsKey = true;
        else if (container !== undefined) container.current = Number(container.current) + 1;
        break;
      case '"': {
        const start = at;
        at = stringEnd(text, start);
        if (container?.keys === undefined || !container.expectsKey) break;
        const token = text.slice(start, at + 1);
        container.expectsKey = false;
        container.current = token.includes("\\") ? (JSON.parse(token) as string) : token.slice(1, -1);
        if (container.keys.has(container.current))
          found.push(joinPointer("", ...open.map(({ current }) => current)));
        container.keys.add(container.current);
      }
    }
  }
  return found;
}
