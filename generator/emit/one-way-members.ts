import { getOrInsert } from "../../src/collections/get-or-insert.js";
import type { JsonSchema } from "../../src/definition/descriptor.js";
import { nodesLeadingTo } from "../../src/definition/graph.js";
import type { DefinitionModel } from "../../src/definition/model.js";
import {
  SCHEMA_KEYWORDS,
  SCHEMA_LIST_KEYWORDS,
  SCHEMA_MAP_KEYWORDS,
} from "../../src/definition/subschemas.js";
import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../../src/json/json-object.js";

const REF_PREFIX = "#/$defs/";

/** A keyword of members that go one way only. */
export type OneWay = "readOnly" | "writeOnly";

/**
 * The schemas of a service as one of the two ways has them: without the members that go the other way alone. One that is
 * required goes both ways, as whoever checks the value wants it to be there.
 */
export class OneWayView {
  /** Names of the definitions that differ from those of the service, by themselves or by what they refer to. */
  readonly affected: ReadonlySet<string>;
  readonly #leftOut: OneWay;
  readonly #definitions: ReadonlyMap<string, JsonSchema>;
  readonly #known = new Map<JsonSchema, JsonSchema>();

  /** @param leftOut the keyword of the members that go the other way */
  constructor($defs: readonly DefinitionModel[], leftOut: OneWay) {
    this.#leftOut = leftOut;
    this.#definitions = new Map($defs.map(({ name, schema }) => [name, schema]));
    const refs = new Map($defs.map(({ name, schema }) => [name, [...refsIn(schema)]]));
    const changed = $defs.filter(({ schema }) => this.of(schema) !== schema).map(({ name }) => name);
    this.affected = nodesLeadingTo(refs, changed);
  }

  /** The schema without those members; the same one where it has none. */
  of(schema: JsonSchema): JsonSchema {
    return getOrInsert(this.#known, schema, () => this.#without(schema) as JsonSchema);
  }

  #without(schema: unknown): unknown {
    if (!isJsonObject(schema)) return schema;
    const entries = Object.entries(schema).map(
      ([keyword, value]) => [keyword, value, this.#inside(keyword, value)] as const,
    );
    const isSame = entries.every(([, value, made]) => value === made);
    const inner = isSame ? schema : Object.fromEntries(entries.map(([keyword, , made]) => [keyword, made]));
    const required = itemsOf(schema.required);
    const left = membersOf(inner.properties).filter(
      ([name, member]) => required.includes(name) || !this.#goesOtherWay(member),
    );
    if (left.length === membersOf(inner.properties).length) return inner;
    return {
      ...inner,
      properties: Object.fromEntries(left),
      ...othersOf(inner, left.length + required.length),
    };
  }

  #inside(keyword: string, value: unknown): unknown {
    if (SCHEMA_KEYWORDS.has(keyword)) return this.#without(value);
    if (SCHEMA_LIST_KEYWORDS.has(keyword)) {
      const list = itemsOf(value).map((item) => this.#without(item));
      return list.every((item, index) => item === itemsOf(value)[index]) ? value : list;
    }
    if (!SCHEMA_MAP_KEYWORDS.has(keyword)) return value;
    const members = membersOf(value).map(([name, inner]) => [name, inner, this.#without(inner)] as const);
    if (members.every(([, inner, made]) => inner === made)) return value;
    return Object.fromEntries(members.map(([name, , made]) => [name, made]));
  }

  #goesOtherWay(member: unknown): boolean {
    const seen = new Set<unknown>();
    for (let next = member; isJsonObject(next) && !seen.has(next); next = this.#target(next)) {
      seen.add(next);
      if (next[this.#leftOut] === true) return true;
    }
    return false;
  }

  #target({ $ref }: JsonObject): unknown {
    return typeof $ref === "string" ? this.#definitions.get($ref.slice(REF_PREFIX.length)) : undefined;
  }
}

/** A member that is left out of a type may be there all the same, and is then none of the others. */
function othersOf(schema: JsonObject, named: number): JsonObject {
  const { additionalProperties: others, patternProperties } = schema;
  if (isJsonObject(others) || patternProperties !== undefined) return { additionalProperties: true };
  if (isJsonObject(schema.unevaluatedProperties)) return { unevaluatedProperties: true };
  return named > 0 ? {} : { additionalProperties: true, unevaluatedProperties: true };
}

function* refsIn(schema: unknown): Generator<string> {
  const open = [schema];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== "object" || next === null) continue;
    if (isJsonObject(next) && typeof next.$ref === "string") yield next.$ref.slice(REF_PREFIX.length);
    open.push(...Object.values(next));
  }
}
