import { isJsonObject } from "../json/json-object.js";
import { nodesOnCycles } from "./graph.js";
import type { LibraryEntry, SchemaLibrary } from "./schema-library.js";
import { subschemas } from "./subschemas.js";

/**
 * Finds the schemas that are checked by checking them again: a `$ref` to itself that goes by no property and no item
 * has no end, for a validator as for a type.
 */
export function endlessRefs(library: SchemaLibrary): LibraryEntry[] {
  const edges = new Map<string, string[]>();
  for (const entry of library.entries) {
    edges.set(entry.key, [...inPlaceTargets(library, entry.file, entry.schema)]);
  }
  const endless = nodesOnCycles(edges);
  return [...library.entries].filter(({ key }) => endless.has(key));
}

function* inPlaceTargets(library: SchemaLibrary, file: string, schema: unknown): Generator<string> {
  if (!isJsonObject(schema)) return;
  if (typeof schema.$ref === "string") {
    const target = library.targetOf(file, schema.$ref);
    if (target !== undefined) yield target;
  }
  for (const part of subschemas(schema)) {
    if (part.inPlace) yield* inPlaceTargets(library, file, part.schema);
  }
}
