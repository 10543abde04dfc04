import { isJsonObject } from "../json/json-object.js";
import { sameValue } from "../json/same-value.js";
import { greatest, least } from "../subset/bounds.js";
import type { SchemaOf } from "../subset/definitions.js";
import { negationOf } from "../subset/synthetic.js";
import type { SchemaPart } from "../subset/witness/part.js";
import { itemSchemas } from "../subset/witness/values.js";
import type { Draw } from "./draw-value.js";

/** Beyond those that have to be. */
const MOST_MORE = 3;
const MOST_ITEMS = 10_000;
/** Tries to find an item that is not there yet. */
const MOST_TRIES = 12;

/** An array that schemas accept, most likely; undefined when none was found. */
export function drawArray(draw: Draw, parts: readonly SchemaPart[]): unknown[] | undefined {
  const { random } = draw;
  const schemas = parts.map(({ schema }) => schema);
  const contained = parts.flatMap(containedBy);
  const fewest = Math.max(greatest(schemas, "minItems"), contained.length);
  const most = least(schemas, "maxItems");
  if (fewest > Math.min(most, MOST_ITEMS)) return undefined;
  const more = draw.isLavish ? random.integer(0, MOST_MORE) : 0;
  const length = Math.min(fewest + more, most);
  const isUnique = schemas.some((schema) => schema.uniqueItems === true);
  const places = placesFor(draw, contained, length);
  const excluded = parts.flatMap(excludedFrom);
  const items: unknown[] = [];
  for (let index = 0; index < length; index += 1) {
    const own = places.get(index);
    const schemasHere = [...itemSchemas(parts, index), ...(own === undefined ? excluded : [own])];
    const item = drawItem(draw, schemasHere, isUnique ? items : []);
    if (item === undefined) return index >= fewest && places.size === 0 ? items : undefined;
    items.push(item);
  }
  return items;
}

/** The schemas that `contains` wants, as often as it does. */
function containedBy({ schema, definitions }: SchemaPart): SchemaOf[] {
  if (schema.contains === undefined) return [];
  const count = Number(schema.minContains ?? 1);
  return Array.from({ length: Math.min(count, MOST_ITEMS + 1) }, () => ({
    schema: schema.contains,
    definitions,
  }));
}

/** Schemas for the other items, as there may be no more of those that `contains` wants. */
function excludedFrom({ schema, definitions }: SchemaPart): SchemaOf[] {
  const { contains, maxContains } = schema;
  if (contains === undefined || maxContains === undefined) return [];
  return [{ schema: isJsonObject(contains) ? negationOf(contains) : contains === false, definitions }];
}

function placesFor(
  { random }: Draw,
  contained: readonly SchemaOf[],
  length: number,
): ReadonlyMap<number, SchemaOf> {
  if (contained.length === 0) return new Map();
  const places = random.shuffled(Array.from({ length }, (_, index) => index));
  return new Map(contained.map((schema, index) => [places[index] ?? index, schema]));
}

function drawItem(draw: Draw, schemas: readonly SchemaOf[], used: readonly unknown[]): unknown {
  for (let left = MOST_TRIES; left > 0; left -= 1) {
    const item = draw.value(schemas);
    if (item === undefined || !used.some((other) => sameValue(other, item))) return item;
  }
  return undefined;
}
