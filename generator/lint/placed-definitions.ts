import type { JsonSchema } from "../../src/definition/descriptor.js";
import { joinPointer } from "../../src/definition/json-pointer.js";
import { rewriteRefs } from "../../src/definition/rewrite-refs.js";
import { type PlacedSchema, REF_KEYWORDS } from "../../src/definition/schema-library.js";
import { subschemas } from "../../src/definition/subschemas.js";
import { isJsonObject } from "../../src/json/json-object.js";
import type { LintSubject } from "./rule.js";

type PlaceOf = Omit<PlacedSchema, "schema">;

/** The schemas of a definition as a server has them: with refs into one list of definitions. */
export class PlacedDefinitions {
  readonly $defs: Readonly<Record<string, JsonSchema>>;
  readonly #subject: LintSubject;
  /** The names of the definitions by what the refs to them lead to. */
  readonly #names = new Map<unknown, string>();
  readonly #places = new Map<unknown, PlaceOf>();

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
    const rewritten = rewriteRefs(
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
    this.#register(rewritten, { file, pointer });
    return rewritten;
  }

  /** Where a schema stands that is part of what was resolved. */
  placeOf(schema: unknown): PlaceOf | undefined {
    return this.#places.get(schema);
  }

  #register(schema: unknown, place: PlaceOf): void {
    if (!isJsonObject(schema)) return;
    this.#places.set(schema, place);
    for (const { path, schema: inner } of subschemas(schema))
      this.#register(inner, { ...place, pointer: joinPointer(place.pointer, ...path) });
  }
}
