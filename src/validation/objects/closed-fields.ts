import { fieldsSchema, objectClassOf, objectMembers } from "../../definition/versioned-object.js";
import type { SchemaObject } from "../schema-object.js";

/** The schema of a versioned object that takes nothing but its fields; any other as it is. */
export function closedFields(schema: SchemaObject): SchemaObject {
  const objectClass = objectClassOf(schema);
  if (objectClass === undefined) return schema;
  const { data } = objectMembers(objectClass);
  const fields = { ...fieldsSchema(schema, objectClass), additionalProperties: false };
  return { ...schema, properties: { ...(schema.properties as SchemaObject), [data]: fields } };
}
