import { isJsonObject, itemsOf, type JsonObject } from "../json/json-object.js";
import { joinPointer } from "./json-pointer.js";
import type { Problems } from "./problems.js";
import type { PlacedSchema, SchemaLibrary } from "./schema-library.js";
import { subschemas } from "./subschemas.js";

/** By these a schema says of a value what it is not, or might be: nothing is made a bigint on that account. */
const JUDGING_KEYWORDS = ["not", "if"];

/**
 * Reports integers of `format: int64` where it cannot be said whether a number is to become a bigint: inside what
 * only judges a value, and where another schema wants the same value to stay a number.
 */
export function checkInt64Places(library: SchemaLibrary, problems: Problems): void {
  const finder = new Int64Finder(library);
  for (const { file, pointer, schema } of library.schemas) {
    for (const keyword of JUDGING_KEYWORDS) {
      if (!finder.holds(file, schema[keyword])) continue;
      const message = `must not hold an integer of format int64: whether a number becomes a bigint cannot depend on it`;
      problems.add(file, joinPointer(pointer, keyword), message, "int64-place");
    }
    const forms = finder.formsOf(file, schema);
    if (forms.has("bigint") && forms.has("number")) {
      const message = "nothing fits: the value is an integer of format int64 and another number at once";
      problems.add(file, pointer, message, "int64-place");
    }
  }
}

class Int64Finder {
  readonly #library: SchemaLibrary;
  readonly #entries: ReadonlyMap<string, PlacedSchema>;

  constructor(library: SchemaLibrary) {
    this.#library = library;
    this.#entries = new Map(library.schemas.map((placed) => [`${placed.file}#${placed.pointer}`, placed]));
  }

  /** True when a schema, or one inside it or that it refers to, is such an integer. */
  holds(file: string, schema: unknown): boolean {
    return this.#reached(file, schema, subschemas).some(({ format }) => format === "int64");
  }

  /** What the schemas that all apply to one value say of it when it is an integer. */
  formsOf(file: string, schema: unknown): ReadonlySet<"bigint" | "number"> {
    const parts = ({ allOf }: JsonObject) => itemsOf(allOf).map((inner) => ({ schema: inner }));
    return new Set(
      this.#reached(file, schema, parts).flatMap(({ type, format }) => {
        if (format === "int64") return ["bigint"];
        const types = Array.isArray(type) ? type : [type];
        return types.includes("integer") || types.includes("number") ? ["number"] : [];
      }),
    );
  }

  /** A schema, what it refers to and its parts, and theirs; a list and no recursion, as one may lead to thousands. */
  #reached(
    file: string,
    schema: unknown,
    partsOf: (schema: JsonObject) => Iterable<{ readonly schema: unknown }>,
  ): JsonObject[] {
    const found = new Set<JsonObject>();
    const open = [{ file, schema }];
    for (const place of open) {
      if (!isJsonObject(place.schema) || found.has(place.schema)) continue;
      found.add(place.schema);
      const target = this.#target(place.file, place.schema);
      if (target !== undefined) open.push(target);
      for (const part of partsOf(place.schema)) open.push({ file: place.file, schema: part.schema });
    }
    return [...found];
  }

  #target(file: string, { $ref }: JsonObject): PlacedSchema | undefined {
    const key = typeof $ref === "string" ? this.#library.targetOf(file, $ref) : undefined;
    return key === undefined ? undefined : this.#entries.get(key);
  }
}
