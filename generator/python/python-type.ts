/** A type of Python. */
export type PythonType =
  | { readonly kind: "any" | "none" }
  /** A class that is built in. */
  | { readonly kind: "builtin"; readonly name: "str" | "int" | "float" | "bool" | "bytes" }
  /** A class of another module, which is imported by its name. */
  | { readonly kind: "imported"; readonly name: "Decimal" }
  /** One of the service's own, in `types.py`. */
  | { readonly kind: "own"; readonly name: string }
  | { readonly kind: "literal"; readonly values: readonly string[] }
  | { readonly kind: "list" | "dict"; readonly item: PythonType }
  | { readonly kind: "union"; readonly types: readonly PythonType[] };

export const ANY: PythonType = { kind: "any" };
export const NONE: PythonType = { kind: "none" };

/** One of the types. Constants of several become one list of them, and None is read best at the end. */
export function union(types: readonly PythonType[]): PythonType {
  const flat = types.flatMap((type) => (type.kind === "union" ? type.types : [type]));
  if (flat.length === 0 || flat.some(({ kind }) => kind === "any")) return ANY;
  const constants = flat.flatMap((type) => (type.kind === "literal" ? type.values : []));
  const distinct = new Map(
    flat
      .filter(({ kind }) => kind !== "literal" && kind !== "none")
      .map((type) => [annotation(type), type] as const),
  );
  const parts: PythonType[] = [
    ...(constants.length === 0 ? [] : [{ kind: "literal" as const, values: [...new Set(constants)] }]),
    ...distinct.values(),
    ...(flat.some(({ kind }) => kind === "none") ? [NONE] : []),
  ];
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: "union", types: parts };
}

/** True when None is a value of the type. */
export function takesNone(type: PythonType): boolean {
  return type.kind === "any" || type.kind === "none" || (type.kind === "union" && type.types.some(takesNone));
}

/** The type as it stands in an annotation, which nobody evaluates. */
export function annotation(type: PythonType, shadowed: ReadonlySet<string> = NOTHING): string {
  const builtin = (name: string) => (shadowed.has(name) ? `builtins.${name}` : name);
  switch (type.kind) {
    case "any":
      return "Any";
    case "none":
      return "None";
    case "builtin":
      return builtin(type.name);
    case "own":
    case "imported":
      return type.name;
    case "literal":
      return `Literal[${type.values.join(", ")}]`;
    case "list":
      return `${builtin("list")}[${annotation(type.item, shadowed)}]`;
    case "dict":
      return `${builtin("dict")}[${builtin("str")}, ${annotation(type.item, shadowed)}]`;
    case "union":
      return type.types.map((part) => annotation(part, shadowed)).join(" | ");
  }
}

const NOTHING: ReadonlySet<string> = new Set();

/** The type as an expression: what it names may be defined further down, and Python 3.9 knows no `|` of types. */
export function expression(type: PythonType): string {
  switch (type.kind) {
    case "own":
      return `"${type.name}"`;
    case "list":
      return `list[${expression(type.item)}]`;
    case "dict":
      return `dict[str, ${expression(type.item)}]`;
    case "union":
      return `Union[${type.types.map(expression).join(", ")}]`;
    default:
      return annotation(type);
  }
}

/** The service's own types that a type names. */
export function ownNames(type: PythonType): string[] {
  if (type.kind === "own") return [type.name];
  if (type.kind === "union") return type.types.flatMap(ownNames);
  return type.kind === "list" || type.kind === "dict" ? ownNames(type.item) : [];
}

/** The lines that import the classes of other modules that types name. */
export function classImports(types: readonly PythonType[]): string[] {
  return types.some(namesDecimal) ? ["from decimal import Decimal"] : [];
}

function namesDecimal(type: PythonType): boolean {
  if (type.kind === "union") return type.types.some(namesDecimal);
  return type.kind === "list" || type.kind === "dict" ? namesDecimal(type.item) : type.kind === "imported";
}

/** The names of the module `typing` that a type needs. */
export function typingNames(type: PythonType): string[] {
  if (type.kind === "any") return ["Any"];
  if (type.kind === "literal") return ["Literal"];
  if (type.kind === "union") return type.types.flatMap(typingNames);
  return type.kind === "list" || type.kind === "dict" ? typingNames(type.item) : [];
}

/** The builtins that a type names. */
export function builtinNames(type: PythonType): string[] {
  if (type.kind === "builtin") return [type.name];
  if (type.kind === "union") return type.types.flatMap(builtinNames);
  if (type.kind === "list") return ["list", ...builtinNames(type.item)];
  return type.kind === "dict" ? ["dict", "str", ...builtinNames(type.item)] : [];
}
