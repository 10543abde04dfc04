import { joinPointer } from "../../../src/definition/json-pointer.js";
import { typesOf } from "../../../src/definition/schema-types.js";
import { OSLO_DECIMAL } from "../../../src/validation/oslo-decimal.js";
import { fieldTest, hasPythonPeers } from "../python-peers.js";
import type { LintRule } from "../rule.js";

/** Formats of the OpenAPI registry that describe decimals and are checked by nobody. */
const DESCRIBING: readonly unknown[] = ["decimal", "decimal128"];

export const pythonDecimal: LintRule = {
  id: "python-decimal",
  severity: "warn",
  documentation:
    "Where peers are Python a text that is a decimal should have `format: oslo-decimal`, which is checked and can be a `Decimal` in generated Python; `decimal` and `decimal128` only describe. Asked of definitions that `import` made, of those that use that format or `oslo-date-time` elsewhere, and where `pythonTypes` wants a `Decimal`, but of no field of a versioned object, which has no such type.",
  check(subject, report) {
    if (!subject.wanted.decimals && !hasPythonPeers(subject)) return;
    const isField = fieldTest(subject);
    for (const { file, pointer, schema } of subject.schemas) {
      if (!DESCRIBING.includes(schema.format) || !typesOf(schema).includes("string")) continue;
      if (isField(file, pointer)) continue;
      const message = `${String(schema.format)} is not checked, and no Decimal of Python: use ${OSLO_DECIMAL}`;
      report(joinPointer(pointer, "format"), message, file);
    }
  },
};
