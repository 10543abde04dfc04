import type { EmitContext } from "./context.js";
import { printSourceFile } from "./source-file.js";

/** `types.ts`: interfaces and type aliases of the schemas. */
export function typesFile({ header, types }: EmitContext): string {
  const statements = types.declarations.length === 0 ? ["export {};"] : types.declarations;
  return printSourceFile({ header, statements });
}
