import { objectClassOf } from "../../src/definition/versioned-object.js";
import { isJsonObject, itemsOf, membersOf } from "../../src/json/json-object.js";
import { OSLO_DATE_TIME } from "../../src/validation/oslo-date-time.js";
import { OSLO_DECIMAL } from "../../src/validation/oslo-decimal.js";
import type { LintSubject } from "./rule.js";

const PYTHON_FORMATS: readonly unknown[] = [OSLO_DATE_TIME, OSLO_DECIMAL];

/** True for a definition that `import` made, and for one with a format that only Python's peers need. */
export function hasPythonPeers({ document, schemas }: LintSubject): boolean {
  if (schemas.some(({ schema }) => PYTHON_FORMATS.includes(schema.format))) return true;
  const isImported = (value: unknown) => isJsonObject(value) && Object.hasOwn(value, "x-import");
  return membersOf(document.methods).some(
    ([, method]) => isImported(method) || (isJsonObject(method) && itemsOf(method.params).some(isImported)),
  );
}

/** True for what stands inside a versioned object. */
export function fieldTest({ schemas }: LintSubject): (file: string, pointer: string) => boolean {
  const objects = schemas
    .filter(({ schema }) => objectClassOf(schema) !== undefined)
    .map(({ file, pointer }) => ({ file, inside: `${pointer}/properties/` }));
  return (file, pointer) => objects.some((each) => each.file === file && pointer.startsWith(each.inside));
}
