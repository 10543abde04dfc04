import type { ServiceModel } from "../../../src/definition/model.js";
import { objectClassOf, objectMembers } from "../../../src/definition/versioned-object.js";
import { isJsonObject } from "../../../src/json/json-object.js";

/** A value as programs of TypeScript have it, made of one as it travels. */
export type ProgramValue = (value: unknown) => unknown;

/** Turns values as they travel into those of programs: a versioned object becomes its fields. */
export function programValues({ $defs }: Pick<ServiceModel, "$defs">): ProgramValue {
  const names = $defs.flatMap(({ schema }) => objectClassOf(schema) ?? []).map(objectMembers);
  const convert = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert);
    if (!isJsonObject(value)) return value;
    const data = names.find((members) => Object.hasOwn(value, members.data))?.data;
    if (data !== undefined) return convert(value[data]);
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, convert(member)]));
  };
  return names.length === 0 ? (value) => value : convert;
}
