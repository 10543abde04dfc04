import { constantOf } from "../python/constants.js";
import type { PythonFunction, PythonModule } from "../python/module.js";
import type { Names } from "../python/names.js";
import { type Expression, lastName } from "../python/syntax.js";
import { allStatements } from "../python/walk.js";

/** An exception that a method lets out. */
export interface RaisedError {
  readonly name: string;
  readonly module: string;
  readonly description?: string;
  /** True when a decorator declares it; else it was found in the method or its docstring. */
  readonly isDeclared: boolean;
}

const BUILTIN = /^(?:[A-Z]\w*Error|[A-Z]\w*Exception|Exception|StopIteration|KeyboardInterrupt)$/;

/** The exceptions that a method declares, raises itself, or names in its docstring. */
export function raisedErrors(
  fn: PythonFunction,
  module: PythonModule,
  names: Names,
  documented: readonly string[],
): readonly RaisedError[] {
  const found = new Map<string, RaisedError>();
  const add = (expression: Expression | undefined, isDeclared: boolean) => {
    const error = expression && errorOf(expression, module, names, isDeclared);
    if (error !== undefined && (!found.has(error.name) || isDeclared)) found.set(error.name, error);
  };
  for (const decorator of fn.decorators) {
    if (decorator.kind !== "call" || lastName(decorator.callee) !== "expected_exceptions") continue;
    for (const each of decorator.args.positional) add(each, true);
  }
  for (const statement of allStatements(fn.body())) {
    if (statement.kind !== "raise") continue;
    add(statement.value?.kind === "call" ? statement.value.callee : statement.value, false);
  }
  for (const name of documented) add({ kind: "name", path: name.split(".") }, false);
  return [...found.values()];
}

function errorOf(
  expression: Expression,
  module: PythonModule,
  names: Names,
  isDeclared: boolean,
): RaisedError | undefined {
  if (expression.kind !== "name") return undefined;
  const name = expression.path.at(-1) ?? "";
  // What begins small is a variable. NotImplementedError marks a method that a subclass has to write.
  if (!/^[A-Z]\w*$/.test(name) || name === "NotImplementedError") return undefined;
  const meaning = names.resolve(module, expression.path);
  if (meaning.kind === "class") {
    const { class: error } = meaning;
    const message = ["msg_fmt", "message"].flatMap((attribute) => {
      const place = names.attribute(error, attribute);
      const value = place && constantOf(place.value, { names, module: place.module });
      return typeof value === "string" ? [value] : [];
    })[0];
    const description = error.docstring?.trim().split("\n\n")[0]?.replace(/\s+/g, " ") ?? message;
    return {
      name: error.name,
      module: error.module.name,
      ...(description === undefined || description === "" ? {} : { description }),
      isDeclared,
    };
  }
  if (meaning.kind !== "unknown") return undefined;
  const path = meaning.name.split(".");
  if (path.length > 1) return { name: path.at(-1) ?? name, module: path.slice(0, -1).join("."), isDeclared };
  return BUILTIN.test(name) ? { name, module: "builtins", isDeclared } : undefined;
}
