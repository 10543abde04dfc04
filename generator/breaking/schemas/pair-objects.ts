import type { DefinitionModel, ServiceModel } from "../../../src/definition/model.js";
import {
  fieldsSchema,
  type ObjectClass,
  objectClassOf,
  objectMembers,
} from "../../../src/definition/versioned-object.js";
import { isJsonObject, type JsonObject, membersOf } from "../../../src/json/json-object.js";
import { pairUp } from "../pairs.js";

/** A versioned object of one age. */
export interface ServiceObject {
  readonly definition: DefinitionModel;
  readonly schema: JsonObject;
  readonly objectClass: ObjectClass;
}

/** A class of versioned objects in both ages. */
export interface ObjectPair {
  readonly old: ServiceObject;
  readonly new: ServiceObject;
}

/** The versioned objects of both ages, by what the wire calls them. */
export function pairObjects(old: ServiceModel, now: ServiceModel): readonly ObjectPair[] {
  return pairUp(objectsOf(old), objectsOf(now), ({ objectClass }) => wireName(objectClass)).kept;
}

/** The names of an object's fields. */
export function fieldNames({ schema, objectClass }: ServiceObject): readonly string[] {
  return membersOf(fieldsSchema(schema, objectClass).properties).map(([name]) => name);
}

/** Two MAJORs of a class may stand beside each other. */
function wireName(objectClass: ObjectClass): string {
  const { name, namespace, version } = objectClass;
  return [objectMembers(objectClass).name, namespace, name, version.split(".")[0]].join(" ");
}

function objectsOf(model: ServiceModel): ServiceObject[] {
  return model.$defs.flatMap((definition) => {
    const { schema } = definition;
    const objectClass = objectClassOf(schema);
    return objectClass !== undefined && isJsonObject(schema) ? [{ definition, schema, objectClass }] : [];
  });
}
