import { partition } from "../../collections/partition.js";
import { isJsonObject, type JsonObject } from "../../json/json-object.js";
import { alsoHolding, choicesOf } from "../alternatives.js";
import type { SchemaOf, SetDefinitions } from "../definitions.js";
import { askOf } from "../evaluate.js";
import { KINDS, type Kind, kindsOf } from "../kinds.js";

/** A schema of either side that says something of a value. */
export interface SchemaPart {
  readonly schema: JsonObject;
  readonly definitions: SetDefinitions;
}

/** Schemas that hold together for values of one kind. */
export interface Shape {
  readonly kind: Kind;
  readonly parts: readonly SchemaPart[];
}

const MOST_SHAPES = 60;
/** Of the ways to choose among alternatives as many are gone, also where no value goes any of them. */
const MOST_WAYS = 1000;
const MOST_PARTS = 200;

/** Puts choices into the order in which they are tried. */
export type Order = <T>(choices: readonly T[]) => readonly T[];

const AS_WRITTEN: Order = (choices) => choices;

/** The shapes that values may have which all of the schemas accept: the first ones, where there are many. */
export function* shapesOf(schemas: readonly SchemaOf[], order: Order = AS_WRITTEN): Generator<Shape> {
  let [left, ways] = [MOST_SHAPES, MOST_WAYS];
  for (const { parts, kinds } of expand(schemas, { parts: [], kinds: KINDS }, order)) {
    for (const kind of kinds.length === 0 ? [] : order(KINDS)) {
      if (!kinds.includes(kind)) continue;
      yield { kind, parts };
      left -= 1;
      if (left === 0) return;
    }
    ways -= 1;
    if (ways === 0) return;
  }
}

/** Schemas that hold together, and the kinds that all of them let through: without one, more schemas change nothing. */
interface Way {
  readonly parts: readonly SchemaPart[];
  readonly kinds: readonly Kind[];
}

function* expand(open: readonly SchemaOf[], { parts, kinds }: Way, order: Order): Generator<Way> {
  const [first, ...others] = open;
  if (first === undefined) {
    yield { parts, kinds };
    return;
  }
  const { schema, definitions } = first;
  if (schema === false || parts.length > MOST_PARTS) {
    yield { parts, kinds: [] };
    return;
  }
  if (!isJsonObject(schema) || parts.some((part) => part.schema === schema)) {
    yield* expand(others, { parts, kinds }, order);
    return;
  }
  const now = {
    parts: [...parts, { schema, definitions }],
    kinds: kinds.filter((kind) => kindsOf(schema).has(kind)),
  };
  if (now.kinds.length === 0) {
    yield now;
    return;
  }
  const beside = (inner: readonly unknown[]) => inner.map((each) => ({ schema: each, definitions }));
  let results: (readonly SchemaOf[])[] = [[...beside(alsoHolding(definitions, schema)), ...others]];
  for (const choices of choicesOf(schema)) {
    const ordered = order(choices);
    results = results.flatMap((rest) => ordered.map((choice) => [...beside(choice), ...rest])).slice(0, 500);
  }
  for (const rest of order(results)) yield* expand(rest, now, order);
}

/** True when it is not certain that one of the schemas refuses the value. */
export function mayFit(schemas: readonly SchemaOf[], value: unknown): boolean {
  const ask = askOf(value);
  return schemas.every((schema) => ask(schema) !== false);
}

/** The values that certainly fit, then those that may. */
export function surestFirst(schemas: readonly SchemaOf[], values: readonly unknown[]): readonly unknown[] {
  const isSure = (value: unknown) => {
    const ask = askOf(value);
    return schemas.every((schema) => ask(schema) === true);
  };
  return partition(values, isSure).flat();
}

/** The first of each, then the second of each, and so on. */
export function* interleave<T>(lists: readonly Iterable<T>[]): Generator<T> {
  let open = lists.map((list) => list[Symbol.iterator]());
  while (open.length > 0) {
    const going: Iterator<T>[] = [];
    for (const iterator of open) {
      const next = iterator.next();
      if (next.done === true) continue;
      going.push(iterator);
      yield next.value;
    }
    open = going;
  }
}

/** The first so many. */
export function* first<T>(count: number, values: Iterable<T>): Generator<T> {
  let left = count;
  if (left <= 0) return;
  for (const value of values) {
    yield value;
    left -= 1;
    if (left === 0) return;
  }
}
