import type { PlacedSchema } from "../../src/definition/schema-library.js";
import { isJsonObject, itemsOf } from "../../src/json/json-object.js";
import type { LintSubject } from "./rule.js";

/**
 * The schemas that a value must fit all together: the schema itself, those of its `allOf`, and what it refers to. Not
 * recursive: they may be thousands.
 */
export function conjuncts(
  subject: Pick<LintSubject, "targetOf">,
  start: PlacedSchema,
): readonly PlacedSchema[] {
  const found = new Map<unknown, PlacedSchema>([[start.schema, start]]);
  for (const place of found.values()) {
    const { file, pointer, schema } = place;
    const target = subject.targetOf(place);
    const parts = itemsOf(schema.allOf).map((part, index) => ({
      file,
      pointer: `${pointer}/allOf/${index}`,
      schema: part,
    }));
    for (const part of [...parts, ...(target === undefined ? [] : [target])]) {
      if (isJsonObject(part.schema) && !found.has(part.schema))
        found.set(part.schema, { ...part, schema: part.schema });
    }
  }
  return [...found.values()];
}
