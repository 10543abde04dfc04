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
}

export type TargetMember = "exchange" | "topic" | "namespace" | "version";

/** In the order of oslo.messaging's constructor. */
const MEMBERS: readonly TargetMember[] = ["exchange", "topic", "namespace", "version"];

/** Makers of a client. One of a project's own may take what its Target is made of, by keywords. */
const MAKES_CLIENT = /^(?:get_rpc_client|get_client|RPCClient|BackingOffClient)$/;

/** Reads a Target; undefined when the expression makes none. */
export function readTarget(
  expression: Expression,
  scope: Scope,
  evaluate: (expression: Expression) => unknown = (part) => constantOf(part, scope),
): TargetFacts | undefined {
  if (expression.kind !== "call") return undefined;
  const { keywords } = expression.args;
  const maker = lastName(expression.callee) ?? "";
  const isOfClient = MAKES_CLIENT.test(maker) && MEMBERS.some((member) => keywords.has(member));
  if (maker !== "Target" && !isOfClient) return undefined;
  const positional = isOfClient ? [] : expression.args.positional;
  const known: { [member in TargetMember]?: string } = {};
  const unknown = new Map<TargetMember, string>();
  for (const [index, member] of MEMBERS.entries()) {
    const part = keywords.get(member) ?? positional[index];
    const value = part && evaluate(part);
    if (part === undefined || value === null) continue;
    if (typeof value === "string" && value !== "") known[member] = value;
    else unknown.set(member, textOf(part));
  }
  return { ...known, unknown };
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
