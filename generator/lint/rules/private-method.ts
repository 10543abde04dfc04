import { joinPointer } from "../../../src/definition/json-pointer.js";
import { membersOf } from "../../../src/json/json-object.js";
import type { LintRule } from "../rule.js";

export const privateMethod: LintRule = {
  id: "private-method",
  severity: "warn",
  documentation:
    "A method should not begin with `_`: the access policy that servers have by default, in Python and here, does not serve it.",
  check({ document }, report) {
    for (const [name] of membersOf(document.methods)) {
      if (name.startsWith("_"))
        report(joinPointer("/methods", name), 'begins with "_", so servers hide it by default');
    }
  },
};
