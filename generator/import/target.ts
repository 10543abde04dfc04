import { type OptionName, optionOf } from "./python/config-options.js";
import { constantOf, type Scope } from "./python/constants.js";
import { type Expression, lastName } from "./python/syntax.js";

/** The content of a `messaging.Target(...)`. */
export interface TargetFacts {
  readonly exchange?: string;
  readonly topic?: string;
  readonly namespace?: string;
  readonly version?: string;
  /** A member whose value only running it would tell: the member, and its text. */
  readonly unknown: ReadonlyMap<TargetMember, string>;
  /** Those of them that an option of oslo.config decides. */
  readonly options: ReadonlyMap<TargetMember, OptionName>;
}

export type TargetMember = "exchange" | "topic" | "namespace" | "version";

/** In the order of oslo.messaging's constructor. */
const MEMBERS: readonly TargetMember[] = ["exchange", "topic", "namespace", "version"];

/** Makers of a client. One of a project's own may take what its Target is made of, by keywords. */
const MAKES_CLIENT = /^(?:get_rpc_client|get_client|RPCClient|BackingOffClient)$/;

/**
 * Reads a Target; undefined when the expression makes none.
 *
 * @param settled gives the value of a variable in its place
 */
export function readTarget(
  expression: Expression,
  scope: Scope,
  settled: (expression: Expression) => Expression = (part) => part,
): TargetFacts | undefined {
  if (expression.kind !== "call") return undefined;
  const { keywords } = expression.args;
  const maker = lastName(expression.callee) ?? "";
  const isOfClient = MAKES_CLIENT.test(maker) && MEMBERS.some((member) => keywords.has(member));
  if (maker !== "Target" && !isOfClient) return undefined;
  const positional = isOfClient ? [] : expression.args.positional;
  const known: { [member in TargetMember]?: string } = {};
  const unknown = new Map<TargetMember, string>();
  const options = new Map<TargetMember, OptionName>();
  for (const [index, member] of MEMBERS.entries()) {
    const part = keywords.get(member) ?? positional[index];
    if (part === undefined) continue;
    const meant = settled(part);
    const value = constantOf(meant, scope);
    if (value === null) continue;
    if (typeof value === "string" && value !== "") known[member] = value;
    else unknown.set(member, textOf(part));
    const option = value === undefined ? optionOf(meant, scope) : undefined;
    if (option !== undefined) options.set(member, option);
  }
  return { ...known, unknown, options };
}

/** An expression as a person would name it. */
export function textOf(expression: Expression): string {
  switch (expression.kind) {
    case "name":
      return expression.path.join(".");
    case "constant":
      return typeof expression.value === "bigint"
        ? String(expression.value)
        : JSON.stringify(expression.value);
    case "other":
      return expression.text.replace(/\s+/g, " ").slice(0, 60);
    case "call":
      return `${textOf(expression.callee)}(…)`;
    case "attribute":
      return `${textOf(expression.of)}.${expression.name}`;
    case "subscript":
      return `${textOf(expression.of)}[…]`;
    default:
      return "an expression";
  }
}
