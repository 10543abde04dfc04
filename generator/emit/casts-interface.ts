import type { MethodModel } from "../../src/definition/model.js";
import type { EmitContext } from "./context.js";
import { docComment } from "./doc-comment.js";
import { namedMethod } from "./named-interface.js";
import { declarationText } from "./object-type.js";
import type { MethodTypes } from "./service-types.js";
import { bracketed, parameterTexts } from "./signature.js";
import { single } from "./type-expression.js";

/**
 * The interfaces of a client's casts of methods that are both called and cast, and the member of the client that has
 * them; undefined when the service has no such method.
 */
export function castsInterface({
  model,
  names,
  types,
}: EmitContext):
  | { readonly declarations: readonly string[]; readonly member: readonly string[] }
  | undefined {
  const methods = [...types.methods].filter(([{ kind }]) => kind === "both");
  if (methods.length === 0) return undefined;
  const [name, named] = [`${names.type}Casts`, `${names.type}NamedCasts`];
  return {
    declarations: [
      declarationText(
        `Casts of the methods of ${model.service} that are both called and cast.`,
        `export interface ${name}`,
        [
          ...docComment({ description: "The casts with their arguments by name." }, 2),
          `readonly named: ${named};`,
          ...methods.flatMap(([method, methodTypes]) => positional(method, methodTypes)),
        ],
      ),
      declarationText(
        `Casts of the methods of ${model.service} with their arguments by name.`,
        `export interface ${named}`,
        methods.flatMap(([method, methodTypes]) => namedMethod(method, methodTypes, single("void"))),
      ),
    ],
    member: [
      ...docComment({ description: "The methods that are both called and cast, as casts." }, 2),
      `override get cast(): ${name} {`,
      `  return super.cast as ${name};`,
      "}",
    ],
  };
}

function positional(method: MethodModel, types: MethodTypes): string[] {
  return [
    ...docComment({ description: method.description, tags: method.deprecated ? ["@deprecated"] : [] }, 2),
    ...bracketed(`${method.property}(`, parameterTexts(method, types, "client"), "): Promise<void>;", 2),
  ];
}
