import { type Alternative, alternativesOf, type Conjunction } from "./alternatives.js";
import { areApart, boundsOf, greatest, least } from "./bounds.js";
import type { SetDefinitions } from "./definitions.js";
import { accepts } from "./evaluate.js";
import { isNumeric, kindOf } from "./kinds.js";
import { allMemberSchemas, requiredNames } from "./parts.js";
import { listedValues } from "./schema-node.js";
import { findWord } from "./text/find-word.js";
import { boundedTextRules } from "./text/format-patterns.js";

/** Both sides of a comparison. */
interface Sides {
  readonly left: SetDefinitions;
  readonly right: SetDefinitions;
}

/** Deep enough for a discriminator inside a discriminator. */
const MAX_DEPTH = 3;

/** True when no value of the alternative is accepted by the other schema, for sure. */
export function areDisjoint(sides: Sides, alternative: Alternative, other: unknown): boolean {
  return disjoint(sides, alternative, [other], 0);
}

function disjoint(
  sides: Sides,
  alternative: Alternative,
  others: readonly unknown[],
  depth: number,
): boolean {
  const alternatives = alternativesOf(sides.right, others);
  if (alternatives === undefined) return false;
  return alternatives.every(
    (candidate) =>
      candidate.kind !== alternative.kind || areApartWithinKind(sides, alternative, candidate, depth),
  );
}

function areApartWithinKind(
  sides: Sides,
  { kind, schemas }: Alternative,
  other: Alternative,
  depth: number,
): boolean {
  const refuses = (definitions: SetDefinitions, conjunction: Conjunction) => (value: unknown) =>
    kindOf(value) !== kind || conjunction.some((schema) => accepts(definitions, schema, value) === false);
  const isListed = (conjunction: Conjunction, test: (value: unknown) => boolean) =>
    conjunction.some((schema) => listedValues(schema)?.every(test));
  if (isListed(schemas, refuses(sides.right, other.schemas))) return true;
  if (isListed(other.schemas, refuses(sides.left, schemas))) return true;
  if (isNumeric(kind)) return areApart(boundsOf(kind, schemas), boundsOf(kind, other.schemas));
  if (kind === "string") return textsApart([...schemas, ...other.schemas]);
  if (kind === "array") return lengthsApart(schemas, other.schemas, "minItems", "maxItems");
  return kind === "object" && depth < MAX_DEPTH && haveMemberApart(sides, schemas, other.schemas, depth);
}

function textsApart(schemas: Conjunction): boolean {
  return findWord(boundedTextRules(schemas)) === "none";
}

function lengthsApart(left: Conjunction, right: Conjunction, low: string, high: string): boolean {
  return least(left, high) < greatest(right, low) || least(right, high) < greatest(left, low);
}

/** True when a member that one of them needs cannot be the same in both. */
function haveMemberApart(sides: Sides, left: Conjunction, right: Conjunction, depth: number): boolean {
  return [...requiredNames([...left, ...right])].some((name) => {
    const members = left.flatMap((schema) => allMemberSchemas(sides.left, schema, name));
    const others = right.flatMap((schema) => allMemberSchemas(sides.right, schema, name));
    const alternatives = alternativesOf(sides.left, members);
    return alternatives?.every((alternative) => disjoint(sides, alternative, others, depth + 1)) ?? false;
  });
}
