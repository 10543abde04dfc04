import { objectClassOf } from "../../../src/definition/versioned-object.js";
import { isJsonObject, itemsOf, membersOf } from "../../../src/json/json-object.js";
import { OSLO_DATE_TIME } from "../../../src/validation/oslo-date-time.js";
import type { LintRule, LintSubject } from "../rule.js";

export const pythonDateTime: LintRule = {
  id: "python-date-time",
  severity: "warn",
  documentation:
    "Where peers are Python a time should have `format: oslo-date-time`: a `datetime` travels without an offset, and `date-time` refuses it. Asked of definitions that `import` made, and of those that use that format elsewhere. The times in versioned objects end in `Z`, and have `format: date-time`.",
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

/** True for what stands inside a versioned object. */
function fieldTest({ schemas }: LintSubject): (file: string, pointer: string) => boolean {
  const objects = schemas
    .filter(({ schema }) => objectClassOf(schema) !== undefined)
    .map(({ file, pointer }) => ({ file, inside: `${pointer}/properties/` }));
  return (file, pointer) => objects.some((each) => each.file === file && pointer.startsWith(each.inside));
}

function hasPythonPeers({ document, schemas }: LintSubject): boolean {
  if (schemas.some(({ schema }) => schema.format === OSLO_DATE_TIME)) return true;
  const isImported = (value: unknown) => isJsonObject(value) && Object.hasOwn(value, "x-import");
  return membersOf(document.methods).some(
    ([, method]) => isImported(method) || (isJsonObject(method) && itemsOf(method.params).some(isImported)),
  );
}
