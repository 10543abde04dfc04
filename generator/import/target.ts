import { isDeepStrictEqual } from "node:util";
import { type OptionName, optionOf } from "./python/config-options.js";
import { constantOf, type Scope } from "./python/constants.js";
import { type Expression, isStarred, lastName, textOf } from "./python/syntax.js";

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

/** Reads a Target; undefined when the expression makes none. */
export function readTarget(expression: Expression, scope: Scope): TargetFacts | undefined {
  if (expression.kind !== "call") return undefined;
  const { keywords, spread } = expression.args;
  const maker = lastName(expression.callee) ?? "";
  const isOfClient = MAKES_CLIENT.test(maker) && MEMBERS.some((member) => keywords.has(member));
  if (maker !== "Target" && !isOfClient) return undefined;
  const positional = isOfClient ? [] : expression.args.positional;
  const [starred] = positional.filter(isStarred);
  const listed = starred === undefined ? positional : positional.slice(0, positional.indexOf(starred));
  // What is unpacked may be any member that stands nowhere else.
  const unpacked = starred ?? spread[0];
  const known: { [member in TargetMember]?: string } = {};
  const unknown = new Map<TargetMember, string>();
  const options = new Map<TargetMember, OptionName>();
  for (const [index, member] of MEMBERS.entries()) {
    const part = keywords.get(member) ?? listed[index];
    if (part === undefined) {
      if (unpacked !== undefined) unknown.set(member, textOf(unpacked));
      continue;
    }
    const value = constantOf(part, scope);
    if (value === null) continue;
    if (typeof value === "string" && value !== "") known[member] = value;
    else unknown.set(member, textOf(part));
    const option = value === undefined ? optionOf(part, scope) : undefined;
    if (option !== undefined) options.set(member, option);
  }
  return { ...known, unknown, options };
}

/** A Target that is made in more ways than are followed. @param text the place that makes it */
export function unknownTarget(text: string): TargetFacts {
  return { unknown: new Map(MEMBERS.map((member) => [member, text])), options: new Map() };
}

/**
 * The members that several Targets agree on, of which only running it would tell the one that is meant; undefined where there
 * is none.
 *
 * @param text the place that makes them
 */
export function agreedTarget(
  [first, ...others]: readonly TargetFacts[],
  text: string,
): TargetFacts | undefined {
  if (first === undefined) return undefined;
  const known: { [member in TargetMember]?: string } = {};
  const unknown = new Map<TargetMember, string>();
  const options = new Map<TargetMember, OptionName>();
  for (const member of MEMBERS) {
    const isSame = others.every(
      (other) =>
        other[member] === first[member] &&
        other.unknown.get(member) === first.unknown.get(member) &&
        isDeepStrictEqual(other.options.get(member), first.options.get(member)),
    );
    const [value, why, option] = [first[member], first.unknown.get(member), first.options.get(member)];
    if (isSame && value !== undefined) known[member] = value;
    if (isSame && option !== undefined) options.set(member, option);
    if (!isSame || why !== undefined) unknown.set(member, isSame && why !== undefined ? why : text);
  }
  return { ...known, unknown, options };
}
