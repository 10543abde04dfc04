import type { MethodModel } from "../../src/definition/model.js";
import { propertyKey } from "../emit/literal.js";
import type { Argument } from "./python-text.js";
import { bracketed, type PlacedText, typescriptValue } from "./value-text.js";

/** With more arguments than these a reader loses which is which. */
const MOST_BY_POSITION = 3;

/**
 * A call of a generated client's method in TypeScript: by position where the arguments are few and the first of the
 * method, else by name.
 *
 * @param start all before the name of the method, such as `await client.`
 */
export function typescriptCall(
  start: string,
  { property, params }: MethodModel,
  args: readonly Argument[],
): string {
  if (args.length > MOST_BY_POSITION || args.some(({ name }, index) => params[index]?.name !== name))
    return namedCall(`${start}named.${property}`, args);
  const values = args.map(
    ({ value }): PlacedText =>
      (indent, used) =>
        typescriptValue(value, indent, used),
  );
  return bracketed({ before: `${start}${property}(`, after: ");", last: "," }, values)(0, 0);
}

function namedCall(start: string, args: readonly Argument[]): string {
  const members = args.map(({ name, value }): PlacedText => {
    const key = `${propertyKey(name)}: `;
    return (indent, used) => key + typescriptValue(value, indent, used + key.length);
  });
  const [before, after] = [`${start}({`, "});"];
  const text = bracketed({ before, after, last: "," }, members)(0, 0);
  return text.includes("\n") ? text : `${before} ${text.slice(before.length, -after.length)} ${after}`;
}
