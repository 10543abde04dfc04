import type { MethodModel } from "../../src/definition/model.js";
import { LINE_WIDTH, stringLiteral } from "./literal.js";
import type { MethodTypes } from "./service-types.js";

/** Whose view of a method a signature shows. */
export type Side = "client" | "endpoint";

/** One parameter in a signature. */
export interface SignatureParam {
  readonly identifier: string;
  readonly type: string;
  /** True for one that has a value whatever the caller does. */
  readonly isGiven: boolean;
}

/** The parameters of a method, and behind them the object of all further arguments where it takes others. */
export function signatureParams(method: MethodModel, types: MethodTypes, side: Side): SignatureParam[] {
  const params = method.params.map(({ identifier }, index) => ({
    identifier,
    type: types.params[index]?.text ?? "unknown",
    isGiven: isAlwaysGiven(method, types, side, index),
  }));
  if (types.further === undefined) return params;
  const isGiven = side === "endpoint" && params.every((param) => param.isGiven);
  return [...params, { identifier: furtherName(method), type: types.further.text, isGiven }];
}

/** The name of what takes all further arguments. */
export function furtherName({
  params,
}: {
  readonly params: readonly { readonly identifier: string }[];
}): string {
  let name = "kwargs";
  while (params.some(({ identifier }) => identifier === name)) name += "_";
  return name;
}

/** One parameter as text, such as `arg1: string`. */
export function parameterTexts(method: MethodModel, types: MethodTypes, side: Side): string[] {
  return signatureParams(method, types, side).map(
    ({ identifier, type, isGiven }) => `${identifier}${isGiven ? "" : "?"}: ${type}`,
  );
}

/**
 * True for a parameter that has a value whatever the caller does. An endpoint gets the default of an absent argument;
 * behind a parameter that may be absent TypeScript lets none be certain.
 */
function isAlwaysGiven(method: MethodModel, types: MethodTypes, side: Side, index: number): boolean {
  return method.params
    .slice(0, index + 1)
    .every(({ required }, at) => required || (side === "endpoint" && types.defaults[at] !== undefined));
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
    method.additionalParams === undefined ? "]);" : `], ${furtherName(method)});`,
    4,
  );
}
