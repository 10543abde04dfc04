import { toDescriptor } from "../../src/definition/to-descriptor.js";
import { type EmitContext, RUNTIME } from "./context.js";
import { docComment } from "./doc-comment.js";
import { literal } from "./literal.js";
import { printSourceFile } from "./source-file.js";

/** `descriptor.ts`: the constant that everything at run time reads. */
export function descriptorFile({ header, model, descriptor }: EmitContext): string {
  const start = `export const ${descriptor}: ServiceDescriptor = `;
  const description = `${model.service} ${model.version} on topic ${model.topic}.`;
  return printSourceFile({
    header,
    imports: [{ from: RUNTIME, types: ["ServiceDescriptor"] }],
    statements: [
      [
        ...docComment({ description }, 0),
        `${start}${literal(toDescriptor(model), 0, start.length + 1)};`,
      ].join("\n"),
    ],
  });
}
