import { joinPointer } from "../../../src/definition/json-pointer.js";
import { pairUp } from "../pairs.js";
import type { BreakingRule } from "../rule.js";
import { TO_CLIENT } from "../schemas/schema-root.js";

/** The keyword arguments of an error that does not say. */
const ANY = { type: "object" };

export const errorClasses: BreakingRule = {
  id: "error-classes",
  level: "wire",
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
    }
  },
  *schemas(change) {
    const { kept } = pairUp(change.old.model.errors, change.new.model.errors, ({ name }) => name);
    for (const { name, old, new: now } of kept) {
      const schemas = { old: old.kwargs ?? ANY, new: now.kwargs ?? ANY };
      const pointer = joinPointer("/errors", name, ...(now.kwargs === undefined ? [] : ["kwargs"]));
      const owner = `the error ${JSON.stringify(name)}`;
      yield { subject: "the keyword arguments", owner, pointer, ...schemas, direction: TO_CLIENT };
    }
  },
};
