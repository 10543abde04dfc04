import { type EmitContext, RUNTIME } from "../emit/context.js";
import { indented } from "../emit/object-type.js";
import { signatureReferences } from "../emit/service-types.js";
import { printSourceFile } from "../emit/source-file.js";
import { methodStub } from "./method-stub.js";

/**
 * The file of a new endpoint class, with a stub for every method.
 *
 * @param generatedModule the specifier by which the file imports the generated code
 */
export function newClassFile({ names, types }: EmitContext, generatedModule: string): string {
  const methods = [...types.methods];
  const references = signatureReferences(methods.map(([, methodTypes]) => methodTypes));
  const stubs = methods.map(([method, methodTypes]) => methodStub(method, methodTypes).join("\n"));
  return printSourceFile({
    imports: [
      ...(methods.length === 0
        ? []
        : [{ from: RUNTIME, names: ["NotImplemented"], types: ["RequestContext"] }]),
      { from: generatedModule, names: [`${names.type}Endpoint`], types: references },
    ],
    statements: [
      [
        `export class ${names.type} extends ${names.type}Endpoint {`,
        ...(stubs.length === 0 ? [] : indented(stubs.join("\n\n").split("\n"))),
        "}",
      ].join("\n"),
    ],
  });
}
