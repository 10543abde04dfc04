import type { CallExample, JsonSchema } from "../../src/definition/descriptor.js";
import { schemaAt } from "../../src/definition/method-at.js";
import { commentLines } from "../example-text/comment-lines.js";
import { inOrder } from "../example-text/program-examples.js";
import { isSentByPython, pythonCall, pythonInvocation } from "../example-text/python-text.js";
import { pythonValue } from "../example-text/value-text.js";
import type { PythonContext, PythonEvent, PythonMethod } from "./context.js";

/** A literal block of a docstring. */
export interface ExampleBlock {
  readonly title: string;
  readonly lines: readonly string[];
}

/** The examples of a method that a caller of the generated client can write. */
export function exampleBlocks(method: PythonMethod, context: PythonContext): ExampleBlock[] {
  return method.model.examples
    .filter((example) => isSentByPython(Object.keys(example.arguments)))
    .map((example) => exampleBlock(method, example, context));
}

/** An example of a method as a caller writes it, and as comments what comes of it. */
function exampleBlock(
  method: PythonMethod,
  example: CallExample,
  { programValue, exampleVersion }: PythonContext,
): ExampleBlock {
  const { model, identifier, params } = method;
  const { name, description, arguments: args, result, error } = example;
  const version = exampleVersion(model, example);
  const names = new Map(params.map((param) => [param.name, param.identifier]));
  const schemas = new Map<string, JsonSchema | undefined>(
    model.params.map((param) => [param.name, schemaAt(param, version)]),
  );
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

/** The examples of a notification as a program with the generated notifier sends them. */
export function payloadBlocks(
  { model, identifier }: PythonEvent,
  { programValue }: PythonContext,
): ExampleBlock[] {
  return model.examples.map(({ name, description, payload }) => ({
    title: name,
    lines: [
      ...comment(description),
      ...pythonInvocation(`notifier.${identifier}`, [
        () => "ctxt",
        (indent, used) => pythonValue(programValue(model.payload, payload), indent, used),
      ]).split("\n"),
    ],
  }));
}

function comment(text: string | undefined): string[] {
  return commentLines("#", text);
}
