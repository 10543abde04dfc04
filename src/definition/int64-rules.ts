import { isJsonObject, itemsOf, type JsonObject } from "../json/json-object.js";
import { nodesLeadingTo } from "./graph.js";
import { joinPointer } from "./json-pointer.js";
import type { Problems } from "./problems.js";
import { type PlacedSchema, REF_KEYWORDS, type SchemaLibrary } from "./schema-library.js";
import { typesOf } from "./schema-types.js";
import { subschemas } from "./subschemas.js";

/** By these a schema says of a value what it is not, or might be: nothing is made a bigint on that account. */
const JUDGING_KEYWORDS = ["not", "if"];

/**
 * Reports integers of `format: int64` where it cannot be said whether a number is to become a bigint: inside what
 * only judges a value, and where another schema wants the same value to stay a number.
 */
export function checkInt64Places(library: SchemaLibrary, problems: Problems): void {
  // Most definitions have none, and the graphs of all their schemas are large.
  if (!library.schemas.some(({ schema }) => isInt64(schema))) return;
  const finder = new Int64Finder(library);
  for (const { file, pointer, schema } of library.schemas) {
    for (const keyword of JUDGING_KEYWORDS) {
      if (!finder.holds(schema[keyword])) continue;
      const message = `must not hold an integer of format int64: whether a number becomes a bigint cannot depend on it`;
      problems.add(file, joinPointer(pointer, keyword), message, "int64-place");
    }
    if (finder.contradicts(schema)) {
      const message = "nothing fits: the value is an integer of format int64 and another number at once";
      problems.add(file, pointer, message, "int64-place");
    }
  }
}

/** Looks at all schemas once: one may lead to thousands of others. */
class Int64Finder {
  readonly #library: SchemaLibrary;
  readonly #entries: ReadonlyMap<string, unknown>;
  /** The schemas that hold such an integer, at any depth. */
  readonly #holding: ReadonlySet<JsonObject>;
  /** The schemas that, together with others that apply to the same value, say it is one, or any other number. */
  readonly #bigints: ReadonlySet<JsonObject>;
  readonly #numbers: ReadonlySet<JsonObject>;

  constructor(library: SchemaLibrary) {
    this.#library = library;
    this.#entries = new Map([...library.entries].map(({ key, schema }) => [key, schema]));
    const graph = (partsOf: (schema: JsonObject) => Iterable<unknown>) =>
      new Map(
        library.schemas.map((placed) => [
          placed.schema,
          [...this.#targets(placed), ...partsOf(placed.schema)].filter(isJsonObject),
        ]),
      );
    const schemas = library.schemas.map(({ schema }) => schema);
    const bigints = schemas.filter(isInt64);
    const together = graph(({ allOf }) => itemsOf(allOf));
    this.#holding = nodesLeadingTo(
      graph((schema) => [...subschemas(schema)].map((part) => part.schema)),
      bigints,
    );
    this.#bigints = nodesLeadingTo(together, bigints);
    this.#numbers = nodesLeadingTo(together, schemas.filter(isOtherNumber));
  }

  /** True when a schema, or one inside it or that it refers to, is such an integer. */
  holds(schema: unknown): boolean {
    return isJsonObject(schema) && this.#holding.has(schema);
  }

  /** True when the schemas that all apply to one value want it to be such an integer and another number. */
  contradicts(schema: JsonObject): boolean {
    return this.#bigints.has(schema) && this.#numbers.has(schema);
  }

  #targets(placed: PlacedSchema): unknown[] {
    return REF_KEYWORDS.map((keyword) => this.#entries.get(this.#library.targetOf(placed, keyword) ?? ""));
  }
}

function isInt64({ format }: JsonObject): boolean {
  return format === "int64";
}

function isOtherNumber(schema: JsonObject): boolean {
  const types = typesOf(schema);
  return !isInt64(schema) && (types.includes("integer") || types.includes("number"));
}
