import { OCTET_ENCODINGS } from "../../../src/definition/content-encoding.js";
import { joinPointer } from "../../../src/definition/json-pointer.js";
import { didYouMean } from "../../../src/errors/did-you-mean.js";
import type { LintRule } from "../rule.js";

/** The encodings of RFC 4648 and RFC 2045 that JSON Schema refers to. */
const KNOWN = [
  ...["base64", "base64url", "base32", "base32hex", "base16"],
  ...["7bit", "8bit", "binary", "quoted-printable"],
];

/** Encodings of octets that no program has as such. */
const TEXTS_ONLY: readonly string[] = ["base32", "base32hex", "base16"];

export const unknownEncoding: LintRule = {
  id: "unknown-encoding",
  severity: "warn",
  documentation:
    "A `contentEncoding` should be one of RFC 4648 or RFC 2045, or begin with `x-`: any other says nothing to anybody. Programs can have octets of `base64` and `base64url` alone, so that `base32` and `base16` are named where `types` or `pythonTypes` wants octets.",
  check({ schemas, wanted }, report) {
    for (const { file, pointer, schema } of schemas) {
      const { contentEncoding } = schema;
      if (typeof contentEncoding !== "string") continue;
      // Their names do not depend on case.
      const name = contentEncoding.toLowerCase();
      const place = joinPointer(pointer, "contentEncoding");
      if (wanted.octets && TEXTS_ONLY.includes(name)) {
        const known = OCTET_ENCODINGS.join(" or ");
        report(place, `${contentEncoding} stays a text, as octets are of ${known}: use one of these`, file);
      }
      if (KNOWN.includes(name) || name.startsWith("x-")) continue;
      const message = `${JSON.stringify(contentEncoding)} is no encoding that is known here${didYouMean(name, KNOWN)}`;
      report(place, message, file);
    }
  },
};
