import { targetMadeBy } from "../made-target.js";
import type { PythonClass, PythonFunction } from "../python/module.js";
import type { Names } from "../python/names.js";
import type { Expression } from "../python/syntax.js";
import { allExpressions, allStatements } from "../python/walk.js";
import { readTarget, type TargetFacts } from "../target.js";
import type { RecordedCall } from "./recorded-call.js";
import { requestsOf } from "./scenarios.js";
import type { Way } from "./value.js";

/** A class whose methods send requests. */
export interface Client {
  readonly class: PythonClass;
  readonly target?: TargetFacts;
  readonly calls: readonly RecordedCall[];
  /** The ways it sends methods whose names only running it would tell. */
  readonly unnamed: readonly Way[];
}

const MAY_SEND = /\.(?:call|cast|prepare)\b|_call\(|_cast\(/;
const MAKES_CLIENT = /\b(?:get_rpc_client|get_client|RPCClient|BackingOffClient)\b/;

/** The requests of a class: those of a client, or only such as it names when it runs. */
export interface Sends {
  readonly client?: Client;
  /** The ways it sends methods whose names only running it would tell. */
  readonly unnamed: readonly Way[];
}

/** Reads what a class sends; undefined when that is nothing. */
export function sendsOf(found: PythonClass, names: Names): Sends | undefined {
  const { classes } = names.chain(found);
  if (!classes.some(({ module }) => MAY_SEND.test(module.source.text))) return undefined;
  const requests = classes.flatMap((owner) =>
    [...owner.methods].flatMap(([name, method]) => {
      const isFirst = classes.find(({ methods }) => methods.has(name)) === owner;
      return isFirst && !name.startsWith("_") ? requestsOf(method, owner, found, names) : [];
    }),
  );
  const calls = requests.flatMap((each) => each.calls);
  const unnamed = [...new Set(requests.flatMap((each) => each.unnamed))];
  if (calls.length === 0) return unnamed.length === 0 ? undefined : { unnamed };
  const target = clientTarget(found, names);
  const isClient =
    target !== undefined ||
    calls.some(({ versions }) => versions !== undefined && versions.length > 0) ||
    classes.some(({ module }) => MAKES_CLIENT.test(module.source.text));
  if (!isClient) return undefined;
  return { client: { class: found, calls, unnamed, ...(target === undefined ? {} : { target }) }, unnamed };
}

/** The Target that a client class makes, wherever it does. */
function clientTarget(found: PythonClass, names: Names): TargetFacts | undefined {
  for (const owner of names.chain(found).classes) {
    const scope = { names, module: owner.module, self: found };
    for (const value of owner.attributes.values()) {
      const target = readTarget(value, scope);
      if (target !== undefined) return target;
    }
    for (const method of owner.methods.values()) {
      const locals = localConstants(method);
      const settled = (part: Expression) => {
        const name = part.kind === "name" && part.path.length === 1 ? part.path[0] : undefined;
        return (name === undefined ? undefined : locals.get(name)) ?? part;
      };
      for (const expression of allExpressions(method.body())) {
        const target = readTarget(expression, scope, settled) ?? targetMadeBy(expression, scope);
        if (target !== undefined) return target;
      }
    }
  }
  return undefined;
}

/** The values of a method's variables and parameters, where only one thing is assigned to them. */
function localConstants(method: PythonFunction): ReadonlyMap<string, Expression> {
  const locals = new Map<string, Expression>();
  for (const parameter of method.parameters) {
    if (parameter.default !== undefined) locals.set(parameter.name, parameter.default);
  }
  for (const statement of allStatements(method.body())) {
    if (statement.kind !== "assign" || statement.value === undefined) continue;
    for (const target of statement.targets) {
      const [name, ...others] = target.kind === "name" ? target.path : [];
      if (name === undefined || others.length > 0) continue;
      if (locals.has(name)) locals.delete(name);
      else locals.set(name, statement.value);
    }
  }
  return locals;
}
