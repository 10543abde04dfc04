import { itemsOf, membersOf } from "../json/json-object.js";
import type { Alternative } from "./alternatives.js";
import { boundsOf, fewIntegers, least } from "./bounds.js";
import type { Kind } from "./kinds.js";
import { allItemSchemas, allMemberSchemas, requiredNames } from "./parts.js";
import type { Proof } from "./proof.js";
import { itemCounts } from "./prove-array.js";
import { findWord } from "./text/find-word.js";
import { boundedTextRules } from "./text/format-patterns.js";

/** A range with no more integers than these is gone through. */
const MAX_INTEGERS = 64;
const MAX_TEXTS = 16;
/** Objects and arrays that are put together. */
const MAX_COMPOSED = 64;
const MAX_ITEMS = 4;

/** The values that the limits of an alternative leave, when they are few; undefined when there may be more. */
export function fewValues({ kind, schemas }: Alternative): readonly unknown[] | undefined {
  if (kind === "null") return [null];
  if (kind === "boolean") return [true, false];
  if (kind === "integer") return fewIntegers(schemas, MAX_INTEGERS);
  return kind === "fraction" || kind === "bigint" ? singleNumber(kind, schemas) : undefined;
}

/** As {@link fewValues}, with texts, arrays and objects, which take longer to list. */
export function fewComposed(proof: Proof, alternative: Alternative): readonly unknown[] | undefined {
  const { kind, schemas } = alternative;
  if (kind === "string") return fewTexts(schemas);
  if (kind === "array") return fewArrays(proof, schemas);
  return kind === "object" ? fewObjects(proof, schemas) : fewValues(alternative);
}

/** A range that begins where it ends. */
function singleNumber(kind: Kind, schemas: Alternative["schemas"]): readonly unknown[] | undefined {
  const { low, high } = boundsOf(kind, schemas);
  const only = low.find(({ value }) => high.some((end) => end.value === value));
  return only === undefined ? undefined : [only.value];
}

function fewTexts(schemas: Alternative["schemas"]): readonly string[] | undefined {
  // Whoever counts otherwise than in characters agrees on none.
  if (least(schemas, "maxLength") === 0) return [""];
  const rules = boundedTextRules(schemas);
  const found: string[] = [];
  while (found.length <= MAX_TEXTS) {
    const word = findWord({ ...rules, except: found });
    if (word === "none") return found;
    if (word === "unknown") return undefined;
    found.push(word.text);
  }
  return undefined;
}

function fewArrays(proof: Proof, schemas: Alternative["schemas"]): readonly unknown[] | undefined {
  const { fewest, most } = itemCounts(proof, schemas);
  if (most > MAX_ITEMS) return undefined;
  const found: (readonly unknown[])[] = [];
  for (let length = fewest; length <= most; length += 1) {
    const places = Array.from({ length }, (_, index) =>
      proof.few(schemas.flatMap((schema) => allItemSchemas(proof.left, schema, index))),
    );
    const lists = combined(places);
    if (lists === undefined) return undefined;
    found.push(...lists);
  }
  return found.length > MAX_COMPOSED ? undefined : found;
}

function fewObjects(proof: Proof, schemas: Alternative["schemas"]): readonly unknown[] | undefined {
  const isEmpty = schemas.some(({ maxProperties }) => maxProperties === 0);
  const closed = schemas.find(
    ({ additionalProperties, patternProperties }) =>
      additionalProperties === false && patternProperties === undefined,
  );
  if (closed === undefined && !isEmpty) return undefined;
  const names = isEmpty ? [] : membersOf(closed?.properties).map(([name]) => name);
  const required = requiredNames(schemas);
  // What is required and has no name here is refused, which whoever checks the values finds.
  const members = names.map((name) => {
    const values = proof.few(schemas.flatMap((schema) => allMemberSchemas(proof.left, schema, name)));
    const present = values?.map((value): unknown => [name, value]);
    return present === undefined || required.has(name) ? present : [undefined, ...present];
  });
  return combined(members)?.map((entries) =>
    Object.fromEntries(entries.filter((entry) => entry !== undefined) as [string, unknown][]),
  );
}

/** All lists with one value of each; undefined when there are too many. */
function combined(
  places: readonly (readonly unknown[] | undefined)[],
): readonly (readonly unknown[])[] | undefined {
  let found: readonly (readonly unknown[])[] = [[]];
  for (const values of places) {
    if (values === undefined) return undefined;
    found = found.flatMap((list) => values.map((value) => [...itemsOf(list), value]));
    if (found.length > MAX_COMPOSED) return undefined;
  }
  return found;
}
