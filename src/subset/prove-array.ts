import { itemsOf, type JsonObject } from "../json/json-object.js";
import type { Conjunction } from "./alternatives.js";
import { greatest, least } from "./bounds.js";
import { ALWAYS, EVER, evaluatedBy } from "./evaluated.js";
import { allItemSchemas, itemAt } from "./parts.js";
import type { IsKept, Proof } from "./proof.js";

/** True when arrays that the schemas accept keep to the target's own keywords. */
export function keepsArrayRules(
  proof: Proof,
  schemas: Conjunction,
  target: JsonObject,
  isKept: IsKept,
): boolean {
  const { fewest, most } = itemCounts(proof, schemas);
  if (fewest < greatest([target], "minItems") || most > least([target], "maxItems")) return false;
  if (target.uniqueItems === true && most > 1 && !schemas.some((schema) => schema.uniqueItems === true))
    return false;
  if (
    target.contains !== undefined &&
    !isKept(["contains", "minContains", "maxContains"]) &&
    !keepsContains(proof, schemas, target, fewest, most)
  )
    return false;
  const rest = target.unevaluatedItems;
  const evaluated = rest === undefined ? undefined : evaluatedBy(proof.right, target, ALWAYS);

  // The one after those that are listed stands for all that follow.
  for (let index = 0; index <= listedItems(proof, [...schemas, target]) && index < most; index += 1) {
    const items = itemSchemas(proof, schemas, index);
    if (!proof.proves(items, itemAt(target, index))) return false;
    const isLeft = evaluated !== undefined && !evaluated.allItems && index >= evaluated.items;
    if (isLeft && !proof.proves(items, rest)) return false;
  }
  return true;
}

/** The fewest and the most items that arrays of the schemas have. */
export function itemCounts(proof: Proof, schemas: Conjunction): { fewest: number; most: number } {
  const lengths = schemas.map((schema) => closedLength(proof, schema));
  const contained = schemas.map((schema) =>
    schema.contains === undefined ? 0 : Number(schema.minContains ?? 1),
  );
  return {
    fewest: Math.max(greatest(schemas, "minItems"), ...contained),
    most: Math.min(least(schemas, "maxItems"), ...lengths),
  };
}

/** True when there is no value for an item that is always there: one of the first, or one that `contains` wants. */
export function hasImpossibleItem(proof: Proof, schemas: Conjunction, fewest: number): boolean {
  const wanted = schemas.filter((schema) => schema.contains !== undefined && schema.minContains !== 0);
  if (wanted.some(({ contains }) => proof.proves([contains], false))) return true;
  const places = Math.min(fewest, listedItems(proof, schemas) + 1);
  return Array.from({ length: places }, (_, index) => itemSchemas(proof, schemas, index)).some((items) =>
    proof.proves(items, false),
  );
}

function keepsContains(
  proof: Proof,
  schemas: Conjunction,
  target: JsonObject,
  fewest: number,
  most: number,
): boolean {
  const { contains, minContains = 1, maxContains = Number.POSITIVE_INFINITY } = target;
  const indices = Array.from({ length: listedItems(proof, schemas) + 1 }, (_, index) => index);
  const isContained = (index: number) => proof.proves(itemSchemas(proof, schemas, index), contains);
  const sure = indices.slice(0, -1).filter((index) => index < fewest && isContained(index)).length;
  const isRestContained = fewest >= indices.length && isContained(indices.length - 1);
  const known = isRestContained ? sure + fewest - indices.length + 1 : sure;
  const isEnough =
    known >= Number(minContains) ||
    schemas.some(
      (schema) =>
        schema.contains !== undefined &&
        Number(schema.minContains ?? 1) >= Number(minContains) &&
        proof.proves([schema.contains], contains),
    );
  if (!isEnough) return false;
  return (
    most <= Number(maxContains) ||
    schemas.some(
      (schema) =>
        schema.contains !== undefined &&
        schema.maxContains !== undefined &&
        Number(schema.maxContains) <= Number(maxContains) &&
        proof.provesBack([contains], schema.contains),
    ) ||
    indices
      .filter((index) => index < most)
      .every((index) => proof.excludes(itemSchemas(proof, schemas, index), contains))
  );
}

function itemSchemas(proof: Proof, schemas: Conjunction, index: number): unknown[] {
  return schemas.flatMap((schema) => allItemSchemas(proof.left, schema, index));
}

/** The number of items at the beginning that have schemas of their own. */
function listedItems(proof: Proof, schemas: Conjunction): number {
  return Math.max(
    ...schemas.map((schema) =>
      schema.unevaluatedItems === undefined
        ? itemsOf(schema.prefixItems).length
        : Math.max(evaluatedBy(proof.left, schema, EVER).items, evaluatedBy(proof.right, schema, EVER).items),
    ),
  );
}

function closedLength(proof: Proof, schema: JsonObject): number {
  if (schema.items === false) return itemsOf(schema.prefixItems).length;
  if (schema.unevaluatedItems === false) {
    const { allItems, items } = evaluatedBy(proof.left, schema, EVER);
    if (!allItems) return items;
  }
  const values = schema.uniqueItems === true && schema.prefixItems === undefined && proof.few([schema.items]);
  return values ? values.length : Number.POSITIVE_INFINITY;
}
