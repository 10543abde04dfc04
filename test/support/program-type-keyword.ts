import type { Ajv2020 } from "ajv/dist/2020.js";

/** The texts that encoders write, padded and without bits that are left over. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/;
const BASE64URL = /^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-][AQgw]==|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048]=)?$/;

/** Makes ajv refuse the texts that say no octets, where the generator has marked that programs have some. */
export function addProgramTypes(ajv: Ajv2020): void {
  ajv.addKeyword({
    keyword: "programType",
    type: "string",
    compile: (programType, { contentEncoding }) => {
      const texts = contentEncoding === "base64url" ? BASE64URL : BASE64;
      return (text: string) => programType !== "Uint8Array" || texts.test(text);
    },
  });
}
