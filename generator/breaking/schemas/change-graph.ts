import { getOrInsert } from "../../../src/collections/get-or-insert.js";
import { isJsonObject, type JsonObject } from "../../../src/json/json-object.js";
import { sameValue } from "../../../src/json/same-value.js";
import type { SetDefinitions } from "../../../src/subset/definitions.js";
import { SameSchema } from "../../../src/subset/same-schema.js";
import { CHECKING_KEYWORDS } from "../../../src/subset/schema-node.js";

/** A schema of each age that stand in the same place. */
export type SchemaPair = readonly [old: unknown, now: unknown];

/** A schema that is not what it was, or that leads to one. */
export interface ChangedNode {
  readonly old: unknown;
  readonly new: unknown;
  /** The keywords of the schema itself that changed, such as `required` or `properties/id`. */
  readonly own: readonly string[];
  /** The schemas inside of it, and behind its refs, that are not what they were. */
  readonly children: readonly ChangedChild[];
}

interface ChangedChild {
  readonly node: ChangedNode;
  readonly pair: SchemaPair;
  /** True when the schema around it can only lose values by what this one loses, and gain by what it gains. */
  readonly isMonotone: boolean;
}

/** Both ages of a schema, and what is still to be found of its node. */
interface OpenNode {
  readonly left: JsonObject;
  readonly right: JsonObject;
  readonly own: string[];
  readonly children: ChangedChild[];
}

/** Keywords under which a schema judges otherwise than by what the inner one accepts. */
const TURNING: ReadonlySet<string> = new Set(["not", "if", "oneOf", "contains"]);
/** Keywords that go by what other schemas have said. */
const COUNTING = ["unevaluatedProperties", "unevaluatedItems"];
const MAPS: ReadonlySet<string> = new Set(["properties", "patternProperties", "dependentSchemas"]);
const LISTS: ReadonlySet<string> = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
/** Keywords whose values have no order. */
const SETS: ReadonlySet<string> = new Set(["type", "enum", "required"]);

/** Finds where two ages of the schemas of a service differ, each place once. */
export class ChangeGraph {
  readonly #old: SetDefinitions;
  readonly #new: SetDefinitions;
  readonly #same: SameSchema;
  readonly #nodes = new Map<unknown, Map<unknown, ChangedNode>>();
  /** Nodes whose keywords are not compared yet: a list, as a chain of schemas would be too deep to go down. */
  readonly #open: OpenNode[] = [];

  constructor(old: SetDefinitions, now: SetDefinitions) {
    this.#old = old;
    this.#new = now;
    this.#same = new SameSchema(old, now);
  }

  /** The node of two schemas; undefined when they are written alike. */
  node(old: unknown, now: unknown): ChangedNode | undefined {
    const found = this.#nodeOf(old, now);
    for (let next = this.#open.pop(); next !== undefined; next = this.#open.pop()) {
      for (const keyword of CHECKING_KEYWORDS) this.#compare(keyword, next);
    }
    return found;
  }

  #nodeOf(old: unknown, now: unknown): ChangedNode | undefined {
    const [left, right] = [this.#old.behind(old), this.#new.behind(now)];
    if (this.#same.same(left, right)) return undefined;
    const known = this.#nodes.get(left)?.get(right);
    if (known !== undefined) return known;
    const own: string[] = [];
    const children: ChangedChild[] = [];
    const node: ChangedNode = { old: left, new: right, own, children };
    getOrInsert(this.#nodes, left, () => new Map()).set(right, node);
    if (!isJsonObject(left) || !isJsonObject(right)) {
      own.push("schema");
      return node;
    }
    this.#open.push({ left, right, own, children });
    return node;
  }

  /** All the nodes that one leads to, itself included, and whether every way to it is monotone. */
  reached(start: ChangedNode): ReadonlyMap<ChangedNode, boolean> {
    const found = new Map([[start, true]]);
    const open = [start];
    for (const node of open) {
      for (const child of node.children) {
        const isMonotone = found.get(node) === true && child.isMonotone;
        const before = found.get(child.node);
        if (before === undefined || (before && !isMonotone)) {
          found.set(child.node, isMonotone);
          open.push(child.node);
        }
      }
    }
    return found;
  }

  #compare(keyword: string, { left, right, own, children }: OpenNode): void {
    const [before, after] = [left[keyword], right[keyword]];
    if (before === undefined && after === undefined) return;
    const isMonotone =
      !TURNING.has(keyword) &&
      !COUNTING.some((name) => left[name] !== undefined || right[name] !== undefined);
    const descend = (old: unknown, now: unknown, label: string) => {
      if (this.#same.same(old, now)) return;
      const node = isJsonObject(old) && isJsonObject(now) ? this.#nodeOf(old, now) : undefined;
      if (node === undefined) {
        if (old !== now) own.push(label);
      } else children.push({ node, pair: [old, now], isMonotone });
    };
    if (keyword === "$ref" && before !== undefined && after !== undefined) {
      descend(this.#old.target(before), this.#new.target(after), keyword);
    } else if (MAPS.has(keyword) && isJsonObject(before ?? {}) && isJsonObject(after ?? {})) {
      const [olds, news] = [(before ?? {}) as JsonObject, (after ?? {}) as JsonObject];
      for (const name of new Set([...Object.keys(olds), ...Object.keys(news)])) {
        const label = `${keyword}/${name}`;
        if (Object.hasOwn(olds, name) && Object.hasOwn(news, name)) descend(olds[name], news[name], label);
        else own.push(label);
      }
    } else if (LISTS.has(keyword) && Array.isArray(before) && Array.isArray(after)) {
      if (before.length !== after.length) own.push(keyword);
      else for (const [index, item] of before.entries()) descend(item, after[index], `${keyword}/${index}`);
    } else if (isJsonObject(before) && isJsonObject(after) && keyword !== "dependentRequired") {
      if (keyword === "const" || keyword === "enum") {
        if (!sameValue(before, after)) own.push(keyword);
      } else descend(before, after, keyword);
    } else if (!this.#isSame(keyword, before, after)) own.push(keyword);
  }

  #isSame(keyword: string, before: unknown, after: unknown): boolean {
    if (before === undefined || after === undefined) return false;
    if (!SETS.has(keyword)) return sameValue(before, after);
    const [one, other] = [before, after].map((value) => (Array.isArray(value) ? value : [value]));
    const isWithin = (list: readonly unknown[] = [], all: readonly unknown[] = []) =>
      list.every((item) => all.some((each) => sameValue(item, each)));
    return isWithin(one, other) && isWithin(other, one);
  }
}
