import { OSLO_DATE_TIME } from "../../../src/validation/oslo-date-time.js";
import { fieldTest, hasPythonPeers } from "../python-peers.js";
import type { LintRule } from "../rule.js";

export const pythonDateTime: LintRule = {
  id: "python-date-time",
  severity: "warn",
  documentation:
    "Where peers are Python a time should have `format: oslo-date-time`: a `datetime` travels without an offset, and `date-time` refuses it. Asked of definitions that `import` made, and of those that use that format or `oslo-decimal` elsewhere. The times in versioned objects end in `Z`, and have `format: date-time`.",
  check(subject, report) {
    const isField = fieldTest(subject);
    const isPython = hasPythonPeers(subject);
    for (const { file, pointer, schema } of subject.schemas) {
      if (isField(file, pointer)) {
        if (schema.format === OSLO_DATE_TIME)
          report(
            pointer,
            `has the format ${OSLO_DATE_TIME}, but times of objects end in Z: use date-time`,
            file,
          );
        continue;
      }
      if (!isPython || schema.format !== "date-time") continue;
      report(
        pointer,
        `has the format date-time, which no datetime of Python fits: use ${OSLO_DATE_TIME}`,
        file,
      );
    }
  },
};
