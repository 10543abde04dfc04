import { isEncoded, OCTET_ENCODINGS, octetEncoding } from "../../src/definition/content-encoding.js";
import { CHECKED_FORMATS } from "../../src/definition/formats.js";
import { typesOf } from "../../src/definition/schema-types.js";
import { constantsOf, type TextKind } from "./text-kind.js";

/** Texts of `contentEncoding: base64` and `base64url`. What a format says of a text counts more. */
export function octets(typeName: string): TextKind {
  return {
    typeName,
    plural: "octets",
    eitherForm: "octets in either encoding",
    formOf: ({ contentEncoding }) => octetEncoding(contentEncoding),
    looksLike: (text) => OCTET_ENCODINGS.some((encoding) => isEncoded(text, encoding)),
    unfit: (schema) => {
      const { contentEncoding, format } = schema;
      if (contentEncoding === undefined || !typesOf(schema).includes("string")) return undefined;
      if (constantsOf(schema) !== undefined) return "it lists its texts";
      if (CHECKED_FORMATS.has(String(format))) return `it has the format ${String(format)} as well`;
      const encoding = octetEncoding(contentEncoding);
      if (encoding === undefined) return `its contentEncoding is neither ${OCTET_ENCODINGS.join(" nor ")}`;
      const isWrong = typeof schema.default === "string" && !isEncoded(schema.default, encoding);
      return isWrong ? `its default is not encoded as ${encoding}` : undefined;
    },
  };
}
