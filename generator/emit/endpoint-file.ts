import type { MethodModel } from "../../src/definition/model.js";
import { type EmitContext, RUNTIME, typesImport } from "./context.js";
import { docComment } from "./doc-comment.js";
import { declarationText } from "./object-type.js";
import { type MethodTypes, signatureReferences } from "./service-types.js";
import { bracketed, parameterTexts } from "./signature.js";
import { printSourceFile } from "./source-file.js";
import { type TypeExpression, UNKNOWN } from "./type-expression.js";

/** `endpoint.ts`: the abstract class with one abstract method per RPC method. */
export function endpointFile(context: EmitContext): string {
  const { header, model, names, types, descriptor, module } = context;
  const methods = [...types.methods];
  const lines = methods.flatMap(([method, methodTypes]) => methodLines(method, methodTypes));
  return printSourceFile({
    header,
    imports: [
      {
        from: RUNTIME,
        names: ["ServiceEndpoint"],
        types: [...(methods.length === 0 ? [] : ["RequestContext"]), "ServiceDescriptor"],
      },
      { from: module("descriptor"), names: [descriptor] },
      typesImport(context, signatureReferences(methods.map(([, methodTypes]) => methodTypes))),
    ],
    statements: [
      declarationText(
        `Extend this to serve ${model.service}.`,
        `export abstract class ${names.type}Endpoint extends ServiceEndpoint`,
        [
          `readonly descriptor: ServiceDescriptor = ${descriptor};`,
          ...(lines.length === 0 || lines[0] === "" ? [] : [""]),
          ...lines,
        ],
      ),
    ],
  });
}

function methodLines(method: MethodModel, types: MethodTypes): string[] {
  const params = ["ctx: RequestContext", ...parameterTexts(method, types, "endpoint")];
  const doc = docComment({ description: method.description }, 2);
  return [
    ...(doc.length === 0 ? [] : ["", ...doc]),
    ...bracketed(`abstract ${method.property}(`, params, `): ${answerText(types.result)};`, 2),
  ];
}

/** A method may answer at once or later. */
function answerText(result: TypeExpression): string {
  if (result.text === UNKNOWN.text) return result.text;
  const text = result.kind === "intersection" ? `(${result.text})` : result.text;
  return `Promise<${result.text}> | ${text}`;
}
