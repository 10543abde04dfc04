import { getOrInsert } from "../collections/get-or-insert.js";
import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../json/json-object.js";
import type { Conjunction } from "./alternatives.js";
import { greatest, least } from "./bounds.js";
import { ALWAYS, EVER, evaluatedBy, isEvaluated } from "./evaluated.js";
import { nameClasses } from "./name-classes.js";
import { allMemberSchemas, memberSchemas, requiredNames, withImplied } from "./parts.js";
import type { IsKept, Proof } from "./proof.js";
import { synthetic } from "./synthetic.js";
import { textRules } from "./text/text-rules.js";

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
  if (!countFits(proof, schemas, required.size, target)) return false;
  if (!dependenciesFit(proof, schemas, required, target) && !isKept(["dependentRequired"])) return false;
  return namesFit(proof, schemas, target) && membersFit(proof, schemas, target);
}

/** The fewest and the most members that objects of the schemas have. */
export function memberCounts(proof: Proof, schemas: Conjunction): { fewest: number; most: number } {
  return {
    fewest: Math.max(requiredNames(schemas).size, greatest(schemas, "minProperties")),
    most: Math.min(
      least(schemas, "maxProperties"),
      ...schemas.map((schema) => closedNames(proof, schemas, schema)?.length ?? Number.POSITIVE_INFINITY),
    ),
  };
}

function countFits(proof: Proof, schemas: Conjunction, required: number, target: JsonObject): boolean {
  if (target.minProperties === undefined && target.maxProperties === undefined) return true;
  const { fewest, most } = memberCounts(proof, schemas);
  return (
    Math.max(required, fewest) >= greatest([target], "minProperties") &&
    most <= least([target], "maxProperties")
  );
}

function dependenciesFit(
  proof: Proof,
  schemas: Conjunction,
  required: ReadonlySet<string>,
  target: JsonObject,
): boolean {
  return membersOf(target.dependentRequired).every(([name, needed]) => {
    if (isImpossible(proof, schemas, name)) return true;
    const implied = withImplied(schemas, [...required, name]);
    return itemsOf(needed).every((other) => implied.has(String(other)));
  });
}

function namesFit(proof: Proof, schemas: Conjunction, target: JsonObject): boolean {
  if (target.propertyNames === undefined) return true;
  const closed = schemas.flatMap((schema) => {
    const names = closedNames(proof, schemas, schema);
    return names === undefined ? [] : [names];
  });
  const [names] = closed;
  if (names !== undefined) {
    return names.every((name) => proof.proves([synthetic({ const: name })], target.propertyNames));
  }
  const known = schemas.flatMap((schema) =>
    schema.propertyNames === undefined ? [] : [schema.propertyNames],
  );
  return proof.proves([NAMES_ARE_STRINGS, ...known], target.propertyNames);
}

function membersFit(proof: Proof, schemas: Conjunction, target: JsonObject): boolean {
  const rest = target.unevaluatedProperties;
  const evaluated = rest === undefined ? undefined : evaluatedBy(proof.right, target, ALWAYS);
  const fits = (name: string): boolean => {
    const members = schemas.flatMap((schema) => allMemberSchemas(proof.left, schema, name));
    const parts = memberSchemas(target, name);
    const all = evaluated === undefined || isEvaluated(evaluated, name) ? parts : [...parts, rest];
    return all.every((part) => proof.proves(members, part));
  };
  const rules = schemas.flatMap(({ propertyNames }) => (isJsonObject(propertyNames) ? [propertyNames] : []));
  const only = rules.find((rule) => rule.enum !== undefined);
  const named = new Set(
    only === undefined
      ? [...schemas, target].flatMap((schema) => membersOf(schema.properties).map(([name]) => name))
      : itemsOf(only.enum).map(String),
  );
  for (const name of named) {
    if (!schemas.some((schema) => proof.refusesName(schema, name)) && !fits(name)) return false;
  }
  if (only !== undefined) return true;
  const classes = nameClasses([...schemas, target], named, textRules(rules).matching);
  if (classes !== undefined) return classes.every(fits);
  return rest === undefined && unknownNamesFit(proof, schemas, target);
}

/** As for every name that may match any of the patterns. */
function unknownNamesFit(proof: Proof, schemas: Conjunction, target: JsonObject): boolean {
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
  const known = getOrInsert(composed, schema, () => new Map());
  const key = JSON.stringify(patterns.map(([pattern]) => pattern));
  return getOrInsert(known, key, () => ({ anyOf: [...patterns.map(([, part]) => part), rest] }));
}

function isImpossible(proof: Proof, schemas: Conjunction, name: string): boolean {
  return schemas.some(
    (schema) => proof.refusesName(schema, name) || allMemberSchemas(proof.left, schema, name).includes(false),
  );
}

/** The names that a schema leaves, when it lists them. */
function closedNames(proof: Proof, schemas: Conjunction, schema: JsonObject): readonly string[] | undefined {
  const names = listedNames(proof, schema);
  return names?.filter((name) => !isImpossible(proof, schemas, name));
}

function listedNames(proof: Proof, schema: JsonObject): readonly string[] | undefined {
  if (schema.propertyNames === false || schema.maxProperties === 0) return [];
  if (schema.additionalProperties === false && schema.patternProperties === undefined)
    return membersOf(schema.properties).map(([name]) => name);
  if (schema.unevaluatedProperties === false) {
    const { names, patterns, allMembers } = evaluatedBy(proof.left, schema, EVER);
    if (!allMembers && patterns.length === 0) return [...names];
  }
  const listed = isJsonObject(schema.propertyNames) ? schema.propertyNames.enum : undefined;
  return listed === undefined ? undefined : itemsOf(listed).map(String);
}
