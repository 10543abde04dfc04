import { joinPointer } from "../../../src/definition/json-pointer.js";
import { pairMethods } from "../pairs.js";
import type { BreakingRule } from "../rule.js";
import { schemaChange, TO_CLIENT } from "../schema-change.js";

/** The result of a call that has none. */
const NOTHING = { type: "null" };

export const resultSchema: BreakingRule = {
  id: "result-schema",
  documentation:
    "A result may only narrow, with a new minor version; what widens it needs a new major: old clients refuse what they do not know.",
  *find(change) {
    for (const { name, old, new: now } of pairMethods(change).kept) {
      if (old.kind === "cast" || now.kind === "cast") continue;
      const schemas = { old: old.result ?? NOTHING, new: now.result ?? NOTHING };
      const pointer = joinPointer("/methods", name, ...(now.result === undefined ? [] : ["result"]));
      yield* schemaChange(change, schemas, pointer, { ...TO_CLIENT, subject: "the result" });
    }
  },
};
