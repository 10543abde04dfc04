import type { PlacedSchema } from "../../../src/definition/schema-library.js";
import { membersOf } from "../../../src/json/json-object.js";
import { conjuncts } from "../conjuncts.js";
import type { LintRule } from "../rule.js";

export const closedObject: LintRule = {
  id: "closed-object",
  severity: "error",
  documentation:
    "An object with `additionalProperties: false` must not be extended by `allOf` or beside a `$ref`: it refuses what the others add. `unevaluatedProperties: false` on the whole closes it.",
  check(subject, report) {
    if (!subject.schemas.some(isClosed)) return;
    for (const place of subject.schemas) {
      const parts = conjuncts(subject, place);
      if (parts.length < 2) continue;
      const names = new Set(
        parts.flatMap(({ schema }) => membersOf(schema.properties).map(([name]) => name)),
      );
      for (const { file, pointer, schema } of parts.filter(isClosed)) {
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

// Which names a pattern allows is not looked into: it may be one that takes for ever.
function isClosed({ schema }: PlacedSchema): boolean {
  return schema.additionalProperties === false && schema.patternProperties === undefined;
}
