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
        // Of the other age it is a further argument.
        ...(before === undefined
          ? []
          : added.map((param) => ({
              name: param.name,
              owner: param,
              old: before,
              new: param.schema,
              pointer: "/schema",
            }))),
      ];
      for (const { name: param, owner: own, pointer: place, ...schemas } of pairs) {
        const pointer = joinPointer("/methods", name, "params", now.params.indexOf(own)) + place;
        const subject = `the parameter ${JSON.stringify(param)}`;
        yield { subject, owner, pointer, ...schemas, direction: TO_SERVER };
      }
      for (const param of after === undefined ? [] : removed) {
        const subject = `the parameter ${JSON.stringify(param.name)}, a further argument now,`;
        yield { subject, owner, pointer: further, old: param.schema, new: after, direction: TO_SERVER };
      }
      if (before === undefined && after === undefined) continue;
      const schemas = { old: before ?? false, new: after ?? false };
      yield { subject: "the further arguments", owner, pointer: further, ...schemas, direction: TO_SERVER };
    }
  },
};
