import { constantOf } from "./constants.js";
import type { PythonModule } from "./module.js";
import type { Names } from "./names.js";
import { readExpression } from "./read-expression.js";
import { childrenOf, nodesOf } from "./source-text.js";
import { type Expression, lastName } from "./syntax.js";

/** A call, and the module that it stands in. */
export type FoundCall = Extract<Expression, { readonly kind: "call" }> & { readonly module: PythonModule };

/** A declaration of an option, and the group that it is registered in; undefined for none. */
export interface RegisteredOption {
  readonly declaration: FoundCall;
  readonly group: string | undefined;
}

/** An expression, and the module whose names it has. */
interface Placed {
  readonly expression: Expression;
  readonly module: PythonModule;
}

const REGISTERS = /^register_(?:cli_)?opts?$/;
const NO_GROUP: ReadonlySet<unknown> = new Set([null, "DEFAULT"]);
const MAX_STEPS = 10;

/** True for a call that declares an option of oslo.config. */
export function declaresOption({ callee }: Pick<FoundCall, "callee">): boolean {
  return /Opt$/.test(lastName(callee) ?? "");
}

/** The options that calls register, as far as their groups can be known without running them. */
export function registeredOptions(names: Names, calls: readonly FoundCall[]): readonly RegisteredOption[] {
  const reader = new RegistrationReader(names);
  return calls
    .filter(({ callee }) => REGISTERS.test(lastName(callee) ?? ""))
    .flatMap((call) => reader.read(call));
}

class RegistrationReader {
  readonly #names: Names;

  constructor(names: Names) {
    this.#names = names;
  }

  read({ args, module }: FoundCall): readonly RegisteredOption[] {
    const options = args.keywords.get("opts") ?? args.keywords.get("opt") ?? args.positional[0];
    const named = args.keywords.get("group") ?? args.positional[1];
    const group = named === undefined ? null : this.#group({ expression: named, module });
    if (options === undefined || group === undefined) return [];
    return this.#declarations({ expression: options, module }).map((declaration) => ({
      declaration,
      group: NO_GROUP.has(group) ? undefined : String(group),
    }));
  }

  /** The name of a group; null for none, undefined where it cannot be known. */
  #group({ expression, module }: Placed, steps = 0): string | null | undefined {
    const known = constantOf(expression, { names: this.#names, module });
    if (typeof known === "string" || known === null) return known;
    if (steps > MAX_STEPS) return undefined;
    if (expression.kind === "call" && lastName(expression.callee) === "OptGroup") {
      const name = expression.args.keywords.get("name") ?? expression.args.positional[0];
      return name && this.#group({ expression: name, module }, steps + 1);
    }
    const values = this.#valuesOf(expression, module);
    const groups = new Set(values.map((value) => this.#group(value, steps + 1)));
    return groups.size === 1 ? [...groups][0] : undefined;
  }

  /** The declarations that an expression has, in lists, sums and variables. */
  #declarations({ expression, module }: Placed, steps = 0): readonly FoundCall[] {
    if (steps > MAX_STEPS) return [];
    const inner = (parts: readonly Expression[]) =>
      parts.flatMap((part) => this.#declarations({ expression: part, module }, steps + 1));
    switch (expression.kind) {
      case "call":
        return declaresOption(expression) ? [{ ...expression, module }] : inner(expression.args.positional);
      case "sequence":
        return inner(expression.items);
      case "binary":
        return inner([expression.left, expression.right]);
      case "unary":
        return inner([expression.of]);
      default:
        return this.#valuesOf(expression, module).flatMap((value) => this.#declarations(value, steps + 1));
    }
  }

  /** The values of a name: that of a module, or those that functions give a variable of theirs. */
  #valuesOf(expression: Expression, module: PythonModule): readonly Placed[] {
    if (expression.kind !== "name") return [];
    const meaning = this.#names.resolve(module, expression.path);
    // Of one that is set in several places each may have what is asked for.
    const isKnown = meaning.kind === "constant" && meaning.value.kind !== "other";
    if (isKnown) return [{ expression: meaning.value, module: meaning.module }];
    const [name, ...rest] = expression.path;
    return name === undefined || rest.length > 0 ? [] : assignedTo(name, module);
  }
}

function assignedTo(name: string, module: PythonModule): readonly Placed[] {
  const { source } = module;
  return nodesOf(source.root, "AssignStatement").flatMap((node) => {
    const [target, operator, value, ...more] = childrenOf(node);
    const isPlain = operator?.name === "AssignOp" && more.length === 0;
    return target !== undefined && value !== undefined && isPlain && source.of(target) === name
      ? [{ expression: readExpression(value, source), module }]
      : [];
  });
}

/** The calls in a module. */
export function callsIn(module: PythonModule): readonly FoundCall[] {
  return nodesOf(module.source.root, "CallExpression").flatMap((node) => {
    const expression = readExpression(node, module.source);
    return expression.kind === "call" ? [{ ...expression, module }] : [];
  });
}
