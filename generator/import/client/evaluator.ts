import { constantOf } from "../python/constants.js";
import type { PythonClass } from "../python/module.js";
import type { Names } from "../python/names.js";
import { type Arguments, type Expression, lastName } from "../python/syntax.js";
import type { AskedServer } from "./asked-server.js";
import type { Frame } from "./frame.js";
import type { RecordedCall } from "./recorded-call.js";
import { truthOf } from "./tests.js";
import {
  type DictValue,
  eitherOf,
  PLAIN_CLIENT,
  type PreparedValue,
  type Scalar,
  stringsOf,
  UNKNOWN,
  type Value,
  type Way,
} from "./value.js";

const NO_ARGUMENTS: Arguments = { positional: [], keywords: new Map(), spread: [] };

type Call = Extract<Expression, { kind: "call" }>;

/** The requests that were met. */
export interface Sent {
  readonly calls: RecordedCall[];
  /** The ways of methods whose names only running the client would tell. */
  readonly unnamed: Set<Way>;
}

/** Follows a method of the class itself. */
export interface Runner {
  /** @param above the class whose `super()` is meant; without it the first that has the method */
  run(name: string, above: PythonClass | undefined, args: Arguments, frame: Frame): Value | undefined;
}

/** Evaluates expressions in a client's method; the requests they send are recorded on the way. */
export class Evaluator {
  readonly #names: Names;
  readonly #class: PythonClass;
  readonly #peer: AskedServer;
  readonly #calls: RecordedCall[];
  readonly #unnamed: Set<Way>;
  readonly #runner: Runner;

  constructor(
    names: Names,
    client: PythonClass,
    peer: AskedServer,
    { calls, unnamed }: Sent,
    runner: Runner,
  ) {
    this.#names = names;
    this.#class = client;
    this.#peer = peer;
    this.#calls = calls;
    this.#unnamed = unnamed;
    this.#runner = runner;
  }

