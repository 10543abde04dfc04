import { itemsOf, type JsonObject, membersOf } from "../../../src/json/json-object.js";
import type { Conjunction } from "./alternatives.js";
import { greatest, least } from "./bounds.js";
import { memberSchemas, requiredNames } from "./parts.js";
import type { IsKept, Proof } from "./proof.js";

const NAMES_ARE_STRINGS = { type: "string" };

/** True when objects that the schemas accept keep to the target's own keywords. */
export function keepsObjectRules(
  proof: Proof,
  schemas: Conjunction,
  target: JsonObject,
  isKept: IsKept,
): boolean {
  const required = requiredNames(schemas);
  if (![...requiredNames([target])].every((name) => required.has(name))) return false;
  if (!countFits(schemas, required.size, target)) return false;
  if (!dependenciesFit(schemas, required, target) && !isKept(["dependentRequired"])) return false;
  return namesFit(proof, schemas, target) && membersFit(proof, schemas, target);
}

function countFits(schemas: Conjunction, required: number, target: JsonObject): boolean {
  const most = Math.min(least(schemas, "maxProperties"), ...schemas.map(closedCount));
  const fewest = Math.max(required, greatest(schemas, "minProperties"));
  return fewest >= greatest([target], "minProperties") && most <= least([target], "maxProperties");
}

function dependenciesFit(schemas: Conjunction, required: ReadonlySet<string>, target: JsonObject): boolean {
  return membersOf(target.dependentRequired).every(
    ([name, needed]) =>
      isImpossible(schemas, name) || itemsOf(needed).every((other) => required.has(String(other))),
  );
}

function namesFit(proof: Proof, schemas: Conjunction, target: JsonObject): boolean {
  if (target.propertyNames === undefined) return true;
  const closed = schemas.find((schema) => Number.isFinite(closedCount(schema)));
  if (closed !== undefined) {
    const names = membersOf(closed.properties).map(([name]) => name);
    return names.every(
      (name) => isImpossible(schemas, name) || proof.proves([nameSchema(name)], target.propertyNames),
    );
  }
  const known = schemas.flatMap((schema) =>
    schema.propertyNames === undefined ? [] : [schema.propertyNames],
  );
  return proof.proves([NAMES_ARE_STRINGS, ...known], target.propertyNames);
}

function membersFit(proof: Proof, schemas: Conjunction, target: JsonObject): boolean {
  const names = new Set(
    [...schemas, target].flatMap((schema) => membersOf(schema.properties).map(([name]) => name)),
  );
  for (const name of names) {
    const members = schemas.flatMap((schema) => memberSchemas(schema, name));
    if (!memberSchemas(target, name).every((part) => proof.proves(members, part))) return false;
  }
  const patterns = membersOf(target.patternProperties);
  const taken = patterns.map(([pattern]) => pattern);
  return (
    proof.proves(
      schemas.map((schema) => otherMembers(schema, taken)),
      target.additionalProperties ?? true,
    ) &&
    patterns.every(([pattern, part]) => {
      const others = schemas.map((schema) => otherMembers(schema, []));
      return proof.proves([...others, ...membersMatching(schemas, pattern)], part);
    })
  );
}

/** The schemas of every member whose name matches just that pattern. */
function membersMatching(schemas: Conjunction, pattern: string): unknown[] {
  return schemas.flatMap((schema) =>
    membersOf(schema.patternProperties).flatMap(([own, part]) => (own === pattern ? [part] : [])),
  );
}

const composed = new WeakMap<JsonObject, Map<string, unknown>>();

/** The schema of a member that none of `properties` names and that matches none of the patterns left out. */
function otherMembers(schema: JsonObject, leftOut: readonly string[]): unknown {
  const rest = schema.additionalProperties ?? true;
  const patterns = membersOf(schema.patternProperties).filter(([pattern]) => !leftOut.includes(pattern));
  if (patterns.length === 0) return rest;
  // The same object each time, so that a proof notices when it goes round in a circle.
  const known = composed.get(schema) ?? new Map<string, unknown>();
  composed.set(schema, known);
  const key = JSON.stringify(patterns.map(([pattern]) => pattern));
  const made = known.get(key) ?? { anyOf: [...patterns.map(([, part]) => part), rest] };
  known.set(key, made);
  return made;
}

const names = new Map<string, JsonObject>();

function nameSchema(name: string): JsonObject {
  const known = names.get(name) ?? { const: name };
  names.set(name, known);
  return known;
}

function isImpossible(schemas: Conjunction, name: string): boolean {
  return schemas.some((schema) => memberSchemas(schema, name).includes(false));
}

function closedCount(schema: JsonObject): number {
  const isClosed = schema.additionalProperties === false && schema.patternProperties === undefined;
  return isClosed ? membersOf(schema.properties).length : Number.POSITIVE_INFINITY;
}
