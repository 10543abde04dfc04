import type { PythonFunction } from "../python/module.js";
import { type Arguments, type Expression, isStarred, lastName } from "../python/syntax.js";
import { type Member, scalar, UNKNOWN, type Value } from "./value.js";

/** The variables a method begins with when another one of its class calls it. */
export function bindArguments(
  method: PythonFunction,
  args: Arguments,
  evaluate: (expression: Expression) => Value,
): Map<string, Value> {
  const isStatic = method.decorators.some((decorator) => lastName(decorator) === "staticmethod");
  const parameters = method.parameters.slice(isStatic ? 0 : 1);
  const positional = args.positional.flatMap((part) => itemsOf(part, evaluate));
  const named = new Map<string, Member>();
  for (const [name, part] of args.keywords) named.set(name, { value: evaluate(part), isOptional: false });
  let isOpen = false;
  for (const part of args.spread) {
    const dict = evaluate(part);
    if (dict.kind !== "dict") isOpen = true;
    else {
      isOpen ||= dict.isOpen;
      for (const [name, member] of dict.members) named.set(name, member);
    }
  }
  const variables = new Map<string, Value>();
  for (const parameter of parameters) {
    const { name, kind } = parameter;
    if (kind === "rest") variables.set(name, { kind: "sequence", items: positional.splice(0) });
    else if (kind === "keyword-rest") variables.set(name, { kind: "dict", members: new Map(named), isOpen });
    else {
      const given = kind === "keyword-only" ? undefined : positional.shift();
      const value = given ?? named.get(name)?.value ?? defaultOf(parameter.default);
      variables.set(name, value ?? UNKNOWN);
      named.delete(name);
    }
  }
  return variables;
}

function itemsOf(part: Expression, evaluate: (expression: Expression) => Value): readonly Value[] {
  if (!isStarred(part)) return [evaluate(part)];
  const value = evaluate(part.of);
  return value.kind === "sequence" ? value.items : [value];
}

function defaultOf(expression: Expression | undefined): Value | undefined {
  return expression?.kind === "constant" ? scalar(expression.value) : undefined;
}
