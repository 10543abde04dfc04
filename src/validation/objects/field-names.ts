import { fieldsSchema, objectClassOf } from "../../definition/versioned-object.js";
import { membersOf } from "../../json/json-object.js";
import type { SchemaObject } from "../schema-object.js";

/** The keyword under which a prepared schema holds the fields of its object: its `properties` may not have all. */
export const FIELD_NAMES = "~fields";

/** The names of the fields of a schema as a definition has it; undefined when it describes no versioned object. */
export function fieldNames(schema: SchemaObject): readonly string[] | undefined {
  const objectClass = objectClassOf(schema);
  if (objectClass === undefined) return undefined;
  return membersOf(fieldsSchema(schema, objectClass).properties).map(([name]) => name);
}
