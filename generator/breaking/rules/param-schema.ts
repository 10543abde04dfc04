import { joinPointer } from "../../../src/definition/json-pointer.js";
import { pairMethods, pairUp } from "../pairs.js";
import type { BreakingRule } from "../rule.js";
import { TO_SERVER } from "../schemas/schema-root.js";

export const paramSchema: BreakingRule = {
  id: "param-schema",
  level: "wire",
  documentation: "A parameter may only widen, with a new minor version; what narrows it needs a new major.",
  *schemas(change) {
    for (const { name, old, new: now } of pairMethods(change).kept) {
      for (const param of pairUp(old.params, now.params, (item) => item.name).kept) {
        const pointer = joinPointer("/methods", name, "params", now.params.indexOf(param.new), "schema");
        const subject = `the parameter ${JSON.stringify(param.name)}`;
        const owner = `the method ${JSON.stringify(name)}`;
        const schemas = { old: param.old.schema, new: param.new.schema };
        yield { subject, owner, pointer, ...schemas, direction: TO_SERVER };
      }
    }
  },
};
