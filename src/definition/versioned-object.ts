import { isJsonObject, type JsonObject } from "../json/json-object.js";
import type { JsonSchema } from "./descriptor.js";

/** The keyword of a schema that describes a versioned object. */
export const VERSIONED_OBJECT = "versionedObject";

/** The prefix of the members where an object does not say another (`VersionedObject.OBJ_SERIAL_NAMESPACE`). */
export const DEFAULT_PREFIX = "versioned_object";

/** A class of oslo.versionedobjects, as a definition names it. */
export interface ObjectClass {
  /** Name of the class (`VersionedObject.obj_name`). */
  readonly name: string;
  /** The project it is of (`OBJ_PROJECT_NAMESPACE`). */
  readonly namespace: string;
  /** MAJOR.MINOR; older ones of the same MAJOR are read, too. */
  readonly version: string;
  /** Beginning of the names of the members on the wire (`OBJ_SERIAL_NAMESPACE`). */
  readonly prefix?: string;
  /** The versions that fields came with. */
  readonly since?: Readonly<Record<string, string>>;
}

/** Keywords that stay with the object where its others say something of its fields. */
const OUTSIDE: ReadonlySet<string> = new Set([
  ...["title", "description", "deprecated", "default", "examples", "readOnly", "writeOnly"],
]);

/** The names of the members that an object has on the wire. */
export interface ObjectMembers {
  readonly name: string;
  readonly namespace: string;
  readonly version: string;
  readonly data: string;
  readonly changes: string;
}

/** The class of objects that a schema describes; undefined for any other schema. */
export function objectClassOf(schema: unknown): ObjectClass | undefined {
  const found = isJsonObject(schema) ? schema[VERSIONED_OBJECT] : undefined;
  return isJsonObject(found) ? (found as unknown as ObjectClass) : undefined;
}

/** The names of the members on the wire. */
export function objectMembers({ prefix = DEFAULT_PREFIX }: ObjectClass): ObjectMembers {
  return {
    name: `${prefix}.name`,
    namespace: `${prefix}.namespace`,
    version: `${prefix}.version`,
    data: `${prefix}.data`,
    changes: `${prefix}.changes`,
  };
}

/** The schema of the fields of a versioned object, whose schema is that of its form on the wire. */
export function fieldsSchema(schema: JsonObject, objectClass: ObjectClass): JsonObject {
  const { properties } = schema;
  const data = isJsonObject(properties) ? properties[objectMembers(objectClass).data] : undefined;
  return isJsonObject(data) ? data : {};
}

/**
 * Makes of a schema with an object's fields one of what travels (`VersionedObject.obj_to_primitive`), which keeps the
 * keyword. What has no such keyword is returned as it is.
 */
export function primitiveForm(schema: JsonObject): JsonObject {
  const objectClass = objectClassOf(schema);
  if (objectClass === undefined) return schema;
  const members = objectMembers(objectClass);
  const { [VERSIONED_OBJECT]: keyword, ...others } = schema;
  const entries = Object.entries(others);
  const fields = Object.fromEntries(entries.filter(([name]) => !isAboutObject(name)));
  return {
    ...Object.fromEntries(entries.filter(([name]) => isAboutObject(name))),
    type: "object",
    [VERSIONED_OBJECT]: keyword,
    properties: {
      [members.name]: { const: objectClass.name },
      [members.namespace]: { const: objectClass.namespace },
      [members.version]: {
        type: "string",
        pattern: readableVersions(objectClass.version),
        examples: [objectClass.version],
      },
      [members.data]: { ...fields, type: "object" },
      [members.changes]: { type: "array", items: { type: "string" } },
    },
    required: [members.name, members.namespace, members.version, members.data],
  };
}

/** True for a keyword that says nothing of an object's fields. */
export function isAboutObject(keyword: string): boolean {
  return OUTSIDE.has(keyword) || keyword.startsWith("x-");
}

/** Undoes `primitiveForm`. */
export function fieldsForm(schema: JsonSchema): JsonSchema {
  const objectClass = objectClassOf(schema);
  if (objectClass === undefined || !isJsonObject(schema)) return schema;
  const { type, properties, required, [VERSIONED_OBJECT]: keyword, ...outside } = schema;
  const fields = fieldsSchema(schema, objectClass);
  return { ...outside, [VERSIONED_OBJECT]: keyword, ...fields };
}

/**
 * Of the versions of the same MAJOR those that are no newer are read, as Python does; a third number stands for what was
 * ported back, and does not count.
 */
function readableVersions(version: string): string {
  const [major, minor] = version.split(".").map(Number);
  const minors = Array.from({ length: (minor ?? 0) + 1 }, (_, number) => number);
  return `^${major}\\.(?:${minors.join("|")})(?:\\.[0-9]+)?$`;
}
