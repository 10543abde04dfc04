import { joinPointer } from "../../../src/definition/json-pointer.js";
import { didYouMean } from "../../../src/errors/did-you-mean.js";
import { isJsonObject, itemsOf } from "../../../src/json/json-object.js";
import type { LintRule } from "../rule.js";

export const requiredMember: LintRule = {
  id: "required-member",
  severity: "warn",
  documentation: "A name in `required` should be one of `properties`, where the schema has some.",
  check({ schemas }, report) {
    for (const { file, pointer, schema } of schemas) {
      if (!isJsonObject(schema.properties)) continue;
      const known = Object.keys(schema.properties);
      for (const [index, name] of itemsOf(schema.required).entries()) {
        if (typeof name !== "string" || known.includes(name)) continue;
        report(
          joinPointer(pointer, "required", index),
          `${JSON.stringify(name)} is none of the properties${didYouMean(name, known)}`,
          file,
        );
      }
    }
  },
};
