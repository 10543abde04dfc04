import { MAY_MAKE_TARGET, targetMadeBy } from "../made-target.js";
import { localValues } from "../python/local-values.js";
import type { PythonClass, PythonFunction } from "../python/module.js";
import type { Names } from "../python/names.js";
import type { Expression } from "../python/syntax.js";
import { allExpressions } from "../python/walk.js";
import { agreedTarget, readTarget, type TargetFacts } from "../target.js";
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

/** The Target that a client class makes, wherever it does: what all of them agree on. */
function clientTarget(found: PythonClass, names: Names): TargetFacts | undefined {
  for (const owner of names.chain(found).classes) {
    const { module } = owner;
    const fixed = [...owner.attributes.values()].flatMap(
      (value) => readTarget(value, { names, module, body: owner }) ?? [],
    );
    const makers = [...owner.methods.values()].filter((method) => MAY_MAKE_TARGET.test(method.text()));
    const set = makers.flatMap((method) => {
      const inside = { names, module, self: found, locals: localValues(method, defaultsOf(method)) };
      const made = allExpressions(method.body()).flatMap(
        (each) => readTarget(each, inside) ?? targetMadeBy(each, inside) ?? [],
      );
      return made.map((target) => ({ target, by: method.name }));
    });
    const target = agreedTarget(
      [...fixed, ...set.map((each) => each.target)],
      `the Target of ${[...new Set(set.map(({ by }) => by))].join(" and ")}`,
    );
    if (target !== undefined) return target;
  }
  return undefined;
}

/** The values that a method's parameters have by default. */
function defaultsOf({ parameters }: PythonFunction): ReadonlyMap<string, Expression> {
  return new Map(
    parameters.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, value] as const])),
  );
}
