import { getOrInsert } from "../collections/get-or-insert.js";
import { isJsonObject, type JsonObject } from "../json/json-object.js";
import { sameValue } from "../json/same-value.js";
import type { SetDefinitions } from "./definitions.js";
import { CHECKING_KEYWORDS, hasForeignKeyword } from "./schema-node.js";

/** A schema of each side, or what stands in the place of one. */
type Pair = readonly [left: unknown, right: unknown];

/** Two schemas that are being compared. */
interface Node {
  readonly left: JsonObject;
  readonly right: JsonObject;
  /** Those that are alike only if these are. */
  readonly users: Node[];
  isAlike: boolean;
}

/**
 * Finds out whether two schemas of two definitions are written alike: then they accept the same values, whatever their
 * keywords mean. What only describes does not count, and refs are alike when what they lead to is.
 */
export class SameSchema {
  readonly #left: SetDefinitions;
  readonly #right: SetDefinitions;
  /** The nodes that were found, by the left schema and then the right one: each pair is looked at once. */
  readonly #known = new Map<unknown, Map<unknown, Node>>();

  /** @param alike schemas that are taken to be alike, whatever they are */
  constructor(left: SetDefinitions, right: SetDefinitions, alike: readonly Pair[] = []) {
    this.#left = left;
    this.#right = right;
    for (const [one, other] of alike) if (isJsonObject(one) && isJsonObject(other)) this.#node(one, other);
  }

  /** True when they are alike. */
  same(left: unknown, right: unknown): boolean {
    if (!isJsonObject(left) || !isJsonObject(right)) return left === right;
    const known = this.#known.get(left)?.get(right);
    return known?.isAlike ?? this.#settle(left, right);
  }

  /** True when both have the keywords, or both have not, and they are alike. */
  sameKeywords(left: unknown, right: unknown, keywords: readonly string[]): boolean {
    if (!isJsonObject(left) || !isJsonObject(right)) return false;
    return keywords
      .map((name) => this.#inside(name, left[name], right[name]))
      .every((pairs) => pairs?.every((pair) => this.same(...pair)) ?? false);
  }

  /** Looks at all pairs that the answer rests upon, without recursion: each may lead to thousands of others. */
  #settle(left: JsonObject, right: JsonObject): boolean {
    const start = this.#node(left, right);
    const open = [start];
    const different: Node[] = [];
    for (const node of open) {
      const pairs = this.#pairsOf(node);
      if (pairs === undefined) different.push(node);
      for (const [one, other] of pairs ?? []) {
        if (!isJsonObject(one) || !isJsonObject(other)) {
          if (one !== other) different.push(node);
          continue;
        }
        const known = this.#known.get(one)?.get(other);
        const inner = known ?? this.#node(one, other);
        if (known === undefined) open.push(inner);
        if (!inner.isAlike) different.push(node);
        inner.users.push(node);
      }
    }
    for (const node of different) {
      if (!node.isAlike) continue;
      node.isAlike = false;
      for (const user of node.users) different.push(user);
    }
    return start.isAlike;
  }

  #node(left: JsonObject, right: JsonObject): Node {
    const node = { left, right, users: [], isAlike: true };
    getOrInsert(this.#known, left, () => new Map()).set(right, node);
    return node;
  }

  /** The pairs on which it depends whether two schemas are alike; undefined when they are not. */
  #pairsOf({ left, right }: Node): Pair[] | undefined {
    if (hasForeignKeyword(left) || hasForeignKeyword(right)) return undefined;
    const found: Pair[] = [];
    for (const name of CHECKING_KEYWORDS) {
      const pairs = this.#inside(name, own(left, name), own(right, name));
      if (pairs === undefined) return undefined;
      for (const pair of pairs) found.push(pair);
    }
    return found;
  }

  /** The schemas under a keyword; undefined when what is there differs already. */
  #inside(name: string, left: unknown, right: unknown): Pair[] | undefined {
    if (left === undefined || right === undefined) return left === right ? [] : undefined;
    if (name === "$ref") return [[this.#left.target(left), this.#right.target(right)]];
    if (VALUE_KEYWORDS.has(name)) return sameValue(left, right) ? [] : undefined;
    if (NAMED_KEYWORDS.has(name) && isJsonObject(left) && isJsonObject(right)) {
      const names = Object.keys(left);
      const isSame =
        names.length === Object.keys(right).length && names.every((key) => Object.hasOwn(right, key));
      return isSame ? names.map((key) => [left[key], right[key]]) : undefined;
    }
    if (Array.isArray(left) && Array.isArray(right)) {
      return left.length === right.length ? left.map((item, index) => [item, right[index]]) : undefined;
    }
    return [[left, right]];
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
