import { targetMadeBy } from "../made-target.js";
import { assignedValues, onlyValues } from "../python/local-values.js";
import type { PythonClass, PythonFunction, PythonModule } from "../python/module.js";
import type { Names } from "../python/names.js";
import { type Expression, lastName, type Parameter, textOf } from "../python/syntax.js";
import { allStatements } from "../python/walk.js";
import { agreedTarget, readTarget, type TargetFacts } from "../target.js";

/** A method that peers may call. */
export interface EndpointMethod {
  readonly name: string;
  readonly function: PythonFunction;
  /** The class that defines it: the endpoint or one of its bases. */
  readonly owner: PythonClass;
  /** Its parameters without `self` and the request context, which a decorator may have taken before. */
  readonly parameters: readonly Parameter[];
  /** The name of a first parameter that is taken for the request context by its place alone. */
  readonly unlikelyContext?: string;
}

/** A class that answers requests. */
export interface Endpoint {
  readonly class: PythonClass;
  readonly target?: TargetFacts;
  readonly methods: readonly EndpointMethod[];
  /** Public methods that are not part of the interface, and why. */
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
  /** Bases whose files are not there. */
  readonly unknownBases: readonly string[];
}

/** The use of an endpoint, as far as the files of an import show it. */
export interface EndpointUse {
  /** The methods that client classes call, and the arguments that they send. */
  readonly called: ReadonlyMap<string, ReadonlySet<string>>;
  /** The files that were named. What is inherited from others, and not called, is no part of the interface. */
  readonly named: ReadonlySet<PythonModule>;
}

