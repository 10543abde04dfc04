import { isJsonObject, itemsOf, membersOf } from "../json/json-object.js";
import type { SchemaObject } from "./schema-object.js";

/** The surroundings of a schema: its refs, and which values fit a part of it. */
export interface SchemaSurroundings {
  resolve(ref: string): unknown;
  /** True when the value fits the schema, which is compiled when it is first needed. */
  fits(schema: unknown, value: unknown): boolean;
}

/**
 * The names of an object, or the indices of an array, that a schema the value fits has something to say about, by the
 * rules of `unevaluatedProperties` and `unevaluatedItems`. The keywords named in `except` are those of the schema
 * itself whose own turn comes last.
 */
export function evaluatedMembers(
  schema: unknown,
  value: object,
  surroundings: SchemaSurroundings,
): ReadonlySet<string> {
  const collector = new Collector(value, surroundings);
  if (isJsonObject(schema)) {
    const { unevaluatedProperties: _properties, unevaluatedItems: _items, ...others } = schema;
    collector.add(others);
  }
  return collector.found;
}

class Collector {
  readonly found = new Set<string>();
  readonly #value: object;
  readonly #names: readonly string[];
  readonly #surroundings: SchemaSurroundings;
  /** Schemas that the value fits: a list to go along, as refs may lead on and on. */
  readonly #fitting = new Set<SchemaObject>();

  constructor(value: object, surroundings: SchemaSurroundings) {
    this.#value = value;
    this.#names = Object.keys(value);
    this.#surroundings = surroundings;
  }

  add(schema: SchemaObject): void {
    this.#fitting.add(schema);
    for (const next of this.#fitting) this.#look(next);
  }

  #look(schema: SchemaObject): void {
    if (typeof schema.$ref === "string") this.#also(this.#surroundings.resolve(schema.$ref));
    if (Array.isArray(this.#value)) this.#addItems(schema, this.#value);
    else this.#addMembers(schema);
    for (const inner of itemsOf(schema.allOf)) this.#also(inner);
    for (const inner of [...itemsOf(schema.anyOf), ...itemsOf(schema.oneOf)]) this.#alsoIfFitting(inner);
    if (schema.if !== undefined) this.#also(this.#alsoIfFitting(schema.if) ? schema.then : schema.else);
  }

  #also(schema: unknown): void {
    if (isJsonObject(schema)) this.#fitting.add(schema);
  }

  #alsoIfFitting(schema: unknown): boolean {
    const fits = this.#surroundings.fits(schema, this.#value);
    if (fits) this.#also(schema);
    return fits;
  }

  #addMembers(schema: SchemaObject): void {
    const others = ["additionalProperties", "unevaluatedProperties"];
    if (others.some((keyword) => schema[keyword] !== undefined)) this.#addAll();
    for (const [name] of membersOf(schema.properties))
      if (Object.hasOwn(this.#value, name)) this.found.add(name);
    for (const [pattern] of membersOf(schema.patternProperties)) {
      const expression = new RegExp(pattern, "u");
      for (const name of this.#names) if (expression.test(name)) this.found.add(name);
    }
    for (const [name, inner] of membersOf(schema.dependentSchemas)) {
      if (Object.hasOwn(this.#value, name)) this.#also(inner);
    }
  }

  #addItems(schema: SchemaObject, items: readonly unknown[]): void {
    if (schema.items !== undefined || schema.unevaluatedItems !== undefined) this.#addAll();
    for (const index of itemsOf(schema.prefixItems).keys()) this.found.add(String(index));
    if (schema.contains === undefined) return;
    for (const [index, item] of items.entries()) {
      if (this.#surroundings.fits(schema.contains, item)) this.found.add(String(index));
    }
  }

  #addAll(): void {
    for (const name of this.#names) this.found.add(name);
  }
}
