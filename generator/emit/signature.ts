import type { MethodModel } from "../../src/definition/model.js";
import { LINE_WIDTH, stringLiteral } from "./literal.js";
import type { MethodTypes } from "./service-types.js";

/** One parameter as text, such as `arg1: string`. */
export function parameterTexts(method: MethodModel, types: MethodTypes): string[] {
  return method.params.map(({ identifier, required }, index) => {
    const type = types.params[index]?.text ?? "unknown";
    return `${identifier}${required ? "" : "?"}: ${type}`;
  });
}

/**
 * A name, a list in brackets, and what comes after: in one line while it fits, else with each item on its own.
 *
 * @param indent how many spaces the line begins with; they are not part of the result
 */
export function bracketed(before: string, items: readonly string[], after: string, indent: number): string[] {
  const line = `${before}${items.join(", ")}${after}`;
  if (items.length === 0 || (indent + line.length <= LINE_WIDTH && !line.includes("\n")))
    return line.split("\n");
  return [before, ...items.flatMap((item) => `  ${item.replaceAll("\n", "\n  ")},`.split("\n")), after];
}

/** The body of a client's method. */
export function invocation(method: MethodModel): string[] {
  const start = `return this.invoke(${stringLiteral(method.name)}, [`;
  return bracketed(
    start,
    method.params.map(({ identifier }) => identifier),
    "]);",
    4,
  );
}
