import { joinPointer } from "../../../src/definition/json-pointer.js";
import { pairMethods, pairUp } from "../pairs.js";
import type { BreakingRule } from "../rule.js";
import { schemaChange, TO_SERVER } from "../schema-change.js";

export const paramSchema: BreakingRule = {
  id: "param-schema",
  documentation: "A parameter may only widen, with a new minor version; what narrows it needs a new major.",
  *find(change) {
    for (const { name, old, new: now } of pairMethods(change).kept) {
      for (const param of pairUp(old.params, now.params, (item) => item.name).kept) {
        const pointer = joinPointer("/methods", name, "params", now.params.indexOf(param.new), "schema");
        const subject = `the parameter ${JSON.stringify(param.name)}`;
        const schemas = { old: param.old.schema, new: param.new.schema };
        yield* schemaChange(change, schemas, pointer, { ...TO_SERVER, subject });
      }
    }
  },
};
