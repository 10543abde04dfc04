import { joinPointer } from "../../../src/definition/json-pointer.js";
import { itemsOf, memberOf, membersOf } from "../../../src/json/json-object.js";
import type { LintRule } from "../rule.js";

export const unusedError: LintRule = {
  id: "unused-error",
  severity: "warn",
  documentation: "Every declared error should be listed by a method that raises it.",
  check({ document }, report) {
    const used = new Set(
      membersOf(document.methods).flatMap(([, method]) => itemsOf(memberOf(method, "errors"))),
    );
    for (const [name] of membersOf(document.errors)) {
      if (!used.has(name)) report(joinPointer("/errors", name), "is raised by no method");
    }
  },
};
