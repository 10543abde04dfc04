import { type EmitContext, RUNTIME_OBJECTS } from "./context.js";
import { OBJECT_BASE } from "./service-types.js";
import { printSourceFile } from "./source-file.js";

/** `types.ts`: interfaces and type aliases of the schemas. */
export function typesFile({ header, types }: EmitContext): string {
  const statements = types.declarations.length === 0 ? ["export {};"] : types.declarations;
  const imports = types.hasObjects ? [{ from: RUNTIME_OBJECTS, types: [OBJECT_BASE] }] : [];
  return printSourceFile({ header, imports, statements });
}
