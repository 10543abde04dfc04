import { getOrInsert } from "../../collections/get-or-insert.js";
import type { JsonSchema } from "../../definition/descriptor.js";
import { isJsonObject } from "../../json/json-object.js";
import { MASK } from "../../log/mask.js";

/** Distinct members from which on an object with few of them each time is taken for a map. */
const MAP_FROM = 32;

/** Levels of a value that are looked at. */
const MAX_DEPTH = 16;

/** A JSON type, integers told from other numbers. */
type SeenType = "null" | "boolean" | "integer" | "number" | "string" | "array" | "object";

/** Values that were seen in one place, and a schema that all of them fit. */
export class SeenValues {
  readonly #depth: number;
  readonly #types = new Map<SeenType, number>();
  readonly #members = new Map<string, SeenValues>();
  #items: SeenValues | undefined;
  #masked = 0;
  #isLarge = false;

  constructor(depth = 0) {
    this.#depth = depth;
  }

  /** Number of values, the masked ones included. */
  get count(): number {
    return [...this.#types.values()].reduce((sum, count) => sum + count, this.#masked);
  }

  add(value: unknown): void {
    if (value === MASK) {
      this.#masked += 1;
      return;
    }
    const type = typeOf(value);
    this.#types.set(type, (this.#types.get(type) ?? 0) + 1);
    if (typeof value === "bigint") this.#isLarge = true;
    if (this.#depth >= MAX_DEPTH) return;
    if (Array.isArray(value)) {
      this.#items ??= new SeenValues(this.#depth + 1);
      for (const item of value) this.#items.add(item);
    } else if (isJsonObject(value)) {
      for (const [name, member] of Object.entries(value)) this.#member(name).add(member);
    }
  }

  /** True when nothing but null was seen. */
  get isNull(): boolean {
    return this.#masked === 0 && [...this.#types.keys()].every((type) => type === "null");
  }

  /** Each type, and its number of values: `string 11, null 1`. */
  get summary(): string {
    const parts = [...this.#types].map(([type, count]) => `${type} ${count}`);
    return [...parts, ...(this.#masked > 0 ? [`masked ${this.#masked}`] : [])].join(", ");
  }

  schema(): JsonSchema {
    const types = this.#schemaTypes;
    // A secret may be of any type.
    if (this.#masked > 0) return { ...(this.#types.size > 0 && { type: one(types) }), writeOnly: true };
    if (types.length === 0) return {};
    return {
      type: one(types),
      ...(types.includes("integer") && this.#isLarge && { format: "int64" }),
      ...(types.includes("array") && this.#itemsSchema),
      ...(types.includes("object") && this.#objectSchema),
    };
  }

  get #schemaTypes(): readonly SeenType[] {
    const types = [...this.#types.keys()];
    return types.includes("number") ? types.filter((type) => type !== "integer") : types;
  }

  get #itemsSchema(): object {
    return this.#items === undefined || this.#items.count === 0 ? {} : { items: this.#items.schema() };
  }

  get #objectSchema(): object {
    const objects = this.#types.get("object") ?? 0;
    const members = [...this.#members];
    const seen = members.reduce((sum, [, values]) => sum + values.count, 0);
    if (members.length >= MAP_FROM && seen < (objects * members.length) / 2) {
      const all = new SeenValues(this.#depth + 1);
      for (const [, values] of members) all.#merge(values);
      return { additionalProperties: all.schema() };
    }
    if (members.length === 0) return {};
    const required = members.flatMap(([name, values]) => (values.count === objects ? [name] : []));
    return {
      properties: Object.fromEntries(members.map(([name, values]) => [name, values.schema()])),
      ...(required.length > 0 && { required }),
    };
  }

  #member(name: string): SeenValues {
    return getOrInsert(this.#members, name, () => new SeenValues(this.#depth + 1));
  }

  #merge(other: SeenValues): void {
    for (const [type, count] of other.#types) this.#types.set(type, (this.#types.get(type) ?? 0) + count);
    this.#masked += other.#masked;
    this.#isLarge ||= other.#isLarge;
    if (other.#items !== undefined) {
      this.#items ??= new SeenValues(this.#depth + 1);
      this.#items.#merge(other.#items);
    }
    for (const [name, values] of other.#members) this.#member(name).#merge(values);
  }
}

function one(types: readonly SeenType[]): SeenType | readonly SeenType[] {
  return types.length === 1 && types[0] !== undefined ? types[0] : types;
}

function typeOf(value: unknown): SeenType {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  switch (typeof value) {
    case "boolean":
    case "string":
    case "object":
      return typeof value as SeenType;
    case "bigint":
      return "integer";
    default:
      return Number.isInteger(value) ? "integer" : "number";
  }
}
