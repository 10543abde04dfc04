import { partition } from "../../collections/partition.js";
import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../../json/json-object.js";
import { greatest, least } from "../bounds.js";
import type { SchemaOf } from "../definitions.js";
import { accepts } from "../evaluate.js";
import { isNumeric, kindsOf } from "../kinds.js";
import { itemAt, memberSchemas as memberSchemasOf } from "../parts.js";
import type { SameSchema } from "../same-schema.js";
import { listedValues } from "../schema-node.js";
import { synthetic } from "../synthetic.js";
import { first, interleave, mayFit, type SchemaPart, type Shape, shapesOf } from "./part.js";
import { numbersOf, textBeside, textsAgainst } from "./scalar-values.js";
import { firstFound, madeOf, TRIED } from "./tried.js";
import { itemSchemas, memberNames, memberSchemas, type Values } from "./values.js";

/** Of the values for a part of a value as many are tried. */
const MOST_INNER = 6;
const MOST_CHOICES = 12;

/**
 * Goes through two schemas side by side, to where they differ, and makes values there that the one accepts and the other
 * refuses, with what has to be around them.
 */
export class Refutations {
  readonly #values: Values;
  readonly #same: SameSchema;
  /** Schemas of the target that are worth looking at; all when it is absent. */
  readonly #places: ReadonlySet<unknown> | undefined;
  readonly #depth: number;
  readonly #open = new Set<string>();
  #isCut = false;

  /** @param depth values inside values are looked at so far down */
  constructor(values: Values, same: SameSchema, depth: number, places?: ReadonlySet<unknown>) {
    this.#values = values;
    this.#same = same;
    this.#depth = depth;
    this.#places = places;
  }

  /** True once there was more further down. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Values that all of the schemas accept, most likely, and that the target refuses. */
  found(schemas: readonly SchemaOf[], target: SchemaOf): Generator<unknown> {
    return firstFound(Number.POSITIVE_INFINITY, this.of(schemas, target));
  }

