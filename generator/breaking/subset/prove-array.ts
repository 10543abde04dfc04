import { itemsOf, type JsonObject } from "../../../src/json/json-object.js";
import type { Conjunction } from "./alternatives.js";
import { greatest, least } from "./bounds.js";
import { itemAt } from "./parts.js";
import type { IsKept, Proof } from "./proof.js";

/** True when arrays that the schemas accept keep to the target's own keywords. */
export function keepsArrayRules(
  proof: Proof,
  schemas: Conjunction,
  target: JsonObject,
  isKept: IsKept,
): boolean {
  const longest = Math.min(least(schemas, "maxItems"), ...schemas.map(closedLength));
  if (greatest(schemas, "minItems") < greatest([target], "minItems")) return false;
  if (longest > least([target], "maxItems")) return false;
  if (target.uniqueItems === true && longest > 1 && !schemas.some((schema) => schema.uniqueItems === true))
    return false;
  if (target.contains !== undefined && !isKept(["contains", "minContains", "maxContains"])) return false;

  const listed = Math.max(...[...schemas, target].map((schema) => itemsOf(schema.prefixItems).length));
  // The one after those that are listed stands for all that follow.
  for (let index = 0; index <= listed && index < longest; index += 1) {
    const items = schemas.map((schema) => itemAt(schema, index));
    if (!proof.proves(items, itemAt(target, index))) return false;
  }
  return true;
}

function closedLength(schema: JsonObject): number {
  return schema.items === false ? itemsOf(schema.prefixItems).length : Number.POSITIVE_INFINITY;
}
