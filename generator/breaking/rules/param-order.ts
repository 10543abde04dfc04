import { joinPointer } from "../../../src/definition/json-pointer.js";
import { pairMethods, pairUp } from "../pairs.js";
import type { BreakingRule } from "../rule.js";

export const paramOrder: BreakingRule = {
  id: "param-order",
  level: "source",
  documentation:
    "Another order of the parameters breaks no peer, as they travel by name, but whoever calls the generated method by position: this needs no new version.",
  *find(change) {
    for (const { name, old, new: now } of pairMethods(change).kept) {
      const { kept } = pairUp(old.params, now.params, (param) => param.name);
      const names = new Set(kept.map((param) => param.name));
      const order = now.params.map((param) => param.name).filter((param) => names.has(param));
      const at = order.findIndex((param, index) => param !== kept[index]?.name);
      if (at === -1) continue;
      yield {
        pointer: joinPointer("/methods", name, "params"),
        message: "the parameters have another order: look at every call of the generated method",
        breaks: [],
        bump: "none",
      };
    }
  },
};
