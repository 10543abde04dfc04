import { joinPointer } from "../../../src/definition/json-pointer.js";
import { minorOf } from "../../../src/definition/method-at.js";
import type { MethodModel, ParamModel } from "../../../src/definition/model.js";
import type { Broken } from "../finding.js";
import { pairMethods, pairUp } from "../pairs.js";
import type { BreakingRule, Change } from "../rule.js";

export const paramSet: BreakingRule = {
  id: "param-set",
  level: "wire",
  documentation:
    "A new optional parameter needs a new minor version; a new required one, a removed one, and an optional one that is now required need a new major. What the other age takes as a further argument is neither new nor removed.",
  *find(change) {
    for (const { name, old, new: now } of pairMethods(change).kept) {
      const { kept, removed, added } = pairUp(old.params, now.params, (param) => param.name);
      for (const param of removed) {
        const breaks = brokenBy(param, "new client with old server", "old client with new server", now);
        if (breaks.length === 0) continue;
        const message = `the parameter ${JSON.stringify(param.name)} was removed`;
        yield { pointer: place(name, old, param), message, breaks, bump: "major" };
      }
      for (const param of added) {
        const breaks = brokenBy(param, "old client with new server", "new client with old server", old);
        if (breaks.length === 0) continue;
        const { required } = param;
        yield {
          pointer: place(name, now, param),
          message: `the ${required ? "required" : "optional"} parameter ${JSON.stringify(param.name)} is new`,
          breaks,
          bump: required ? "major" : "minor",
        };
      }
      for (const param of kept) {
        const isRequired = isRequiredOf(param.new, change);
        if (isRequiredOf(param.old, change) === isRequired) continue;
        yield {
          pointer: place(name, now, param.new),
          message: `the parameter ${JSON.stringify(param.name)} was ${isRequired ? "optional and is required" : "required and is optional"}`,
          breaks: [isRequired ? "old client with new server" : "new client with old server"],
          bump: isRequired ? "major" : "minor",
        };
      }
    }
  },
};

/** Of a newer version than both ages know, only those requests tell that have it. */
function isRequiredOf({ required, wasRequired, until }: ParamModel, change: Change): boolean {
  const isKnown = until !== undefined && minorOf(until) >= minorOf(change.old.model.version);
  return required || (wasRequired && isKnown && !change.isNewMajor);
}

/** Who breaks by a parameter of one age; another rule looks at the values that the other takes as further arguments. */
function brokenBy(param: ParamModel, whenAbsent: Broken, whenSent: Broken, other: MethodModel): Broken[] {
  return [
    ...(param.required ? [whenAbsent] : []),
    ...(other.additionalParams === undefined ? [whenSent] : []),
  ];
}

function place(method: string, { params }: MethodModel, param: ParamModel): string {
  return joinPointer("/methods", method, "params", params.indexOf(param));
}
