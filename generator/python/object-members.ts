import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../../src/json/json-object.js";

/** One member of the objects of a schema. */
export interface Member {
  readonly name: string;
  readonly isRequired: boolean;
  readonly schema: unknown;
}

/** More alternatives than anybody could read are left out: what they have in common is true of them all. */
const MAX_VARIANTS = 16;

/**
 * The members that objects of a schema may have, for each of its alternatives: with those of the schemas that it refers
 * to and is composed of. Where two say something of one member the first counts, unless it says nothing.
 *
 * @param target gives what a `$ref` leads to
 */
export function objectVariants(schema: unknown, target: (ref: string) => unknown): Member[][] {
  if (!isJsonObject(schema)) return [[]];
  const parts = [
    ...(typeof schema.$ref === "string" ? [[target(schema.$ref)]] : []),
    ...itemsOf(schema.allOf).map((inner) => [inner]),
    ...["anyOf", "oneOf"].flatMap((keyword) => (Array.isArray(schema[keyword]) ? [schema[keyword]] : [])),
  ];
  let variants: Member[][] = [ownMembers(schema)];
  for (const alternatives of parts) {
    const others = alternatives.flatMap((inner) => objectVariants(inner, target));
    if (variants.length * others.length > MAX_VARIANTS) continue;
    variants = variants.flatMap((members) => others.map((more) => [...members, ...more]));
  }
  return variants.map(merged);
}

/** True when a schema, or one that it refers to or is composed of, says that there may be members of any name. */
export function isOpenMap(schema: unknown, target: (ref: string) => unknown): boolean {
  if (!isJsonObject(schema)) return false;
  const others = schema.additionalProperties ?? schema.unevaluatedProperties ?? false;
  if (others !== false || membersOf(schema.patternProperties).length > 0) return true;
  const parts = [
    ...(typeof schema.$ref === "string" ? [target(schema.$ref)] : []),
    ...itemsOf(schema.allOf),
    ...itemsOf(schema.anyOf),
    ...itemsOf(schema.oneOf),
  ];
  return parts.some((part) => isOpenMap(part, target));
}

function ownMembers({ properties, required }: JsonObject): Member[] {
  const needed = new Set(itemsOf(required).map(String));
  const named = membersOf(properties).map(([name, schema]) => ({
    name,
    isRequired: needed.has(name),
    schema,
  }));
  const known = new Set(named.map(({ name }) => name));
  const others = [...needed].filter((name) => !known.has(name));
  return [...named, ...others.map((name) => ({ name, isRequired: true, schema: {} }))];
}

function merged(members: readonly Member[]): Member[] {
  const byName = new Map<string, Member>();
  for (const member of members) {
    const known = byName.get(member.name);
    const schema = known === undefined || saysNothing(known.schema) ? member.schema : known.schema;
    const isRequired = member.isRequired || known?.isRequired === true;
    byName.set(member.name, { name: member.name, isRequired, schema });
  }
  return [...byName.values()].filter(({ schema, isRequired }) => isRequired || schema !== false);
}

function saysNothing(schema: unknown): boolean {
  return !isJsonObject(schema) || Object.keys(schema).length === 0;
}
