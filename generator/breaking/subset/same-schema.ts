import { isJsonObject } from "../../../src/json/json-object.js";
import { sameValue } from "./same-value.js";
import { CHECKING_KEYWORDS, type Definitions, hasForeignKeyword } from "./schema-node.js";

/**
 * Finds out whether two schemas of two definitions are written alike: then they accept the same values, whatever their
 * keywords mean. What only describes does not count, and refs are alike when what they lead to is.
 */
export class SameSchema {
  readonly #left: Definitions;
  readonly #right: Definitions;

  constructor(left: Definitions, right: Definitions) {
    this.#left = left;
    this.#right = right;
  }

  /** True when they are alike. */
  same(left: unknown, right: unknown): boolean {
    return this.#same(left, right, new Map());
  }

  /** True when both have the keywords, or both have not, and they are alike. */
  sameKeywords(left: unknown, right: unknown, keywords: readonly string[]): boolean {
    if (!isJsonObject(left) || !isJsonObject(right)) return false;
    return keywords.every((name) => this.#sameMember(name, left[name], right[name], new Map()));
  }

  #same(left: unknown, right: unknown, open: Map<unknown, Set<unknown>>): boolean {
    if (!isJsonObject(left) || !isJsonObject(right)) return left === right;
    if (hasForeignKeyword(left) || hasForeignKeyword(right)) return false;
    const pairs = open.get(left) ?? new Set();
    // A pair that is being compared already differs only if it does so elsewhere.
    if (pairs.has(right)) return true;
    open.set(left, pairs.add(right));
    return CHECKING_KEYWORDS.every((name) => this.#sameMember(name, own(left, name), own(right, name), open));
  }

  #sameMember(name: string, left: unknown, right: unknown, open: Map<unknown, Set<unknown>>): boolean {
    if (left === undefined || right === undefined) return left === right;
    if (name === "$ref") return this.#same(this.#left.target(left), this.#right.target(right), open);
    if (VALUE_KEYWORDS.has(name)) return sameValue(left, right);
    if (NAMED_KEYWORDS.has(name) && isJsonObject(left) && isJsonObject(right)) {
      const names = Object.keys(left);
      if (names.length !== Object.keys(right).length) return false;
      return names.every((key) => Object.hasOwn(right, key) && this.#same(left[key], right[key], open));
    }
    if (Array.isArray(left) && Array.isArray(right)) {
      return (
        left.length === right.length && left.every((item, index) => this.#same(item, right[index], open))
      );
    }
    return this.#same(left, right, open);
  }
}

/** Keywords whose value is no schema. */
const VALUE_KEYWORDS: ReadonlySet<string> = new Set([
  ...["type", "format", "enum", "const", "multipleOf", "minimum", "maximum", "exclusiveMinimum"],
  ...["exclusiveMaximum", "minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems"],
  ...["minContains", "maxContains", "required", "minProperties", "maxProperties", "dependentRequired"],
]);
const NAMED_KEYWORDS: ReadonlySet<string> = new Set(["properties", "patternProperties", "dependentSchemas"]);

function own(schema: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(schema, name) ? schema[name] : undefined;
}
