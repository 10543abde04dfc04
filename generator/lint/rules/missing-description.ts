import { joinPointer } from "../../../src/definition/json-pointer.js";
import { itemsOf, memberOf, membersOf } from "../../../src/json/json-object.js";
import type { LintRule } from "../rule.js";

export const missingDescription: LintRule = {
  id: "missing-description",
  severity: "warn",
  documentation:
    "The service and each of its methods, errors and notifications should have a `description`: it becomes the documentation of the generated code.",
  check({ document }, report) {
    const ask = (value: unknown, pointer: string) => {
      if (!isDescribed(value)) report(pointer, "has no description");
    };
    ask(document, "");
    for (const key of ["methods", "errors", "notifications"]) {
      for (const [name, value] of membersOf(document[key])) ask(value, joinPointer("", key, name));
    }
  },
};

export const missingParamDescription: LintRule = {
  id: "missing-param-description",
  severity: "off",
  documentation:
    "Each parameter should have a `description`. Off unless asked for: many names say all there is to say.",
  check({ document }, report) {
    for (const [method, value] of membersOf(document.methods)) {
      for (const [index, param] of itemsOf(memberOf(value, "params")).entries()) {
        if (isDescribed(param)) continue;
        const name = JSON.stringify(memberOf(param, "name"));
        report(joinPointer("/methods", method, "params", index), `the parameter ${name} has no description`);
      }
    }
  },
};

function isDescribed(value: unknown): boolean {
  const description = memberOf(value, "description");
  return typeof description === "string" ? description.trim() !== "" : description !== undefined;
}
