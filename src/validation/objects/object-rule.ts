import { parseVersion } from "../../definition/version.js";
import { objectClassOf, objectMembers } from "../../definition/versioned-object.js";
import { isJsonObject, itemsOf } from "../../json/json-object.js";
import type { FormRule } from "../program-forms/form-rule.js";
import { standsForText } from "../program-forms/program-types.js";
import { FIELD_NAMES } from "./field-names.js";
import { changesOf, fieldsOf, type ObjectState, objectState, stateOf } from "./versioned-object.js";

/**
 * `versionedObject`: programs have the fields of an object. It is written by a schema that was prepared with the form
 * "closed", so that what is no field of a class is refused.
 */
export const objectRule: FormRule = {
  holds: (schema) => objectClassOf(schema) !== undefined,
  read: (schema) => {
    const objectClass = objectClassOf(schema);
    if (objectClass === undefined) return (value) => value;
    const members = objectMembers(objectClass);
    const names = (schema[FIELD_NAMES] ?? []) as readonly string[];
    return (value) => {
      const data = isJsonObject(value) ? value[members.data] : undefined;
      if (!isJsonObject(value) || !isJsonObject(data)) return value;
      // As in Python, what is no field of the class is not there.
      const fields = Object.fromEntries(
        names.filter((name) => Object.hasOwn(data, name)).map((name) => [name, data[name]]),
      );
      const changes = itemsOf(value[members.changes]).filter(
        (name) => typeof name === "string" && Object.hasOwn(fields, name),
      );
      const state: ObjectState = {
        name: String(value[members.name]),
        version: String(value[members.version]),
        changes: changes as readonly string[],
        received: fieldsOf(fields),
      };
      return { ...fields, [objectState]: state };
    };
  },
  write: (schema) => {
    const objectClass = objectClassOf(schema);
    if (objectClass === undefined) return (value) => value;
    const members = objectMembers(objectClass);
    return (value) => {
      if (!isJsonObject(value) || standsForText(value) || Object.hasOwn(value, members.name)) return value;
      const { name = objectClass.name, version = objectClass.version } = stateOf(value) ?? {};
      const data: [string, unknown][] = [];
      for (const [field, inner] of Object.entries(value)) {
        if (inner === undefined) continue;
        if (isKnownTo(version, objectClass.since?.[field])) data.push([field, inner]);
      }
      const written = Object.fromEntries(data);
      const changes = changesOf(value).filter((field) => Object.hasOwn(written, field));
      return {
        [members.name]: name,
        [members.namespace]: objectClass.namespace,
        [members.version]: version,
        [members.data]: written,
        ...(changes.length === 0 ? {} : { [members.changes]: changes }),
      };
    };
  },
};

/** An object of an older version does not have the fields that came later (`obj_make_compatible`). */
function isKnownTo(version: string, since: string | undefined): boolean {
  const [has, needs] = [parseVersion(version.split(".").slice(0, 2).join(".")), parseVersion(since)];
  if (has === undefined || needs === undefined) return true;
  return has.major > needs.major || (has.major === needs.major && has.minor >= needs.minor);
}
