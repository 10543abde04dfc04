import { MISTAKE_RULES } from "../../src/definition/mistake-rules.js";
import type { LintRule } from "./rule.js";
import { caseClash } from "./rules/case-clash.js";
import { closedObject } from "./rules/closed-object.js";
import { defaultLeftOut } from "./rules/default-left-out.js";
import { idleKeyword } from "./rules/idle-keyword.js";
import { integerRange } from "./rules/integer-range.js";
import { missingDescription, missingParamDescription } from "./rules/missing-description.js";
import { missingType } from "./rules/missing-type.js";
import { noValue } from "./rules/no-value.js";
import { paramSince } from "./rules/param-since.js";
import { privateMethod } from "./rules/private-method.js";
import { pythonDateTime } from "./rules/python-date-time.js";
import { pythonDecimal } from "./rules/python-decimal.js";
import { requiredMember } from "./rules/required-member.js";
import { reservedName } from "./rules/reserved-name.js";
import { timeouts } from "./rules/timeouts.js";
import { unknownEncoding } from "./rules/unknown-encoding.js";
import { unknownFormat } from "./rules/unknown-format.js";
import { unknownKeyword } from "./rules/unknown-keyword.js";
import { unusedDefinition } from "./rules/unused-definition.js";
import { unusedError } from "./rules/unused-error.js";

/** The rules of lint beside what `generate` refuses. */
export const LINT_RULES: readonly LintRule[] = [
  caseClash,
  closedObject,
  defaultLeftOut,
  idleKeyword,
  integerRange,
  missingDescription,
  missingParamDescription,
  missingType,
  noValue,
  paramSince,
  privateMethod,
  pythonDateTime,
  pythonDecimal,
  requiredMember,
  reservedName,
  timeouts,
  unknownEncoding,
  unknownFormat,
  unknownKeyword,
  unusedDefinition,
  unusedError,
];

/** The mistakes that `generate` refuses, by id: always an error. */
export const FIXED_RULES: ReadonlyMap<string, string> = new Map(Object.entries(MISTAKE_RULES));