  evaluate(expression: Expression, frame: Frame): Value {
    const inner = (part: Expression) => this.evaluate(part, frame);
    switch (expression.kind) {
      case "constant":
        return { kind: "scalars", values: [expression.value] };
      case "name":
        return this.#name(expression, frame);
      case "attribute":
        return attributeOf(inner(expression.of), expression.name);
      case "sequence":
        return { kind: "sequence", items: expression.items.map(inner) };
      case "dict": {
        const dict = emptyDict();
        for (const { key, value } of expression.entries) {
          const member = inner(value);
          const [name] = key === undefined ? [] : (stringsOf(inner(key)) ?? []);
          if (name !== undefined) dict.members.set(name, { value: member, isOptional: false });
          else if (key === undefined && member.kind === "dict") addAll(dict, member);
          else dict.isOpen = true;
        }
        return dict;
      }
      case "choice": {
        const [then, otherwise] = expression.options;
        inner(expression.test);
        const truth = truthOf(expression.test, inner, this.#peer);
        if (truth !== undefined) return inner(truth ? then : otherwise);
        return eitherOf([inner(then), inner(otherwise)]);
      }
      case "binary": {
        const [left, right] = [inner(expression.left), inner(expression.right)];
        if (expression.operator === "+" && left.kind === "sequence" && right.kind === "sequence") {
          return { kind: "sequence", items: [...left.items, ...right.items] };
        }
        return expression.operator === "or" ? eitherOf([left, right]) : this.#constant(expression, frame);
      }
      case "unary":
      case "subscript":
        inner(expression.of);
        return UNKNOWN;
      case "call":
        return this.#call(expression, frame);
      default:
        return UNKNOWN;
    }
  }

  #name(expression: Extract<Expression, { kind: "name" }>, frame: Frame): Value {
    const [head = "", ...rest] = expression.path;
    const own = this.#ownMethod(expression, frame)?.name;
    if (own !== undefined && this.#isCallable(own)) return { kind: "own", methods: [own] };
    const property = this.#property(expression.path, frame);
    if (property !== undefined) return property;
    // What a class has of its own is told from what it is, not from who is called `self`.
    const variable = /^(?:self|cls)$/.test(head) ? undefined : frame.environment.variables.get(head);
    if (variable !== undefined) return rest.reduce(attributeOf, variable);
    const constant = this.#constant(expression, frame);
    if (constant.kind !== "unknown") return constant;
    const last = rest.at(-1);
    return last === undefined ? UNKNOWN : attributeOf(UNKNOWN, last);
  }

  #constant(expression: Expression, frame: Frame): Value {
    const { variables } = frame.environment;
    const locals = { get: (name: string) => expressionOf(name, variables.get(name)) };
    const scope = { names: this.#names, module: frame.owner.module, self: this.#class, locals };
    return valueOfJson(constantOf(expression, scope));
  }

  #call(call: Call, frame: Frame): Value {
    const { callee, args } = call;
    const own = this.#ownMethod(callee, frame);
    if (own !== undefined) {
      const value = this.#runner.run(own.name, own.above, args, frame);
      if (value !== undefined) return value;
    }
    const to = this.evaluate(callee, frame);
    if (to.kind === "send") return this.#send(to.ways, to.prepared, args, frame);
    if (to.kind === "own") {
      return eitherOf(
        to.methods.map((method) => this.#runner.run(method, undefined, args, frame) ?? UNKNOWN),
      );
    }
    const name = lastName(callee);
    const subject = this.#subject(callee, frame);
    if (name === "prepare") return this.#prepare(subject, args, frame);
    const values = args.positional.map((part) => this.evaluate(part, frame));
    const keywords = [...args.keywords].map(([key, part]) => [key, this.evaluate(part, frame)] as const);
    if (subject?.kind === "dict") return changeDict(subject, name, values, keywords);
    // What a function makes of a way to send, as one that tries it again, sends in the same way.
    const [wrapped, ...more] = values.filter(({ kind }) => kind === "send" || kind === "own");
    if (wrapped !== undefined && more.length === 0 && name !== "partial") return wrapped;
    if (name === "dict" || name === "copy" || name === "deepcopy") {
      const dict = emptyDict();
      for (const value of [...values, ...args.spread.map((part) => this.evaluate(part, frame))]) {
        if (value.kind === "dict") addAll(dict, value);
        else dict.isOpen = true;
      }
      for (const [key, value] of keywords) dict.members.set(key, { value, isOptional: false });
      return dict;
    }
    return UNKNOWN;
  }

  /** The method of the class itself that a callee names, by `self` or by `super()`. */
  #ownMethod(callee: Expression, frame: Frame): { name: string; above?: PythonClass } | undefined {
    if (callee.kind === "name" && callee.path.length === 2 && /^(?:self|cls)$/.test(callee.path[0] ?? "")) {
      return { name: callee.path[1] ?? "" };
    }
    if (callee.kind === "attribute" && callee.of.kind === "call" && lastName(callee.of.callee) === "super") {
      return { name: callee.name, above: frame.owner };
    }
    return undefined;
  }

