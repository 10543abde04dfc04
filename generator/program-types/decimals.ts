import { typesOf } from "../../src/definition/schema-types.js";
import { isDecimal, OSLO_DECIMAL } from "../../src/validation/oslo-decimal.js";
import { constantsOf, type TextKind } from "./text-kind.js";

/** Texts of `format: oslo-decimal`. */
export function decimals(typeName: string): TextKind {
  return {
    typeName,
    plural: "decimals",
    eitherForm: "any text",
    formOf: ({ format }) => (format === OSLO_DECIMAL ? OSLO_DECIMAL : undefined),
    looksLike: isDecimal,
    unfit: (schema) => {
      if (schema.format !== OSLO_DECIMAL || !typesOf(schema).includes("string")) return undefined;
      return constantsOf(schema) === undefined ? undefined : "it lists its texts";
    },
  };
}