  /** The same, with {@link TRIED} for each value that is none of them. */
  *of(
    schemas: readonly SchemaOf[],
    target: SchemaOf,
    before = this.#places === undefined,
  ): Generator<unknown> {
    if (target.schema === true) return;
    if (schemas.some(({ schema }) => this.#same.same(schema, target.schema))) return;
    const isHere = before || this.#places?.has(target.schema) === true;
    const key = `${this.#values.keyOf(schemas)} in ${this.#values.keyOf([target])}${isHere ? "" : " elsewhere"}`;
    if (this.#open.has(key)) return;
    if (this.#open.size >= this.#depth) {
      this.#isCut = true;
      return;
    }
    this.#open.add(key);
    try {
      const shapes = [...shapesOf(schemas)].map((shape) => this.#ofShape(shape, target, isHere, new Map()));
      yield* interleave(shapes);
    } finally {
      this.#open.delete(key);
    }
  }

  /** @param seen the schemas that the shape was held against, and whether these were here: many choices may lead to one */
  *#ofShape(
    shape: Shape,
    target: SchemaOf,
    before: boolean,
    seen: Map<unknown, boolean>,
  ): Generator<unknown> {
    const { schema, definitions } = target;
    if (schema === true || shape.parts.some((part) => this.#same.same(part.schema, schema))) return;
    const isHere = before || this.#places?.has(schema) === true;
    const seenHere = seen.get(schema);
    if (seenHere === true || seenHere === isHere) return;
    seen.set(schema, isHere);
    if (!isJsonObject(schema)) {
      if (isHere) yield* this.#values.ofShape(shape);
      return;
    }
    for (const value of this.#candidates(shape, { schema, definitions }, isHere, seen)) {
      if (value !== TRIED) this.#values.step();
      const isFound = value !== TRIED && accepts(definitions, schema, value) !== true;
      yield isFound && mayFit(shape.parts, value) ? value : TRIED;
    }
  }

  #candidates(
    shape: Shape,
    target: SchemaPart,
    isHere: boolean,
    seen: Map<unknown, boolean>,
  ): Iterable<unknown> {
    const { schema, definitions } = target;
    // A value that is listed is one as a whole.
    if (shape.parts.some((part) => listedValues(part.schema) !== undefined))
      return this.#values.ofShape(shape);
    const inner = (part: unknown) => this.#ofShape(shape, { schema: part, definitions }, isHere, seen);
    if (isHere && !kindsOf(schema).has(shape.kind)) return this.#values.ofShape(shape);
    const { $ref } = schema;
    const choices = this.#openChoices(shape, schema);
    const [sample] = choices.length > 1 ? first(1, this.#values.ofShape(shape)) : [];
    const [near, far] = partition(choices, (part) => accepts(definitions, part, sample) !== false);
    return interleave<unknown>([
      ...(isHere ? [this.#ofOwnKeywords(shape, target), this.#ofWhole(shape, target)] : []),
      ...($ref === undefined ? [] : [inner(definitions.target($ref))]),
      ...itemsOf(schema.allOf).map(inner),
      ...near.map(inner),
      interleave(far.map(inner)),
      ...(shape.kind === "object" ? [this.#ofMembers(shape, target, isHere)] : []),
      ...(shape.kind === "array" ? [this.#ofItems(shape, target, isHere)] : []),
      ...this.#ofConditions(shape, target, isHere),
    ]);
  }

  /** The choices that a value of the shape may break: where one is the shape's own, the others do not count. */
  #openChoices({ parts }: Shape, { anyOf, oneOf }: JsonObject): readonly unknown[] {
    return [anyOf, oneOf].flatMap((list) => {
      const choices = itemsOf(list);
      const isKept = choices.some((choice) => parts.some(({ schema }) => this.#same.same(schema, choice)));
      return isKept ? [] : choices;
    });
  }

  /** Values that keywords which judge the whole value may refuse. */
  *#ofWhole({ kind, parts }: Shape, { schema, definitions }: SchemaPart): Generator<unknown> {
    const beside = (part: unknown) => ({ schema: part, definitions });
    const listed = listedValues(schema);
    if (listed !== undefined) {
      yield* this.#values.ofShape({ kind, parts });
      if (kind === "string") {
        const text = textBeside(
          parts.map((part) => part.schema),
          listed,
        );
        if (text !== undefined) yield text;
      }
    }
    if (schema.not !== undefined) yield* this.#values.of([...parts, beside(schema.not)]);
    yield* this.#ofTwo({ kind, parts }, { schema, definitions });
    if (schema.oneOf !== undefined || schema.anyOf !== undefined)
      yield* this.#values.ofShape({ kind, parts });
  }

  /** Values that fit two choices of `oneOf`, one of which they had not before. */
  *#ofTwo({ parts }: Shape, { schema, definitions }: SchemaPart): Generator<unknown> {
    const before = parts.flatMap((part) => itemsOf(part.schema.oneOf));
    const isOld = (choice: unknown) => before.some((each) => this.#same.same(each, choice));
    const fits = (choice: unknown) => this.#values.of([...parts, { schema: choice, definitions }]).length > 0;
    const [old, changed] = partition(itemsOf(schema.oneOf), isOld);
    for (const [index, choice] of changed.slice(0, MOST_CHOICES).entries()) {
      if (!fits(choice)) continue;
      for (const other of [...changed.slice(index + 1), ...old].slice(0, MOST_CHOICES)) {
        const both = [choice, other].map((each) => ({ schema: each, definitions }));
        yield* [TRIED, ...this.#values.of([...parts, ...both]).slice(0, 2)];
      }
    }
  }

  #ofConditions(shape: Shape, { schema, definitions }: SchemaPart, isHere: boolean): Iterable<unknown>[] {
    const beside = (part: unknown) => ({ schema: part, definitions });
    const found: Iterable<unknown>[] = [];
    const { if: test, then: whenTrue, else: whenFalse } = schema;
    if (test !== undefined && whenTrue !== undefined)
      found.push(this.of([...shape.parts, beside(test)], beside(whenTrue), isHere));
    if (test !== undefined && whenFalse !== undefined)
      found.push(this.of([...shape.parts, beside({ not: test })], beside(whenFalse), isHere));
    for (const [name, part] of shape.kind === "object" ? membersOf(schema.dependentSchemas) : []) {
      const needed = { schema: synthetic({ type: "object", required: [name] }), definitions };
      found.push(this.of([...shape.parts, needed], beside(part), isHere));
    }
    return found;
  }

  *#ofOwnKeywords({ kind, parts }: Shape, { schema, definitions }: SchemaPart): Generator<unknown> {
    const schemas = parts.map((part) => part.schema);
    if (isNumeric(kind)) yield* numbersOf(kind, schemas, [schema]);
    else if (kind === "string") yield* textsAgainst(schemas, schema);
    else if (kind === "array") yield* this.#arrays(parts, { schema, definitions });
    else if (kind === "object") yield* this.#objects(parts, { schema, definitions });
  }

  *#arrays(parts: readonly SchemaPart[], { schema, definitions }: SchemaPart): Generator<unknown> {
    const schemas = parts.map((part) => part.schema);
    const shortest = greatest(schemas, "minItems");
    const { minItems, maxItems, uniqueItems, contains, maxContains, unevaluatedItems } = schema;
    const made = (length: number) => {
      const array = this.#values.array(parts, length);
      return array === undefined ? [] : [array];
    };
    if (minItems !== undefined) yield* [shortest, Number(minItems) - 1].flatMap(made);
    if (maxItems !== undefined) yield* [Number(maxItems) + 1, least(schemas, "maxItems")].flatMap(made);
    if (uniqueItems === true) {
      for (const value of this.#values.of([...itemSchemas(parts, 0), ...itemSchemas(parts, 1)])) {
        const array = this.#values.array(parts, Math.max(2, shortest), [1, value]);
        if (array !== undefined) yield [value, value, ...array.slice(2)];
      }
    }
    if (contains !== undefined) {
      const part = { schema: contains, definitions };
      yield [];
      for (const value of firstFound(MOST_INNER, this.of(itemSchemas(parts, 0), part, true)))
        yield Array.from({ length: Math.max(1, shortest) }, () => value);
      for (const value of this.#values.of([...itemSchemas(parts, 0), part]))
        for (const count of [1, Number(maxContains ?? 0) + 1, Number(schema.minContains ?? 1) - 1]) {
          if (count > 0 && count < 100) {
            const filler = Math.max(0, shortest - count);
            const [other = value] = this.#values.of(itemSchemas(parts, 0)).filter((each) => each !== value);
            yield [
              ...Array.from({ length: count }, () => value),
              ...Array.from({ length: filler }, () => other),
            ];
          }
        }
      const distinct = this.#values.of([...itemSchemas(parts, 0), part]);
      yield [...distinct];
      yield distinct.slice(0, Number(maxContains ?? 0) + 1);
    }
    if (unevaluatedItems !== undefined) yield* [1, 2, 3].flatMap(made);
  }

  *#objects(parts: readonly SchemaPart[], { schema, definitions }: SchemaPart): Generator<unknown> {
    const schemas = parts.map((part) => part.schema);
    const made = (fixed?: ReadonlyMap<string, unknown>, without?: readonly string[]) => {
      const object = this.#values.object(parts, fixed, without);
      return object === undefined ? [] : [object];
    };
    for (const name of itemsOf(schema.required)) {
      if (!schemas.some((each) => itemsOf(each.required).includes(name)))
        yield* made(undefined, [String(name)]);
    }
    const withNames = (names: readonly string[], without: readonly string[] = []) => {
      const values = names.map((name) => [name, this.#values.of(memberSchemas(parts, name))[0]] as const);
      return values.some(([, value]) => value === undefined) ? [] : made(new Map(values), without);
    };
    for (const [name, needed] of membersOf(schema.dependentRequired)) {
      for (const other of itemsOf(needed)) yield* withNames([name], [String(other)]);
    }
    if (schema.minProperties !== undefined) yield* made();
    if (schema.maxProperties !== undefined || schema.minProperties !== undefined) {
      const names = [...memberNames(parts), ...Array.from({ length: 20 }, (_, index) => `b${index}`)];
      const most = Number(schema.maxProperties ?? 0) + 1;
      if (most <= names.length) yield* withNames(names.slice(0, most));
    }
    if (schema.propertyNames !== undefined) {
      const rules = parts.flatMap((part) =>
        part.schema.propertyNames === undefined
          ? []
          : [{ schema: part.schema.propertyNames, definitions: part.definitions }],
      );
      const text = { schema: synthetic({ type: "string" }), definitions };
      const names = [
        ...firstFound(
          MOST_INNER,
          this.of([text, ...rules], { schema: schema.propertyNames, definitions }, true),
        ),
        ...memberNames(parts),
      ];
      for (const name of names) yield* withNames([String(name)]);
    }
    if (schema.unevaluatedProperties !== undefined) {
      for (const name of memberNames(parts)) yield* withNames([name]);
    }
  }

  *#ofMembers({ parts }: Shape, { schema, definitions }: SchemaPart, isHere: boolean): Generator<unknown> {
    const names = memberNames([...parts, { schema, definitions }]);
    yield* interleave(names.map((name) => this.#ofMember(parts, { schema, definitions }, name, isHere)));
  }

  *#ofMember(
    parts: readonly SchemaPart[],
    target: SchemaPart,
    name: string,
    isHere: boolean,
  ): Generator<unknown> {
    const members = memberSchemas(parts, name);
    for (const part of memberSchemasOf(target.schema, name)) {
      const values = this.of(members, { schema: part, definitions: target.definitions }, isHere);
      yield* madeOf(MOST_INNER, values, (value) => this.#values.object(parts, new Map([[name, value]])));
    }
  }

  *#ofItems({ parts }: Shape, { schema, definitions }: SchemaPart, isHere: boolean): Generator<unknown> {
    const listed = Math.max(
      ...[...parts.map((part) => part.schema), schema].map((each) => itemsOf(each.prefixItems).length),
    );
    const shortest = greatest(
      parts.map((part) => part.schema),
      "minItems",
    );
    for (let index = 0; index <= listed; index += 1) {
      const target = { schema: itemAt(schema, index), definitions };
      const values = this.of(itemSchemas(parts, index), target, isHere);
      const length = Math.max(shortest, index + 1);
      yield* madeOf(MOST_INNER, values, (value) => this.#values.array(parts, length, [index, value]));
    }
  }
}