  /** True for a method of the class that is none of its properties. */
  #isCallable(name: string): boolean {
    return this.#isMethod(name) === true;
  }

  /** False for a property of the class, undefined for what it does not have. */
  #isMethod(name: string): boolean | undefined {
    const owner = this.#names.chain(this.#class).classes.find(({ methods }) => methods.has(name));
    const method = owner?.methods.get(name);
    return method && !method.decorators.some((each) => /property$/.test(lastName(each) ?? ""));
  }

  /** The value that a property of the class returns, or an attribute of that. */
  #property([head, name = "", ...rest]: readonly string[], frame: Frame): Value | undefined {
    if (head !== "self" || this.#isMethod(name) !== false) return undefined;
    const value = this.#runner.run(name, undefined, NO_ARGUMENTS, frame);
    return value && rest.reduce(attributeOf, value);
  }

  /** The part of a callee before its last name. */
  #subject(callee: Expression, frame: Frame): Value | undefined {
    if (callee.kind === "attribute") return this.evaluate(callee.of, frame);
    if (callee.kind !== "name" || callee.path.length < 2) return undefined;
    return this.evaluate({ kind: "name", path: callee.path.slice(0, -1) }, frame);
  }

  #prepare(subject: Value | undefined, args: Arguments, frame: Frame): PreparedValue {
    const options = emptyDict();
    for (const part of args.spread) {
      const value = this.evaluate(part, frame);
      if (value.kind === "dict") addAll(options, value);
    }
    for (const [name, part] of args.keywords) {
      options.members.set(name, { value: this.evaluate(part, frame), isOptional: false });
    }
    const before = subject?.kind === "prepared" ? subject : PLAIN_CLIENT;
    const set = (name: "version" | "namespace" | "topic") => {
      const value = options.members.get(name)?.value ?? before[name];
      return value === undefined ? {} : { [name]: value };
    };
    const fanout = options.members.get("fanout")?.value;
    return {
      kind: "prepared",
      isFanout: before.isFanout || (fanout?.kind === "scalars" && fanout.values.includes(true)),
      ...set("version"),
      ...set("namespace"),
      ...set("topic"),
    };
  }

  #send(ways: readonly Way[], prepared: PreparedValue, args: Arguments, frame: Frame): Value {
    const [, name] = args.positional.map((part) => this.evaluate(part, frame));
    const sent = emptyDict();
    for (const part of args.spread) {
      const value = this.evaluate(part, frame);
      if (value.kind === "dict") addAll(sent, value);
      else sent.isOpen = true;
    }
    for (const [key, part] of args.keywords) {
      sent.members.set(key, { value: this.evaluate(part, frame), isOptional: false });
    }
    const [namespace] = stringsOf(prepared.namespace) ?? [];
    const [topic] = stringsOf(prepared.topic) ?? [];
    const versions = prepared.version === undefined ? [] : stringsOf(prepared.version);
    const methods = stringsOf(name) ?? [];
    if (methods.length === 0) for (const way of ways) this.#unnamed.add(way);
    for (const method of methods) {
      for (const way of ways) {
        this.#calls.push({
          method,
          way,
          args: sent.members,
          isOpen: sent.isOpen,
          versions,
          ...(namespace === undefined ? {} : { namespace }),
          ...(topic === undefined ? {} : { topic }),
          isFanout: prepared.isFanout,
          from: frame.from,
        });
      }
    }
    return UNKNOWN;
  }
}

/** A variable, as far as its value is one constant. */
function expressionOf(name: string, value: Value | undefined): Expression | undefined {
  if (value === undefined) return undefined;
  const [only, ...others] = value.kind === "scalars" ? value.values : [];
  return only === undefined || others.length > 0
    ? { kind: "other", text: name }
    : { kind: "constant", value: only };
}

function attributeOf(value: Value, name: string): Value {
  if (name !== "call" && name !== "cast") return UNKNOWN;
  if (value.kind !== "unknown" && value.kind !== "prepared" && value.kind !== "parameter") return UNKNOWN;
  return { kind: "send", ways: [name], prepared: value.kind === "prepared" ? value : PLAIN_CLIENT };
}

function emptyDict(): DictValue {
  return { kind: "dict", members: new Map(), isOpen: false };
}

function addAll(dict: DictValue, other: DictValue): void {
  for (const [name, member] of other.members) dict.members.set(name, member);
  dict.isOpen ||= other.isOpen;
}

function changeDict(
  dict: DictValue,
  method: string | undefined,
  values: readonly Value[],
  keywords: readonly (readonly [string, Value])[],
): Value {
  const [first, second] = values;
  const [key] = stringsOf(first) ?? [];
  if (method === "pop" && key !== undefined) dict.members.delete(key);
  if (method === "setdefault" && key !== undefined && !dict.members.has(key)) {
    dict.members.set(key, { value: second ?? UNKNOWN, isOptional: false });
  }
  if (method === "update") {
    if (first?.kind === "dict") addAll(dict, first);
    else if (first !== undefined) dict.isOpen = true;
    for (const [name, value] of keywords) dict.members.set(name, { value, isOptional: false });
  }
  return method === "copy" ? { ...dict, members: new Map(dict.members) } : UNKNOWN;
}

function valueOfJson(json: ReturnType<typeof constantOf>): Value {
  if (json === undefined) return UNKNOWN;
  if (typeof json !== "object" || json === null) return { kind: "scalars", values: [json as Scalar] };
  if (Array.isArray(json)) return { kind: "sequence", items: json.map(valueOfJson) };
  const members = Object.entries(json).map(
    ([name, value]) => [name, { value: valueOfJson(value), isOptional: false }] as const,
  );
  return { kind: "dict", members: new Map(members), isOpen: false };
}
