import type { LintRule } from "../rule.js";

export const unusedDefinition: LintRule = {
  id: "unused-definition",
  severity: "warn",
  documentation: "Every schema in `$defs` should be needed by a method, an error or a notification.",
  check({ unusedDefinitions }, report) {
    for (const pointer of unusedDefinitions) report(pointer, "is not used");
  },
};
