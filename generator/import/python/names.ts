import { getOrInsert } from "../../../src/collections/get-or-insert.js";
import type { PythonClass, PythonFunction, PythonModule } from "./module.js";
import type { SourceTree } from "./source-tree.js";
import { type Expression, lastName, type Statement, textOf } from "./syntax.js";
import { allStatements, withParts } from "./walk.js";

/** The meaning of a name. */
export type Meaning =
  | { readonly kind: "class"; readonly class: PythonClass }
  | { readonly kind: "function"; readonly function: PythonFunction; readonly module: PythonModule }
  | ({ readonly kind: "constant" } & PlacedValue)
  | { readonly kind: "module"; readonly module: PythonModule }
  /** Something of a file that is not there; its name as the imports spell it. */
  | { readonly kind: "unknown"; readonly name: string };

/** A value, and where it stands. */
export interface PlacedValue {
  readonly value: Expression;
  readonly module: PythonModule;
  /** The class in whose body it stands. */
  readonly body?: PythonClass;
}

/** A base of a class as it is written, and what it means. */
interface BaseMeaning {
  readonly own: Expression;
  readonly meaning?: Meaning;
}

/** A class and its bases, and the bases that are not there. */
interface Chain {
  readonly classes: readonly PythonClass[];
  readonly unknown: readonly string[];
}

const MAX_STEPS = 20;

/** Finds what names stand for, over several files. */
export class Names {
  readonly tree: SourceTree;
  readonly #chains = new Map<PythonClass, Chain>();
  /** Whether methods of a class set an attribute, by its name. */
  readonly #areSet = new Map<PythonClass, Map<string, boolean>>();

  constructor(tree: SourceTree) {
    this.tree = tree;
  }

  /** The meaning of a dotted name at the top of a module. */
  resolve(module: PythonModule, path: readonly string[], steps = 0): Meaning {
    const [head = "", ...rest] = path;
    const unknown = (): Meaning => ({ kind: "unknown", name: path.join(".") });
    if (steps > MAX_STEPS) return unknown();
    const found = module.classes.get(head);
    if (found !== undefined)
      return rest.length === 0 ? { kind: "class", class: found } : this.#ofClass(found, rest);
    const value = module.constants.get(head);
    if (value !== undefined) {
      const later = module.laterWildcards.get(head) ?? [];
      if (later.some((wildcard) => this.#mayDefine(wildcard, head, steps + 1))) return unknown();
      if (value.kind === "name" && value.path[0] !== head) {
        return this.resolve(module, [...value.path, ...rest], steps + 1);
      }
      return rest.length === 0 ? { kind: "constant", value, module } : unknown();
    }
    const fn = module.functions.get(head);
    if (fn !== undefined) return rest.length === 0 ? { kind: "function", function: fn, module } : unknown();
    const imported = module.imports.get(head);
    if (imported !== undefined) {
      const names = imported.member === undefined ? rest : [imported.member, ...rest];
      return this.#inModule(imported.module, names, steps + 1);
    }
    for (const wildcard of module.wildcards) {
      const meaning = this.#inModule(wildcard, path, steps + 1);
      if (meaning.kind !== "unknown") return meaning;
    }
    return unknown();
  }

  #inModule(name: string, path: readonly string[], steps: number): Meaning {
    const [head, ...rest] = path;
    const module = this.tree.module(name);
    if (head === undefined)
      return module === undefined ? { kind: "unknown", name } : { kind: "module", module };
    if (module !== undefined && defines(module, head)) {
      const meaning = this.resolve(module, path, steps);
      if (meaning.kind !== "unknown" || meaning.name !== path.join(".")) return meaning;
    }
    if (this.tree.module(`${name}.${head}`) !== undefined)
      return this.#inModule(`${name}.${head}`, rest, steps);
    if (module !== undefined && steps <= MAX_STEPS) {
      for (const wildcard of module.wildcards) {
        const meaning = this.#inModule(wildcard, path, steps + 1);
        if (meaning.kind !== "unknown") return meaning;
      }
    }
    return this.#registered(name, path) ?? { kind: "unknown", name: [name, ...path].join(".") };
  }

  /** False only where the file is there and has no such name. */
  #mayDefine(wildcard: string, name: string, steps: number): boolean {
    const module = this.tree.module(wildcard);
    return (
      module === undefined ||
      this.#inModule(wildcard, [name], steps).kind !== "unknown" ||
      defines(module, name)
    );
  }

