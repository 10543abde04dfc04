import type { JsonObject } from "../../../src/json/json-object.js";
import type { PythonModule } from "../python/module.js";
import type { Names } from "../python/names.js";
import { TypeDefinitions } from "../types/definitions.js";
import { ObjectDefinitions } from "./object-definitions.js";
import { isRegistered, isVersionedObject } from "./versioned-object.js";

/** Schemas of versioned objects that definitions can refer to, and what is not known of them. */
export interface ImportedObjects {
  readonly document: JsonObject;
  readonly notes: readonly string[];
}

/**
 * Reads the versioned objects that files hold, and those that they refer to.
 *
 * @param chosen names of classes; without any all that are registered
 * @returns undefined when there are none
 */
export function importObjects(
  modules: readonly PythonModule[],
  names: Names,
  chosen: readonly string[],
): ImportedObjects | undefined {
  const classes = modules
    .flatMap((module) => [...module.classes.values()])
    .filter((each) => isVersionedObject(each, names))
    .filter((each) => (chosen.length === 0 ? isRegistered(each) : chosen.includes(each.name)));
  if (classes.length === 0) return undefined;
  const definitions = new TypeDefinitions();
  const objects = new ObjectDefinitions(names, definitions);
  const refs = classes.map((each) => objects.refTo(each));
  return {
    document: {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      description: "Versioned objects.",
      $defs: definitions.reachedFrom(refs),
    },
    notes: objects.notes,
  };
}
