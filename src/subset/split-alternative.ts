import { type Alternative, alternativesOf } from "./alternatives.js";
import { boundsOf } from "./bounds.js";
import { isNumeric } from "./kinds.js";
import { allMemberSchemas, requiredNames } from "./parts.js";
import type { Proof } from "./proof.js";
import { synthetic } from "./synthetic.js";

const MOST_VALUES = 32;
const MOST_BOUNDS = 8;

/**
 * Takes an alternative apart where the choices of a target differ: by the values of a member that tells them apart, or
 * by their bounds.
 *
 * @returns undefined when there is nothing to take it apart by
 */
export function splitByChoices(
  proof: Proof,
  alternative: Alternative,
  choices: readonly unknown[],
): Alternative[] | undefined {
  const others = choices
    .flatMap((choice) => alternativesOf(proof.right, [choice]) ?? [])
    .filter(({ kind }) => kind === alternative.kind);
  if (isNumeric(alternative.kind)) return splitByBounds(alternative, others);
  return alternative.kind === "object" ? splitByMember(proof, alternative, others) : undefined;
}

function splitByBounds(alternative: Alternative, others: readonly Alternative[]): Alternative[] | undefined {
  const { kind, schemas } = alternative;
  const own = boundsOf(kind, schemas);
  const cuts = others
    .map((other) => boundsOf(kind, other.schemas))
    .flatMap(({ low, high }) => [...low, ...high].map(({ value }) => Number(value)))
    .filter(
      (value) =>
        own.low.every((bound) => Number(bound.value) < value) &&
        own.high.every((bound) => Number(bound.value) > value),
    );
  const sorted = [...new Set(cuts)].sort((left, right) => left - right);
  if (sorted.length === 0 || sorted.length > MOST_BOUNDS) return undefined;
  const parts = [
    { exclusiveMaximum: sorted[0] },
    ...sorted.flatMap((cut, index) => [
      { const: cut },
      {
        exclusiveMinimum: cut,
        ...(index + 1 < sorted.length ? { exclusiveMaximum: sorted[index + 1] } : {}),
      },
    ]),
  ];
  return parts.map((part) => ({ kind, schemas: [...schemas, synthetic(part)] }));
}

function splitByMember(
  proof: Proof,
  alternative: Alternative,
  others: readonly Alternative[],
): Alternative[] | undefined {
  const { kind, schemas } = alternative;
  const names = new Set(others.flatMap((other) => [...requiredNames(other.schemas)]));
  for (const name of names) {
    const values = proof.few(schemas.flatMap((schema) => allMemberSchemas(proof.left, schema, name)));
    if (values === undefined) continue;
    const isOptional = !requiredNames(schemas).has(name);
    if (values.length > MOST_VALUES || values.length + Number(isOptional) < 2) continue;
    const rules = [
      ...values.map((value) => ({ properties: { [name]: { const: value } }, required: [name] })),
      ...(isOptional ? [{ properties: { [name]: false } }] : []),
    ];
    return rules.map((rule) => ({ kind, schemas: [...schemas, synthetic(rule)] }));
  }
  return undefined;
}
