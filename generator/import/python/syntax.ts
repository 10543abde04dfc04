/** An expression of Python, as far as an import has to understand it. */
export type Expression =
  | { readonly kind: "constant"; readonly value: string | number | bigint | boolean | null }
  /** A name, and the attributes that are read of it: `a.b.c`. */
  | { readonly kind: "name"; readonly path: readonly string[] }
  /** An attribute of something that is no name. */
  | { readonly kind: "attribute"; readonly of: Expression; readonly name: string }
  | { readonly kind: "call"; readonly callee: Expression; readonly args: Arguments }
  | {
      readonly kind: "sequence";
      readonly type: "list" | "tuple" | "set";
      readonly items: readonly Expression[];
    }
  | { readonly kind: "dict"; readonly entries: readonly DictEntry[] }
  | { readonly kind: "subscript"; readonly of: Expression; readonly index: readonly Expression[] }
  | {
      readonly kind: "binary";
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  /** Also `*items`, among arguments and items. */
  | { readonly kind: "unary"; readonly operator: string; readonly of: Expression }
  /** The first of two when the test holds, else the second. */
  | {
      readonly kind: "choice";
      readonly test: Expression;
      readonly options: readonly [Expression, Expression];
    }
  | { readonly kind: "other"; readonly text: string };

/** An entry of a dict; without a key it is `**value`. */
export interface DictEntry {
  readonly key?: Expression;
  readonly value: Expression;
}

/** The arguments in the parentheses of a call. */
export interface Arguments {
  readonly positional: readonly Expression[];
  readonly keywords: ReadonlyMap<string, Expression>;
  /** The expression behind `**`. */
  readonly spread: readonly Expression[];
}

/** A parameter of a function. */
export interface Parameter {
  readonly name: string;
  readonly kind: "positional-only" | "positional" | "rest" | "keyword-only" | "keyword-rest";
  readonly annotation?: Expression;
  readonly default?: Expression;
}

/** A statement inside a function. */
export type Statement =
  | {
      readonly kind: "assign";
      readonly targets: readonly Expression[];
      readonly value?: Expression;
      readonly annotation?: Expression;
    }
  | { readonly kind: "expression"; readonly value: Expression }
  | { readonly kind: "return"; readonly value?: Expression }
  | { readonly kind: "raise"; readonly value?: Expression }
  | { readonly kind: "delete"; readonly targets: readonly Expression[] }
  | { readonly kind: "if"; readonly branches: readonly Branch[] }
  /** Other statements with statements inside. */
  | { readonly kind: "blocks"; readonly blocks: readonly Block[] };

/** The body of a statement that is no `if`. */
export interface Block {
  /** False for what may be passed over, such as the body of a loop. */
  readonly always: boolean;
  readonly body: readonly Statement[];
}

/** A branch of `if`; without a test it is `else`. */
export interface Branch {
  readonly test?: Expression;
  readonly body: readonly Statement[];
}

/** The last of the names: `c` of `a.b.c`, also where what stands before is no name. */
export function lastName(expression: Expression | undefined): string | undefined {
  if (expression?.kind === "name") return expression.path.at(-1);
  return expression?.kind === "attribute" ? expression.name : undefined;
}

/** True for `*items`, among arguments, items and targets. */
export function isStarred(expression: Expression): expression is Extract<Expression, { kind: "unary" }> {
  return expression.kind === "unary" && expression.operator === "*";
}

/** An expression as a person would name it. */
export function textOf(expression: Expression): string {
  switch (expression.kind) {
    case "name":
      return expression.path.join(".");
    case "constant":
      return typeof expression.value === "bigint"
        ? String(expression.value)
        : JSON.stringify(expression.value);
    case "other":
      return expression.text.replace(/\s+/g, " ").slice(0, 60);
    case "call":
      return `${textOf(expression.callee)}(…)`;
    case "attribute":
      return `${textOf(expression.of)}.${expression.name}`;
    case "subscript":
      return `${textOf(expression.of)}[…]`;
    case "unary":
      return `${expression.operator}${textOf(expression.of)}`;
    default:
      return "an expression";
  }
}