const CONTEXT = /(?:context|ctxt|ctx|cntxt|cnxt|cxt)$/i;
const SETS_TARGET =
  /\bself\._?target\s*=|\bdef target\(|\.__init__\(\s*(?:self,\s*)?(?:[\w.]+\.)?[tT]arget\b/;
const SELF_TARGET = /^self\._?target$/;
/** Decorators that make something else of a function than a method to call. */
const NO_METHOD: ReadonlySet<string> = new Set([
  "property",
  "cached_property",
  "staticmethod",
  "classmethod",
  "setter",
  "getter",
  "deleter",
]);

/** Those of them that a peer can call all the same. */
const CALLED_ALIKE: ReadonlySet<string> = new Set(["staticmethod", "classmethod"]);

/** The Target of an endpoint: what it assigns to its attribute `target`, and what all of that agrees on. */
export function endpointTarget(found: PythonClass, names: Names): TargetFacts | undefined {
  for (const owner of names.chain(found).classes) {
    const { module } = owner;
    const assigned = owner.attributes.get("target");
    const fixed = assigned && readTarget(assigned, { names, module, body: owner });
    const makers = SETS_TARGET.test(module.source.text) ? [...owner.methods.values()] : [];
    const set = makers.flatMap((method) => {
      const values = assignedValues(method, new Map());
      const inside = { names, module, self: found, locals: onlyValues(values) };
      const made = targetsIn(method, values).flatMap(
        (own) => readTarget(own, inside) ?? targetMadeBy(own, inside) ?? [],
      );
      return made.map((target) => ({ target, by: method.name }));
    });
    const target = agreedTarget(
      [...(fixed === undefined ? [] : [fixed]), ...set.map((each) => each.target)],
      `the Target of ${[...new Set(set.map(({ by }) => by))].join(" and ")}`,
    );
    if (target !== undefined) return target;
  }
  return undefined;
}

/** The values that a method sets as the target of the endpoint, gives its base for it, or returns as its property `target`. */
function targetsIn(
  method: PythonFunction,
  variables: ReadonlyMap<string, readonly Expression[]>,
): readonly Expression[] {
  const valuesOf = (value: Expression) =>
    (value.kind === "name" && value.path.length === 1 ? variables.get(value.path[0] ?? "") : undefined) ?? [
      value,
    ];
  return allStatements(method.body()).flatMap((statement) => {
    if (statement.kind === "expression" && method.name === "__init__")
      return givenToBase(statement.value).flatMap(valuesOf).filter(isTarget);
    if (statement.kind === "return")
      return method.name === "target" && statement.value ? valuesOf(statement.value) : [];
    const isSet =
      statement.kind === "assign" && statement.targets.some((target) => SELF_TARGET.test(textOf(target)));
    return isSet && statement.value ? valuesOf(statement.value) : [];
  });
}

/** The arguments of `super().__init__(…)`. */
function givenToBase(expression: Expression): readonly Expression[] {
  if (expression.kind !== "call" || lastName(expression.callee) !== "__init__") return [];
  return [...expression.args.positional, ...expression.args.keywords.values()];
}

function isTarget(expression: Expression): boolean {
  return expression.kind === "call" && lastName(expression.callee) === "Target";
}

/**
 * Reads an endpoint class with what it inherits.
 *
 * @param use what client classes call; left out where there is no client class
 */
export function readEndpoint(found: PythonClass, names: Names, use?: EndpointUse): Endpoint {
  const isAskedFor = (name: string) => use?.called.has(name) === true;
  const { classes, unknown } = names.chain(found);
  const all = new Map<string, FoundMethod>();
  for (const owner of classes) {
    for (const [name, fn] of owner.methods)
      if (!all.has(name)) all.set(name, { name, function: withSelf(fn), owner });
    for (const [name, value] of owner.attributes) {
      // `old_name = new_name`
      const fn =
        value.kind === "name" && value.path.length === 1 ? owner.methods.get(value.path[0] ?? "") : undefined;
      if (fn !== undefined && !all.has(name)) all.set(name, { name, function: fn, owner });
    }
  }
  const isPublic = [...all.values()].filter(
    ({ name }) => !name.startsWith("_") || (isAskedFor(name) && !name.startsWith("__")),
  );
  const takesContext = (method: FoundMethod) => hasContext(method.function, false);
  const isStrict = isPublic.some((method) => !isOrdinary(method) && takesContext(method));
  const isExplicit = isPublic.some(({ function: fn }) => decoratorNames(fn).includes("expose"));
  const methods: FoundMethod[] = [];
  const leftOut: { name: string; reason: string }[] = [];
  for (const method of isPublic) {
    const reason = reasonAgainst(method, {
      isStrict,
      isExplicit,
      isCalled: isAskedFor(method.name),
      isKnown: use === undefined || use.named.has(method.owner.module),
    });
    if (reason === undefined) methods.push(method);
    else leftOut.push({ name: method.name, reason });
  }
  const target = endpointTarget(found, names);
  const isServedWithout = contextTakers(methods, use);
  return {
    class: found,
    ...(target === undefined ? {} : { target }),
    methods: methods
      .toSorted((left, right) => byPlace(left, right, classes))
      .map((method) => ({ ...method, ...parametersOf(method, isServedWithout) })),
    leftOut,
    unknownBases: unknown,
  };
}

/** A static method lacks the first parameter that the others have. */
function withSelf(fn: PythonFunction): PythonFunction {
  if (!decoratorNames(fn).includes("staticmethod")) return fn;
  return { ...fn, parameters: [{ name: "self", kind: "positional" }, ...fn.parameters] };
}

type FoundMethod = Omit<EndpointMethod, "parameters" | "unlikelyContext">;

/**
 * Tells which methods get no request context: those whose first parameter a client sends as an argument, and those with
 * a decorator that one of them has, which takes it before.
 */
function contextTakers(
  methods: readonly FoundMethod[],
  use: EndpointUse | undefined,
): (method: FoundMethod) => boolean {
  const without = methods.filter(({ name, function: fn }) => {
    const first = fn.parameters[1];
    return first !== undefined && !hasContext(fn, false) && use?.called.get(name)?.has(first.name) === true;
  });
  const decorators = new Set(without.flatMap((method) => decoratorNames(method.function)));
  return (method) =>
    without.includes(method) ||
    (!hasContext(method.function, false) &&
      decoratorNames(method.function).some((name) => decorators.has(name)));
}

function parametersOf(
  method: FoundMethod,
  isServedWithout: (method: FoundMethod) => boolean,
): Pick<EndpointMethod, "parameters" | "unlikelyContext"> {
  const [, first, ...others] = method.function.parameters;
  if (first === undefined) return { parameters: [] };
  if (isServedWithout(method)) return { parameters: [first, ...others] };
  const isLikely = first.kind === "rest" || hasContext(method.function, false);
  return { parameters: others, ...(isLikely ? {} : { unlikelyContext: first.name }) };
}

/** A class's own methods in their order, and then those of its bases. */
function byPlace(left: FoundMethod, right: FoundMethod, classes: readonly PythonClass[]): number {
  return (
    classes.indexOf(left.owner) - classes.indexOf(right.owner) || left.function.line - right.function.line
  );
}

function isOrdinary({ function: fn }: FoundMethod): boolean {
  return decoratorNames(fn).some((name) => NO_METHOD.has(name));
}

function reasonAgainst(
  method: FoundMethod,
  rules: {
    readonly isStrict: boolean;
    readonly isExplicit: boolean;
    readonly isCalled: boolean;
    readonly isKnown: boolean;
  },
): string | undefined {
  const decorators = decoratorNames(method.function);
  const kind = decorators.find((name) => NO_METHOD.has(name));
  if (kind !== undefined && !(rules.isCalled && CALLED_ALIKE.has(kind))) return `is a ${kind}`;
  if (rules.isExplicit && !decorators.includes("expose")) return "is not exposed, where others are";
  if (rules.isCalled) return undefined;
  if (decorators.includes("periodic_task")) return "is a periodic task";
  if (/^oslo_/.test(method.owner.module.name)) return `is one of ${method.owner.module.name}`;
  if (!hasContext(method.function, !rules.isStrict)) return "does not take a request context first";
  return rules.isKnown ? undefined : `is one of ${method.owner.name}, and no client asks for it`;
}

/** The names of a function's decorators, without what stands before them. */
export function decoratorNames(fn: PythonFunction): string[] {
  return fn.decorators.flatMap((each) => lastName(each.kind === "call" ? each.callee : each) ?? []);
}

/** True when the first parameter after self is the request context; by any name where nothing better is known. */
function hasContext(fn: PythonFunction, byAnyName: boolean): boolean {
  const first = fn.parameters[1];
  if (first === undefined || (first.kind !== "positional" && first.kind !== "positional-only")) return false;
  return (
    byAnyName || CONTEXT.test(first.name) || first.name.startsWith("_") || isContextType(first.annotation)
  );
}

function isContextType(annotation: Expression | undefined): boolean {
  if (annotation === undefined) return false;
  const name = annotation.kind === "constant" ? String(annotation.value) : (lastName(annotation) ?? "");
  return /Context$/.test(name);
}
