import { joinPointer } from "../../../src/definition/json-pointer.js";
import { minorOf } from "../../../src/definition/method-at.js";
import type { MethodModel, ParamModel } from "../../../src/definition/model.js";
import type { Broken } from "../finding.js";
import { pairMethods, pairUp } from "../pairs.js";
import type { BreakingRule, Change } from "../rule.js";
import { sharedVersions } from "../shared-schemas.js";

export const paramSet: BreakingRule = {
  id: "param-set",
  level: "wire",
  documentation:
    "A new optional parameter needs a new minor version; a new required one, a removed one, and an optional one that is now required need a new major. What the other age takes as a further argument is neither new nor removed.",
  *find(change) {
    for (const { name, old, new: now } of pairMethods(change).kept) {
      const { kept, removed, added } = pairUp(old.params, now.params, (param) => param.name);
      for (const param of removed) {
        const breaks = brokenBy(
          { isRequired: isEverRequired(param, change), other: now },
          "new client with old server",
          "old client with new server",
        );
        if (breaks.length === 0) continue;
        const message = `the parameter ${JSON.stringify(param.name)} was removed`;
        yield { pointer: place(name, old, param), message, breaks, bump: "major" };
      }
      for (const param of added) {
        const isRequired = isEverRequired(param, change);
        const breaks = brokenBy(
          { isRequired, other: old },
          "old client with new server",
          "new client with old server",
        );
        if (breaks.length === 0) continue;
        yield {
          pointer: place(name, now, param),
          message: `the ${isRequired ? "required" : "optional"} parameter ${JSON.stringify(param.name)} is new`,
          breaks,
          bump: isRequired ? "major" : "minor",
        };
      }
      for (const param of kept) {
        for (const isRequired of [true, false]) {
          const [more, less] = isRequired ? [param.new, param.old] : [param.old, param.new];
          if (!isRequiredMore(more, less, change)) continue;
          yield {
            pointer: place(name, now, param.new),
            message: `the parameter ${JSON.stringify(param.name)} was ${isRequired ? "optional and is required" : "required and is optional"}`,
            breaks: [isRequired ? "old client with new server" : "new client with old server"],
            bump: isRequired ? "major" : "minor",
          };
        }
      }
    }
  },
};

/** True where requests of a version that both ages know must have one parameter, and need not have the other. */
function isRequiredMore(more: ParamModel, less: ParamModel, change: Change): boolean {
  if (change.isNewMajor) return more.required && !less.required;
  return sharedVersions([more, less], change).some(
    (version) => isRequiredAt(more, version) && !isRequiredAt(less, version),
  );
}

/** True where requests of some version that both ages know must have the parameter. */
function isEverRequired(param: ParamModel, change: Change): boolean {
  return param.required || sharedVersions([param], change).some((version) => isRequiredAt(param, version));
}

function isRequiredAt({ required, wasRequired, until }: ParamModel, version: string): boolean {
  return required || (wasRequired && until !== undefined && minorOf(version) <= minorOf(until));
}

/** Who breaks by a parameter of one age; another rule looks at the values that the other takes as further arguments. */
function brokenBy(
  { isRequired, other }: { readonly isRequired: boolean; readonly other: MethodModel },
  whenAbsent: Broken,
  whenSent: Broken,
): Broken[] {
  return [...(isRequired ? [whenAbsent] : []), ...(other.additionalParams === undefined ? [whenSent] : [])];
}

function place(method: string, { params }: MethodModel, param: ParamModel): string {
  return joinPointer("/methods", method, "params", params.indexOf(param));
}
