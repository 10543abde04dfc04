import { stringifyJson } from "./json.js";

/** The ways in which the parts of a JSON text are written. */
interface Parts {
  /** A level is indented by it. */
  readonly unit?: string;
  readonly name?: (name: string) => string;
  readonly scalar?: (value: unknown) => string;
}

/** JSON in lines, as a file has it: integers of any size are as they were read. */
export function jsonText(value: unknown, parts: Parts = {}, pad = ""): string {
  const { unit = "  ", name = JSON.stringify, scalar = stringifyJson } = parts;
  if (typeof value !== "object" || value === null) return scalar(value);
  const inner = pad + unit;
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const items = Array.isArray(value)
    ? value.map((item) => jsonText(item, parts, inner))
    : Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => `${name(key)}: ${jsonText(member, parts, inner)}`);
  if (items.length === 0) return `${open}${close}`;
  return `${open}\n${items.map((item) => inner + item).join(",\n")}\n${pad}${close}`;
}
