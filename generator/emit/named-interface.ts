import type { MethodModel } from "../../src/definition/model.js";
import type { EmitContext } from "./context.js";
import { docComment } from "./doc-comment.js";
import { closedObjectText, indented, type ObjectMember } from "./object-type.js";
import type { MethodTypes } from "./service-types.js";
import { single, UNKNOWN, union } from "./type-expression.js";

/** The interface of a client's methods with their arguments by name, and the member of the client that has it. */
export function namedInterface({ model, names, types }: EmitContext): {
  readonly declaration: string;
  readonly member: readonly string[];
} {
  const name = `${names.type}Named`;
  const methods = [...types.methods].flatMap(([method, methodTypes]) => [
    ...docComment({ description: method.description, tags: method.deprecated ? ["@deprecated"] : [] }, 2),
    ...methodLines(method, methodTypes),
  ]);
  const doc = docComment({ description: `The methods of ${model.service} with their arguments by name.` }, 0);
  return {
    declaration: [...doc, `export interface ${name} {`, ...indented(methods), "}"].join("\n"),
    member: [
      ...docComment({ description: "The methods with their arguments by name." }, 2),
      `override get named(): ${name} {`,
      `  return super.named as ${name};`,
      "}",
    ],
  };
}

function methodLines(method: MethodModel, types: MethodTypes): string[] {
  const result = `): Promise<${types.result.text}>;`;
  const isNeeded = method.params.some(({ required }) => required);
  const members = method.params.map(({ name, required, description, deprecated }, index): ObjectMember => {
    const type = types.params[index] ?? UNKNOWN;
    return {
      name,
      isOptional: !required,
      // As of positional arguments: one that is undefined is left out.
      type: required ? type : union([type, single("undefined")]),
      description,
      isDeprecated: deprecated,
      fallback: types.defaults[index],
    };
  });
  if (members.length === 0) return [`${method.property}(${result}`];
  return `${method.property}(args${isNeeded ? "" : "?"}: ${closedObjectText(members).text}${result}`.split(
    "\n",
  );
}
