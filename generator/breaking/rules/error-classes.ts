import { joinPointer } from "../../../src/definition/json-pointer.js";
import { pairUp } from "../pairs.js";
import type { BreakingRule } from "../rule.js";
import { schemaChange, TO_CLIENT } from "../schema-change.js";

export const errorClasses: BreakingRule = {
  id: "error-classes",
  documentation:
    "The module of an error is part of its name on the wire: another one needs a new major version. Its keyword arguments come from the server and may only narrow.",
  *find(change) {
    const { kept } = pairUp(change.old.model.errors, change.new.model.errors, ({ name }) => name);
    for (const { name, old, new: now } of kept) {
      const pointer = joinPointer("/errors", name);
      if (old.module !== now.module) {
        yield {
          pointer: joinPointer(pointer, "module"),
          message: `was in ${old.module} and is in ${now.module}: clients do not know it by that name`,
          breaks: ["old client with new server", "new client with old server"],
          bump: "major",
        };
      }
      const any = { type: "object" };
      const schemas = { old: old.kwargs ?? any, new: now.kwargs ?? any };
      const place = now.kwargs === undefined ? pointer : joinPointer(pointer, "kwargs");
      yield* schemaChange(change, schemas, place, { ...TO_CLIENT, subject: "its keyword arguments" });
    }
  },
};
