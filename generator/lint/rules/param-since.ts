import { joinPointer } from "../../../src/definition/json-pointer.js";
import { parseVersion } from "../../../src/definition/version.js";
import { itemsOf, memberOf, membersOf } from "../../../src/json/json-object.js";
import type { LintRule } from "../rule.js";

export const paramSince: LintRule = {
  id: "param-since",
  severity: "error",
  documentation:
    "A parameter that came after its method must be optional, or callers of the older version break; none can have come before its method.",
  check({ document }, report) {
    for (const [name, method] of membersOf(document.methods)) {
      const methodMinor = parseVersion(memberOf(method, "since"))?.minor ?? 0;
      for (const [index, param] of itemsOf(memberOf(method, "params")).entries()) {
        const minor = parseVersion(memberOf(param, "since"))?.minor;
        const pointer = joinPointer("/methods", name, "params", index, "since");
        if (minor === undefined) continue;
        if (minor < methodMinor) report(pointer, "is before the method's own since");
        if (minor > methodMinor && memberOf(param, "required") !== false) {
          report(pointer, 'is after the method\'s own: the parameter must have "required": false');
        }
      }
    }
  },
};
