import type { PlacedSchema } from "../../../src/definition/schema-library.js";
import { isJsonObject, itemsOf, membersOf } from "../../../src/json/json-object.js";
import type { LintRule, LintSubject } from "../rule.js";

export const closedObject: LintRule = {
  id: "closed-object",
  severity: "error",
  documentation:
    "An object with `additionalProperties: false` must not be extended by `allOf` or beside a `$ref`: it refuses what the others add. `unevaluatedProperties: false` on the whole closes it.",
  check(subject, report) {
    for (const place of subject.schemas) {
      const parts = [...conjuncts(subject, place, new Set())];
      if (parts.length < 2) continue;
      const names = new Set(
        parts.flatMap(({ schema }) => membersOf(schema.properties).map(([name]) => name)),
      );
      for (const { file, pointer, schema } of parts) {
        // Which names a pattern allows is not looked into: it may be one that takes for ever.
        if (schema.additionalProperties !== false || schema.patternProperties !== undefined) continue;
        const own = new Set(membersOf(schema.properties).map(([name]) => name));
        const refused = [...names].filter((name) => !own.has(name));
        if (refused.length === 0) continue;
        const closed = `${file === place.file ? "" : file}#${pointer}`;
        const list = refused.map((name) => JSON.stringify(name)).join(", ");
        report(place.pointer, `has ${list}, which the closed object ${closed} refuses`, place.file);
      }
    }
  },
};

/** The schemas that a value must fit all together: the schema itself, those of its `allOf`, and what it refers to. */
function* conjuncts(subject: LintSubject, place: PlacedSchema, seen: Set<unknown>): Generator<PlacedSchema> {
  const { file, pointer, schema } = place;
  if (seen.has(schema)) return;
  seen.add(schema);
  yield place;
  for (const [index, part] of itemsOf(schema.allOf).entries()) {
    if (isJsonObject(part)) {
      yield* conjuncts(subject, { file, pointer: `${pointer}/allOf/${index}`, schema: part }, seen);
    }
  }
  const target = subject.targetOf(place);
  if (target !== undefined) yield* conjuncts(subject, target, seen);
}
