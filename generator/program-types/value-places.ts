import { getOrInsert } from "../../src/collections/get-or-insert.js";
import type { ServiceModel } from "../../src/definition/model.js";
import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../../src/json/json-object.js";

/** A place in values: all the schemas that may have a say about what stands there. */
export type ValuePlace = ReadonlySet<JsonObject>;

/** Far more than any definition has; each place is a set of schemas, of which there could be any number. */
export const MOST_PLACES = 20_000;

const REF_PREFIX = "#/$defs/";

/**
 * The places in the values of some schemas. Which of several alternatives a value fits is left open: their schemas all
 * count, and so do those of conditions.
 */
export class ValuePlaces {
  readonly #definitions: ReadonlyMap<string, unknown>;
  readonly #numbers = new Map<JsonObject, number>();

  constructor({ $defs }: Pick<ServiceModel, "$defs">) {
    this.#definitions = new Map($defs.map(({ name, schema }) => [name, schema]));
  }

  /**
   * All places, outer ones first; undefined when there are too many to look at.
   *
   * @param roots the schemas of each value
   */
  of(roots: Iterable<readonly unknown[]>): readonly ValuePlace[] | undefined {
    const found = new Map<string, ValuePlace>();
    const add = (schemas: readonly unknown[]) => {
      const place = this.together(schemas);
      if (place.size > 0) found.set(this.key(place), place);
    };
    for (const root of roots) add(root);
    // What is added while a map is gone through is gone through too.
    for (const place of found.values()) {
      for (const inside of parts([...place])) add(inside);
      if (found.size > MOST_PLACES) return undefined;
    }
    return [...found.values()];
  }

  /** The schemas, and those that they lead to without going into the value. */
  together(schemas: readonly unknown[]): ValuePlace {
    const place = new Set(schemas.filter(isJsonObject));
    for (const schema of place) {
      const { $ref, allOf, anyOf, oneOf, dependentSchemas } = schema;
      const others = [
        ...(typeof $ref === "string" ? [this.#definitions.get($ref.slice(REF_PREFIX.length))] : []),
        ...[allOf, anyOf, oneOf].flatMap(itemsOf),
        ...[schema.if, schema.then, schema.else],
        ...membersOf(dependentSchemas).map(([, inner]) => inner),
      ];
      for (const other of others) if (isJsonObject(other)) place.add(other);
    }
    return place;
  }

  /** The schema and those that its values must fit as well. */
  conjuncts(schema: JsonObject): ReadonlySet<JsonObject> {
    const found = new Set([schema]);
    for (const { $ref, allOf } of found) {
      const target =
        typeof $ref === "string" ? this.#definitions.get($ref.slice(REF_PREFIX.length)) : undefined;
      for (const other of [target, ...itemsOf(allOf)]) if (isJsonObject(other)) found.add(other);
    }
    return found;
  }

  /** The same text for the same place. */
  key(place: ValuePlace): string {
    const numbers = [...place].map((schema) => getOrInsert(this.#numbers, schema, () => this.#numbers.size));
    return numbers.sort((left, right) => left - right).join(" ");
  }
}

/** The schemas of each place directly inside a value. */
function* parts(schemas: readonly JsonObject[]): Generator<readonly unknown[]> {
  for (const [own = []] of sharedParts(schemas)) yield own;
}

/** The schemas of each place directly inside a value, for each of several sets of schemas that it may be of. */
export function* sharedParts(
  ...sets: readonly (readonly JsonObject[])[]
): Generator<readonly (readonly unknown[])[]> {
  const all = sets.flat();
  const names = new Set(all.flatMap(({ properties }) => membersOf(properties).map(([name]) => name)));
  for (const name of names)
    yield sets.map((schemas) => schemas.flatMap((schema) => memberSchemas(schema, name)));
  yield sets.map((schemas) => schemas.flatMap(otherMembers));
  const length = Math.max(...all.map(({ prefixItems }) => itemsOf(prefixItems).length));
  for (let index = 0; index <= length; index += 1)
    yield sets.map((schemas) => schemas.flatMap((schema) => itemSchemas(schema, index)));
}

function memberSchemas(schema: JsonObject, name: string): readonly unknown[] {
  const { properties, additionalProperties, unevaluatedProperties } = schema;
  const own = membersOf(properties).filter(([member]) => member === name);
  const patterns = membersOf(schema.patternProperties).filter(([pattern]) =>
    new RegExp(pattern, "u").test(name),
  );
  const named = [...own, ...patterns].map(([, inner]) => inner);
  return [...(named.length > 0 ? named : [additionalProperties]), unevaluatedProperties];
}

/** A name may match several patterns, so that the schemas of all of them may meet. */
function otherMembers(schema: JsonObject): readonly unknown[] {
  const patterns = membersOf(schema.patternProperties).map(([, inner]) => inner);
  return [...patterns, schema.additionalProperties, schema.unevaluatedProperties];
}

function itemSchemas(schema: JsonObject, index: number): readonly unknown[] {
  const { prefixItems, items, contains, unevaluatedItems } = schema;
  const prefix = itemsOf(prefixItems);
  return [index < prefix.length ? prefix[index] : items, contains, unevaluatedItems];
}
