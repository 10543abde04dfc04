import type { Alternative } from "./alternatives.js";
import { areApart, boundsOf } from "./bounds.js";
import { isNumeric } from "./kinds.js";
import { allMemberSchemas, requiredNames } from "./parts.js";
import type { Proof } from "./proof.js";
import { hasImpossibleItem, itemCounts } from "./prove-array.js";
import { memberCounts } from "./prove-object.js";
import { isEmptyText } from "./prove-scalar.js";

/** True when the limits of an alternative leave no value of its kind. */
export function isEmptyKind(proof: Proof, { kind, schemas }: Alternative): boolean {
  if (isNumeric(kind)) {
    const bounds = boundsOf(kind, schemas);
    return areApart(bounds, bounds);
  }
  if (kind === "string") return isEmptyText(schemas);
  if (kind === "array") {
    const { fewest, most } = itemCounts(proof, schemas);
    return fewest > most || hasImpossibleItem(proof, schemas, fewest);
  }
  if (kind !== "object") return false;
  const { fewest, most } = memberCounts(proof, schemas);
  if (fewest > most) return true;
  return [...requiredNames(schemas)].some(
    (name) =>
      schemas.some((schema) => proof.refusesName(schema, name)) ||
      proof.proves(
        schemas.flatMap((schema) => allMemberSchemas(proof.left, schema, name)),
        false,
      ),
  );
}
