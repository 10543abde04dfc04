import { joinPointer } from "../../../src/definition/json-pointer.js";
import { pairMethods } from "../pairs.js";
import type { BreakingRule } from "../rule.js";

export const methodSet: BreakingRule = {
  id: "method-set",
  level: "wire",
  documentation: "A new method needs a new minor version, a removed one a new major.",
  *find(change) {
    const { removed, added } = pairMethods(change);
    for (const { name } of removed) {
      yield {
        pointer: joinPointer("/methods", name),
        message: `the method ${JSON.stringify(name)} was removed`,
        breaks: ["old client with new server"],
        bump: "major",
      };
    }
    for (const { name } of added) {
      yield {
        pointer: joinPointer("/methods", name),
        message: `the method ${JSON.stringify(name)} is new`,
        breaks: ["new client with old server"],
        bump: "minor",
      };
    }
  },
};
