import { joinPointer } from "../../../src/definition/json-pointer.js";
import {
  methodName,
  notificationName,
  parameterName,
  serviceNames,
  typeName,
} from "../../../src/definition/names.js";
import { itemsOf, memberOf, membersOf } from "../../../src/json/json-object.js";
import type { LintRule } from "../rule.js";

export const reservedName: LintRule = {
  id: "reserved-name",
  severity: "warn",
  documentation:
    "Names should not be reserved words of JavaScript or members the generated classes have: the generated name gets a trailing underscore.",
  check({ document }, report) {
    const ask = (name: unknown, made: (name: string) => string | undefined, pointer: string) => {
      if (typeof name !== "string" || name.endsWith("_")) return;
      const result = made(name);
      if (result?.endsWith("_"))
        report(pointer, `${JSON.stringify(name)} is reserved and becomes ${result} in TypeScript`);
    };
    for (const [name, method] of membersOf(document.methods)) {
      const pointer = joinPointer("/methods", name);
      ask(name, methodName, pointer);
      for (const [index, param] of itemsOf(memberOf(method, "params")).entries()) {
        ask(memberOf(param, "name"), parameterName, joinPointer(pointer, "params", index, "name"));
      }
    }
    for (const [name] of membersOf(document.notifications)) {
      ask(name, notificationName, joinPointer("/notifications", name));
    }
    const service = serviceNames(typeof document.service === "string" ? document.service : "");
    for (const key of ["errors", "$defs"]) {
      for (const [name] of membersOf(document[key])) {
        ask(name, (text) => typeName(text, service), joinPointer("", key, name));
      }
    }
  },
};
