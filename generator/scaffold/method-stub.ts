import type { MethodModel } from "../../src/definition/model.js";
import { stringLiteral } from "../emit/literal.js";
import type { MethodTypes } from "../emit/service-types.js";
import { bracketed, parameterTexts } from "../emit/signature.js";

/** The lines of a method that waits for somebody to write its body. */
export function methodStub(method: MethodModel, types: MethodTypes): string[] {
  const params = ["ctx: RequestContext", ...parameterTexts(method, types, "endpoint")];
  return [
    ...bracketed(`override async ${method.property}(`, params, `): Promise<${types.result.text}> {`, 2),
    `  throw new NotImplemented(${stringLiteral(method.name)});`,
    "}",
  ];
}
