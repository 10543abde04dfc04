import { joinPointer } from "../../../src/definition/json-pointer.js";
import { itemsOf, memberOf, membersOf } from "../../../src/json/json-object.js";
import type { LintReport, LintRule } from "../rule.js";

export const caseClash: LintRule = {
  id: "case-clash",
  severity: "warn",
  documentation: "Names of one scope should not differ in case alone: people take them for the same.",
  check({ document }, report) {
    for (const key of ["methods", "errors", "notifications", "$defs"]) {
      const names = membersOf(document[key]).map(([name]) => ({ name, pointer: joinPointer("", key, name) }));
      compare(names, report);
    }
    for (const [method, value] of membersOf(document.methods)) {
      const params = itemsOf(memberOf(value, "params")).flatMap((param, index) => {
        const name = memberOf(param, "name");
        const pointer = joinPointer("/methods", method, "params", index, "name");
        return typeof name === "string" ? [{ name, pointer }] : [];
      });
      compare(params, report);
    }
  },
};

function compare(
  names: readonly { readonly name: string; readonly pointer: string }[],
  report: LintReport,
): void {
  const seen = new Map<string, string>();
  for (const { name, pointer } of names) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined && other !== name) {
      report(pointer, `${JSON.stringify(other)} and ${JSON.stringify(name)} differ in case alone`);
    }
    seen.set(name.toLowerCase(), name);
  }
}
