import { joinPointer } from "../../../src/definition/json-pointer.js";
import { pairMethods, pairUp } from "../pairs.js";
import type { BreakingRule } from "../rule.js";
import { TO_SERVER } from "../schemas/schema-root.js";

export const paramSchema: BreakingRule = {
  id: "param-schema",
  level: "wire",
  documentation:
    "A parameter, and the further arguments of a method, may only widen, with a new minor version; what narrows them needs a new major.",
  *schemas(change) {
    for (const { name, old, new: now } of pairMethods(change).kept) {
      const owner = `the method ${JSON.stringify(name)}`;
      for (const param of pairUp(old.params, now.params, (item) => item.name).kept) {
        const pointer = joinPointer("/methods", name, "params", now.params.indexOf(param.new), "schema");
        const subject = `the parameter ${JSON.stringify(param.name)}`;
        const schemas = { old: param.old.schema, new: param.new.schema };
        yield { subject, owner, pointer, ...schemas, direction: TO_SERVER };
      }
      const [before, after] = [old.additionalParams, now.additionalParams];
      if (before === undefined && after === undefined) continue;
      const pointer = joinPointer("/methods", name, ...(after === undefined ? [] : ["additionalParams"]));
      const schemas = { old: before ?? false, new: after ?? false };
      yield { subject: "the further arguments", owner, pointer, ...schemas, direction: TO_SERVER };
    }
  },
};
