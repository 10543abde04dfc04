import type { CallExample } from "../../src/definition/descriptor.js";
import { commentLines } from "../example-text/comment-lines.js";
import { inOrder } from "../example-text/program-examples.js";
import { pythonCall } from "../example-text/python-text.js";
import { pythonValue } from "../example-text/value-text.js";
import type { PythonMethod } from "./context.js";
import type { ProgramValues } from "./program-values.js";

/** A literal block of a docstring. */
export interface ExampleBlock {
  readonly title: string;
  readonly lines: readonly string[];
}

/** An example of a method as a caller of the generated client writes it, and as comments what comes of it. */
export function exampleBlock(
  { model, identifier, params }: PythonMethod,
  example: CallExample,
  programValue: ProgramValues,
): ExampleBlock {
  const { name, description, arguments: args, result, error } = example;
  const names = new Map(params.map((param) => [param.name, param.identifier]));
  const schemas = new Map(model.params.map((param) => [param.name, param.schema]));
  const named = inOrder(model, args).map((each) => ({
    name: names.get(each.name) ?? each.name,
    value: programValue(schemas.get(each.name) ?? model.additionalParams, each.value),
  }));
  const start = result === undefined ? "" : "result = ";
  return {
    title: name,
    lines: [
      ...comment(description),
      ...pythonCall(`${start}client.${identifier}`, ["ctxt"], named).split("\n"),
      ...(result === undefined ? [] : comment(pythonValue(programValue(model.result, result)))),
      ...(error === undefined
        ? []
        : comment(`raises ${error.name}${error.message ? `: ${error.message}` : ""}`)),
    ],
  };
}

function comment(text: string | undefined): string[] {
  return commentLines("#", text);
}
