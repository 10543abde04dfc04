import { joinPointer } from "../../../src/definition/json-pointer.js";
import { pairMethods } from "../pairs.js";
import type { BreakingRule } from "../rule.js";
import { TO_CLIENT } from "../schemas/schema-root.js";

/** The result of a call that has none. */
const NOTHING = { type: "null" };

export const resultSchema: BreakingRule = {
  id: "result-schema",
  level: "wire",
  documentation:
    "A result may only narrow, with a new minor version; what widens it needs a new major: old clients refuse what they do not know.",
  *schemas(change) {
    for (const { name, old, new: now } of pairMethods(change).kept) {
      if (old.kind === "cast" || now.kind === "cast") continue;
      const schemas = { old: old.result ?? NOTHING, new: now.result ?? NOTHING };
      const pointer = joinPointer("/methods", name, ...(now.result === undefined ? [] : ["result"]));
      const owner = `the method ${JSON.stringify(name)}`;
      yield { subject: "the result", owner, pointer, ...schemas, direction: TO_CLIENT };
    }
  },
};
