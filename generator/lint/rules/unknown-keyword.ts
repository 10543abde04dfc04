import { joinPointer } from "../../../src/definition/json-pointer.js";
import { schemaKeywords } from "../../../src/definition/metaschema.js";
import { didYouMean } from "../../../src/errors/did-you-mean.js";
import type { LintRule } from "../rule.js";

export const unknownKeyword: LintRule = {
  id: "unknown-keyword",
  severity: "warn",
  documentation:
    'A keyword should be one of JSON Schema 2020-12, begin with `x-`, or be named under `"keywords"` in the configuration: any other is passed over.',
  check({ schemas, allowed }, report) {
    const known = schemaKeywords();
    for (const { file, pointer, schema } of schemas) {
      for (const name of Object.keys(schema)) {
        if (known.has(name) || name.startsWith("x-") || allowed.keywords.has(name)) continue;
        const message = `is no keyword that is known here, and is passed over${didYouMean(name, known)}`;
        report(joinPointer(pointer, name), message, file);
      }
    }
  },
};