  /** A class of versioned objects is set on its package when the program starts, which no import shows. */
  #registered(packageName: string, path: readonly string[]): Meaning | undefined {
    const [name = ""] = path;
    if (path.length !== 1 || !/(?:^|\.)objects$/.test(packageName) || !/^[A-Z]\w*$/.test(name))
      return undefined;
    const [module] = this.tree.modulesWithClass(packageName, name);
    const found = module?.classes.get(name);
    return found === undefined ? undefined : { kind: "class", class: found };
  }

  #ofClass(found: PythonClass, path: readonly string[]): Meaning {
    const [name = "", ...rest] = path;
    const value = rest.length === 0 ? this.attribute(found, name) : undefined;
    if (value === undefined)
      return { kind: "unknown", name: [found.module.name, found.name, ...path].join(".") };
    return { kind: "constant", ...value };
  }

  /** The value that a class, or the first of its bases that has one, assigns to an attribute. */
  attribute(start: PythonClass, name: string): (PlacedValue & { readonly body: PythonClass }) | undefined {
    for (const each of this.chain(start).classes) {
      // A property hides what bases have.
      if (each.methods.has(name)) return undefined;
      const value = each.attributes.get(name);
      if (value !== undefined) return { value, module: each.module, body: each };
    }
    return undefined;
  }

  /** True where a method of the class, or of a base, sets the attribute of an object or of the class. */
  isSet(start: PythonClass, name: string): boolean {
    const known = getOrInsert(this.#areSet, start, () => new Map());
    return getOrInsert(known, name, () => this.chain(start).classes.some((each) => setsItself(each, name)));
  }

  /** A class and its bases in the order that Python looks members up in, and the bases that are not there. */
  chain(start: PythonClass): Chain {
    return getOrInsert(this.#chains, start, () => {
      const unknown = new Set<string>();
      const classes = this.#linearize(start, unknown, new Set());
      unknown.delete("object");
      return { classes, unknown: [...unknown] };
    });
  }

  #baseMeanings(base: Expression, module: PythonModule, depth = 0): readonly BaseMeaning[] {
    // `Base[Type]` is the class that it is made of.
    const own = base.kind === "subscript" ? base.of : base;
    if (own.kind === "name") {
      const meaning = this.resolve(module, own.path);
      const isMade = meaning.kind === "constant" && isWithMetaclass(meaning.value) && depth < MAX_STEPS;
      return isMade ? this.#baseMeanings(meaning.value, meaning.module, depth + 1) : [{ own, meaning }];
    }
    if (!isWithMetaclass(own) || depth >= MAX_STEPS) return [{ own }];
    return own.args.positional.slice(1).flatMap((each) => this.#baseMeanings(each, module, depth + 1));
  }

  #linearize(start: PythonClass, unknown: Set<string>, around: ReadonlySet<PythonClass>): PythonClass[] {
    if (around.has(start)) return [];
    const bases: PythonClass[] = [];
    for (const { own, meaning } of start.bases.flatMap((base) => this.#baseMeanings(base, start.module))) {
      if (meaning?.kind === "class") bases.push(meaning.class);
      else if (meaning?.kind === "unknown") unknown.add(meaning.name);
      else unknown.add(textOf(own));
    }
    const lists = bases.map((base) => this.#linearize(base, unknown, new Set([...around, start])));
    return [start, ...merge([...lists, bases])];
  }
}

/** True for `with_metaclass(Meta, Base)` of six and others that have copied it: a class of these bases. */
function isWithMetaclass(expression: Expression): expression is Extract<Expression, { kind: "call" }> {
  return expression.kind === "call" && lastName(expression.callee) === "with_metaclass";
}

function setsItself({ methods }: PythonClass, name: string): boolean {
  const named = new RegExp(`\\b(?:self|cls)\\.${name}\\b`);
  return [...methods.values()].some(
    (method) => named.test(method.text()) && allStatements(method.body()).some((each) => sets(each, name)),
  );
}

function sets(statement: Statement, name: string): boolean {
  if (statement.kind !== "assign" || statement.value === undefined) return false;
  return withParts(statement.targets).some(
    (target) =>
      target.kind === "name" &&
      target.path.length === 2 &&
      /^(?:self|cls)$/.test(target.path[0] ?? "") &&
      target.path[1] === name,
  );
}

function defines(module: PythonModule, name: string): boolean {
  return [module.classes, module.constants, module.functions, module.imports].some((names) =>
    names.has(name),
  );
}

/** The merge step of C3, which orders the bases; where the classes contradict each other, the first comes first. */
function merge(lists: readonly (readonly PythonClass[])[]): PythonClass[] {
  const order: PythonClass[] = [];
  let rest = lists.filter((list) => list.length > 0);
  while (rest.length > 0) {
    const heads = rest.flatMap(([head]) => head ?? []);
    const next = heads.find((head) => !rest.some((list) => list.indexOf(head) > 0)) ?? heads[0];
    if (next === undefined) return order;
    order.push(next);
    rest = rest.map((list) => list.filter((each) => each !== next)).filter((list) => list.length > 0);
  }
  return order;
}
