import { joinPointer } from "../../../src/definition/json-pointer.js";
import { pairMethods, pairUp } from "../pairs.js";
import type { BreakingRule } from "../rule.js";

export const methodErrors: BreakingRule = {
  id: "method-errors",
  level: "wire",
  documentation:
    "A method that raises another error needs a new minor version: older clients see a RemoteError instead of it. One that raises an error no longer needs none.",
  *find(change) {
    for (const { name, old, new: now } of pairMethods(change).kept) {
      const { added, removed } = pairUp(old.errors, now.errors, (error) => error);
      for (const error of added) {
        yield {
          pointer: joinPointer("/methods", name, "errors", now.errors.indexOf(error)),
          message: `raises ${JSON.stringify(error)}, which older clients see as a RemoteError`,
          breaks: ["old client with new server"],
          bump: "minor",
        };
      }
      for (const error of removed) {
        yield {
          pointer: joinPointer("/methods", name, "errors"),
          message: `raises ${JSON.stringify(error)} no longer: code that catches it has nothing to catch`,
          breaks: ["new client with old server"],
          bump: "none",
        };
      }
    }
  },
};
