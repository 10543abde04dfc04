import type { PythonClass, PythonFunction } from "../python/module.js";
import type { Names } from "../python/names.js";
import type { Branch, Expression, Statement } from "../python/syntax.js";
import type { AskedServer } from "./asked-server.js";
import { bindArguments } from "./bind-arguments.js";
import { Environment } from "./environment.js";
import { Evaluator, type Sent } from "./evaluator.js";
import { type Frame, MAX_FRAMES } from "./frame.js";
import { truthOf } from "./tests.js";
import { eitherOf, scalar, stringsOf, UNKNOWN, type Value } from "./value.js";

/** Methods call each other in far fewer ways, but for some that call themselves. */
const MAX_RUNS = 5000;

/** Says whether a test holds that cannot be known. */
export type Decide = () => boolean;

/**
 * Follows the methods of a client class on every way they may take with one server, and records the requests they send.
 * What cannot be known without running them is unknown, and never guessed.
 */
export class Interpreter {
  readonly #sent: Sent = { calls: [], unnamed: new Set() };
  readonly #peer: AskedServer;
  readonly #chain: readonly PythonClass[];
  readonly #evaluator: Evaluator;
  readonly #decide: Decide | undefined;
  #runs = 0;

  /** @param decide answers each test that may or may not hold; without it both ways are gone */
  constructor(client: PythonClass, names: Names, peer: AskedServer, decide?: Decide) {
    this.#peer = peer;
    this.#decide = decide;
    this.#chain = names.chain(client).classes;
    this.#evaluator = new Evaluator(names, client, peer, this.#sent, {
      run: (name, owner, args, frame) => this.#runNamed(name, owner, args, frame),
    });
  }

  /** Follows one method as a user of the client would call it. @returns what it sends */
  follow(method: PythonFunction, owner: PythonClass): Sent {
    const variables = method.parameters.map((parameter): [string, Value] => [
      parameter.name,
      parameter.kind === "keyword-rest"
        ? { kind: "dict", members: new Map(), isOpen: true }
        : { kind: "parameter", parameter },
    ]);
    this.#run(method, {
      environment: new Environment(variables),
      owner,
      from: method,
      depth: 0,
      returned: [],
    });
    return this.#sent;
  }

  /** The value that a method of the class itself returns to another; undefined when it has no such method. */
  #runNamed(
    name: string,
    above: PythonClass | undefined,
    args: Extract<Expression, { kind: "call" }>["args"],
    frame: Frame,
  ): Value | undefined {
    if (frame.depth >= MAX_FRAMES || this.#runs >= MAX_RUNS) return undefined;
    this.#runs += 1;
    const start = above === undefined ? 0 : this.#chain.indexOf(above) + 1;
    const owner = this.#chain.slice(start).find(({ methods }) => methods.has(name));
    const method = owner?.methods.get(name);
    if (owner === undefined || method === undefined) return undefined;
    const evaluate = (expression: Expression) => this.#evaluator.evaluate(expression, frame);
    const variables = bindArguments(method, args, evaluate);
    const returned = this.#run(method, {
      environment: new Environment(variables),
      owner,
      from: frame.from,
      depth: frame.depth + 1,
      returned: [],
    });
    return returned.kind === "unknown" ? versionAmong([...variables.values()], this.#peer) : returned;
  }

  #run(method: PythonFunction, frame: Frame): Value {
    this.#statements(method.body(), frame);
    return eitherOf(frame.returned);
  }

  #statements(statements: readonly Statement[], frame: Frame): void {
    for (const statement of statements) {
      if (frame.environment.hasEnded) return;
      this.#statement(statement, frame);
    }
  }

  #statement(statement: Statement, frame: Frame): void {
    const { environment } = frame;
    const evaluate = (expression: Expression) => this.#evaluator.evaluate(expression, frame);
    switch (statement.kind) {
      case "assign": {
        const value = statement.value === undefined ? UNKNOWN : evaluate(statement.value);
        for (const target of statement.targets) this.#assign(target, value, frame);
        break;
      }
      case "expression":
        evaluate(statement.value);
        break;
      case "return":
        if (statement.value !== undefined) frame.returned.push(evaluate(statement.value));
        environment.hasEnded = true;
        break;
      case "raise":
        environment.hasEnded = true;
        break;
      case "delete":
        for (const target of statement.targets) this.#delete(target, frame);
        break;
      case "if":
        this.#branches(statement.branches, frame);
        break;
      default:
        for (const { always, body } of statement.blocks) {
          if (always) this.#statements(body, frame);
          else this.#maybe(body, frame);
        }
    }
  }

  #assign(target: Expression, value: Value, frame: Frame): void {
    const [name = ""] = target.kind === "name" ? target.path : [];
    if (target.kind === "name" && target.path.length === 1) frame.environment.variables.set(name, value);
    if (target.kind === "sequence") {
      for (const [index, item] of target.items.entries()) {
        this.#assign(item, value.kind === "sequence" ? (value.items[index] ?? UNKNOWN) : UNKNOWN, frame);
      }
    }
    if (target.kind !== "subscript") return;
    const dict = this.#evaluator.evaluate(target.of, frame);
    const [key] = target.index.flatMap((part) => stringsOf(this.#evaluator.evaluate(part, frame)) ?? []);
    if (dict.kind !== "dict") return;
    if (key === undefined) dict.isOpen = true;
    else dict.members.set(key, { value, isOptional: false });
  }

  #delete(target: Expression, frame: Frame): void {
    if (target.kind !== "subscript") return;
    const dict = this.#evaluator.evaluate(target.of, frame);
    const [key] = target.index.flatMap((part) => stringsOf(this.#evaluator.evaluate(part, frame)) ?? []);
    if (dict.kind === "dict" && key !== undefined) dict.members.delete(key);
  }

  #branches(branches: readonly Branch[], frame: Frame): void {
    const evaluate = (expression: Expression) => this.#evaluator.evaluate(expression, frame);
    const [first, ...others] = branches;
    if (first === undefined) return;
    if (first.test === undefined) {
      this.#statements(first.body, frame);
      return;
    }
    evaluate(first.test);
    const truth = truthOf(first.test, evaluate, this.#peer) ?? this.#decide?.();
    if (truth === true) this.#statements(first.body, frame);
    else if (truth === false) this.#branches(others, frame);
    else this.#fork([{ body: first.body }, { branches: others }], frame);
  }

  /** Follows a block that may be passed over, as what handles errors also is where the block before it has returned. */
  #maybe(body: readonly Statement[], frame: Frame): void {
    const [taken, passed] = [frame.environment.fork(), frame.environment.fork()];
    passed.hasEnded = frame.environment.hasEnded;
    this.#statements(body, { ...frame, environment: taken });
    frame.environment.join([taken, passed]);
  }

  /** Goes each of the ways, and takes together where they end. */
  #fork(
    ways: readonly { readonly body?: readonly Statement[]; readonly branches?: readonly Branch[] }[],
    frame: Frame,
  ): void {
    const ends = ways.map(({ body, branches }) => {
      const environment = frame.environment.fork();
      const inner = { ...frame, environment };
      if (branches !== undefined) this.#branches(branches, inner);
      else this.#statements(body ?? [], inner);
      return environment;
    });
    frame.environment.join(ends);
  }
}

/** A helper that chooses a version by what the peer can do returns one of those it was given. */
function versionAmong(values: readonly Value[], peer: AskedServer): Value {
  const versions = values
    .flatMap((value) => stringsOf(value) ?? [])
    .filter((text) => /^\d+\.\d+$/.test(text));
  const version = peer.choose(versions);
  return version === undefined ? UNKNOWN : scalar(version);
}
