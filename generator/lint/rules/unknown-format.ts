import { CHECKED_FORMATS, DESCRIBING_FORMATS } from "../../../src/definition/formats.js";
import { joinPointer } from "../../../src/definition/json-pointer.js";
import { didYouMean } from "../../../src/errors/did-you-mean.js";
import type { LintRule } from "../rule.js";

/** Those that leave the type of a value as it is: int64 makes a bigint of a number. */
const SUGGESTED = [...CHECKED_FORMATS].filter((format) => format !== "int64");

export const unknownFormat: LintRule = {
  id: "unknown-format",
  severity: "warn",
  documentation:
    'A `format` should be one that is checked, one of the OpenAPI format registry, or named under `"formats"` in the configuration: any other says nothing to anybody.',
  check({ schemas, allowed }, report) {
    for (const { file, pointer, schema } of schemas) {
      const { format } = schema;
      if (typeof format !== "string" || CHECKED_FORMATS.has(format)) continue;
      if (DESCRIBING_FORMATS.has(format) || allowed.formats.has(format)) continue;
      const message = `${JSON.stringify(format)} is no format that is known here, and is not checked${didYouMean(format, SUGGESTED)}`;
      report(joinPointer(pointer, "format"), message, file);
    }
  },
};
