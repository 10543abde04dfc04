import type { MethodModel } from "../../src/definition/model.js";
import type { EmitContext } from "./context.js";
import { docComment } from "./doc-comment.js";
import { closedObjectText, declarationText, type ObjectMember } from "./object-type.js";
import type { MethodTypes } from "./service-types.js";
import { single, type TypeExpression, UNKNOWN, union } from "./type-expression.js";

/** The interface of a client's methods with their arguments by name, and the member of the client that has it. */
export function namedInterface({ model, names, types }: EmitContext): {
  readonly declaration: string;
  readonly member: readonly string[];
} {
  const name = `${names.type}Named`;
  const methods = [...types.methods].flatMap(([method, methodTypes]) => namedMethod(method, methodTypes));
  const description = `The methods of ${model.service} with their arguments by name.`;
  return {
    declaration: declarationText(description, `export interface ${name}`, methods),
    member: [
      ...docComment({ description: "The methods with their arguments by name." }, 2),
      `override get named(): ${name} {`,
      `  return super.named as ${name};`,
      "}",
    ],
  };
}

/** The lines of a method with its arguments by name. */
export function namedMethod(
  method: MethodModel,
  types: MethodTypes,
  result: TypeExpression = types.result,
): string[] {
  return [
    ...docComment({ description: method.description, tags: method.deprecated ? ["@deprecated"] : [] }, 2),
    ...methodLines(method, types, result),
  ];
}

function methodLines(method: MethodModel, types: MethodTypes, { text }: TypeExpression): string[] {
  const result = `): Promise<${text}>;`;
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
  // Beside named members TypeScript lets only a type that takes them all say what others are.
  if (types.further !== undefined && members.length > 0)
    members.push({ name: undefined, isOptional: false, type: UNKNOWN, description: "further arguments" });
  if (members.length === 0 && types.further !== undefined)
    return [`${method.property}(args?: ${types.further.text}${result}`];
  if (members.length === 0) return [`${method.property}(${result}`];
  return `${method.property}(args${isNeeded ? "" : "?"}: ${closedObjectText(members).text}${result}`.split(
    "\n",
  );
}
