import { joinPointer } from "./json-pointer.js";

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],]/gs;

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
  for (const [token] of text.matchAll(TOKEN)) {
    const container = open.at(-1);
    switch (token[0]) {
      case "{":
      case "[": {
        const isObject = token === "{";
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
      default:
        if (container?.keys === undefined || !container.expectsKey) break;
        container.expectsKey = false;
        container.current = token.includes("\\") ? (JSON.parse(token) as string) : token.slice(1, -1);
        if (container.keys.has(container.current))
          found.push(joinPointer("", ...open.map(({ current }) => current)));
        container.keys.add(container.current);
    }
  }
  return found;
}
