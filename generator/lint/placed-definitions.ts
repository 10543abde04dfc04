import type { JsonSchema } from "../../src/definition/descriptor.js";
import { joinPointer } from "../../src/definition/json-pointer.js";
import { placeOfSchema, rewriteRefs } from "../../src/definition/rewrite-refs.js";
import { type PlacedSchema, REF_KEYWORDS } from "../../src/definition/schema-library.js";
import type { LintSubject } from "./rule.js";

type PlaceOf = Omit<PlacedSchema, "schema">;

/** The schemas of a definition as a server has them: with refs into one list of definitions. */
export class PlacedDefinitions {
  readonly $defs: Readonly<Record<string, JsonSchema>>;
  readonly #subject: LintSubject;
  /** The names of the definitions by what the refs to them lead to. */
  readonly #names = new Map<unknown, string>();

  constructor(subject: LintSubject) {
    this.#subject = subject;
    const targets = new Map<unknown, PlacedSchema>();
    for (const place of subject.schemas) {
      for (const keyword of REF_KEYWORDS) {
        const target = subject.targetOf(place, keyword);
        if (target !== undefined) targets.set(target.schema, target);
      }
    }
    for (const schema of targets.keys()) this.#names.set(schema, String(this.#names.size));
    this.$defs = Object.fromEntries(
      [...targets.values()].map((place) => [this.#names.get(place.schema), this.resolved(place)]),
    );
  }

  /** A schema with its refs rewritten. */
  resolved({ file, pointer, schema }: PlacedSchema): JsonSchema {
    return rewriteRefs(
      schema,
      { file, pointer },
      {
        nameOf: (place, keyword) => {
          const placed = { ...place, schema: { [keyword]: "" } };
          return this.#names.get(this.#subject.targetOf(placed, keyword)?.schema) ?? "";
        },
        inside: (place, ...path) => ({ ...place, pointer: joinPointer(place.pointer, ...path) }),
      },
    );
  }

  /** Where a schema stands that is part of what was resolved. */
  placeOf(schema: unknown): PlaceOf | undefined {
    return placeOfSchema(schema);
  }
}
