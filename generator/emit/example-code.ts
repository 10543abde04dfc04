import type { PayloadExample } from "../../src/definition/descriptor.js";
import type { MethodModel, NotificationModel } from "../../src/definition/model.js";
import { commentLines } from "../example-text/comment-lines.js";
import type { ProgramExample } from "../example-text/program-examples.js";
import { typescriptCall } from "../example-text/typescript-call.js";
import { bracketed, typescriptValue } from "../example-text/value-text.js";
import type { CodeExample } from "./doc-comment.js";

/** An example of a method as a program has it: the call, and as comments what comes of it. */
export function callCode(method: MethodModel, { example, args, result }: ProgramExample): CodeExample {
  const { name, description, error } = example;
  const start = result === undefined ? "await client." : "const result = await client.";
  const failure =
    error === undefined ? [] : [`throws ${error.name}${error.message ? `: ${error.message}` : ""}`];
  return {
    title: name,
    code: [
      ...comment(description),
      typescriptCall(start, method, args),
      ...comment(result === undefined ? undefined : typescriptValue(result)),
      ...failure.flatMap(comment),
    ].join("\n"),
  };
}

/** An example of a notification as a program sends it. */
export function payloadCode(
  { property }: NotificationModel,
  { name, description, payload }: PayloadExample,
): CodeExample {
  const call = bracketed({ before: `await notifier.${property}(`, after: ");", last: "," }, [
    (indent, used) => typescriptValue(payload, indent, used),
  ])(0, 0);
  return { title: name, code: [...comment(description), call].join("\n") };
}

function comment(text: string | undefined): string[] {
  return commentLines("//", text);
}
