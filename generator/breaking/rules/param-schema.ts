import { joinPointer } from "../../../src/definition/json-pointer.js";
import { pairMethods, pairUp } from "../pairs.js";
import type { BreakingRule } from "../rule.js";
import { TO_SERVER } from "../schemas/schema-root.js";
import { sharedSchemas } from "../shared-schemas.js";

export const paramSchema: BreakingRule = {
  id: "param-schema",
  level: "wire",
  documentation:
    "A parameter, and the further arguments of a method, may only widen, with a new minor version; what narrows them needs a new major. The same holds for a name that moves from the ones to the others.",
  *schemas(change) {
    for (const { name, old, new: now } of pairMethods(change).kept) {
      const owner = `the method ${JSON.stringify(name)}`;
      const { kept, added, removed } = pairUp(old.params, now.params, (item) => item.name);
      const [before, after] = [old.additionalParams, now.additionalParams];
      const further = joinPointer("/methods", name, ...(after === undefined ? [] : ["additionalParams"]));
      const pairs = [
        ...kept.flatMap((param) =>
          sharedSchemas(param.old, param.new, change).map((shared) => ({
            name: param.name,
            owner: param.new,
            ...shared,
          })),
        ),
        // Of the other age it is a further argument; one that ended is none.
        ...(before === undefined
          ? []
          : added.flatMap((param) =>
              sharedSchemas({ schema: before }, param, change, false).map((shared) => ({
                name: param.name,
                owner: param,
                ...shared,
              })),
            )),
      ];
      for (const { name: param, owner: own, pointer: place, ...schemas } of pairs) {
        const pointer = joinPointer("/methods", name, "params", now.params.indexOf(own)) + place;
        const subject = `the parameter ${JSON.stringify(param)}`;
        yield { subject, owner, pointer, ...schemas, direction: TO_SERVER };
      }
      for (const param of removed) {
        if (after === undefined) break;
        const subject = `the parameter ${JSON.stringify(param.name)}, a further argument now,`;
        for (const schemas of sharedSchemas(param, { schema: after }, change, false)) {
          yield { subject, owner, ...schemas, pointer: further, direction: TO_SERVER };
        }
      }
      if (before === undefined && after === undefined) continue;
      const schemas = { old: before ?? false, new: after ?? false };
      yield { subject: "the further arguments", owner, pointer: further, ...schemas, direction: TO_SERVER };
    }
  },
};
