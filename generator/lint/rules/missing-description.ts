import { joinPointer } from "../../../src/definition/json-pointer.js";
import { itemsOf, memberOf, membersOf } from "../../../src/json/json-object.js";
import type { LintReport, LintRule } from "../rule.js";

export const missingDescription: LintRule = {
  id: "missing-description",
  severity: "warn",
  documentation:
    "The service and each of its methods, parameters, errors and notifications should have a `description`: it becomes the documentation of the generated code.",
  check({ document }, report) {
    ask(document, "", report);
    for (const key of ["methods", "errors", "notifications"]) {
      for (const [name, value] of membersOf(document[key])) {
        const pointer = joinPointer("", key, name);
        ask(value, pointer, report);
        for (const [index, param] of itemsOf(memberOf(value, "params")).entries()) {
          ask(param, joinPointer(pointer, "params", index), report);
        }
      }
    }
  },
};

function ask(value: unknown, pointer: string, report: LintReport): void {
  const description = memberOf(value, "description");
  if (description === undefined || (typeof description === "string" && description.trim() === "")) {
    const name = memberOf(value, "name");
    report(
      pointer,
      `has no description${typeof name === "string" ? ` (parameter ${JSON.stringify(name)})` : ""}`,
    );
  }
}
