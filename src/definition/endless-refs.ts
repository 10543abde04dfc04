import { isJsonObject } from "../json/json-object.js";
import type { DocumentPlace } from "./documents.js";
import { nodesOnCycles } from "./graph.js";
import { type LibraryEntry, REF_KEYWORDS, type SchemaLibrary } from "./schema-library.js";
import { subschemas } from "./subschemas.js";

/**
 * Finds the schemas that are checked by checking them again: a `$ref` to itself that goes by no property and no item
 * has no end, for a validator as for a type.
 */
export function endlessRefs(library: SchemaLibrary): LibraryEntry[] {
  const edges = new Map<string, string[]>();
  for (const entry of library.entries) {
    edges.set(entry.key, [...inPlaceTargets(library, entry, entry.schema)]);
  }
  const endless = nodesOnCycles(edges);
  return [...library.entries].filter(({ key }) => endless.has(key));
}

function* inPlaceTargets(library: SchemaLibrary, place: DocumentPlace, schema: unknown): Generator<string> {
  if (!isJsonObject(schema)) return;
  for (const keyword of REF_KEYWORDS) {
    const target = typeof schema[keyword] === "string" ? library.targetOf(place, keyword) : undefined;
    if (target !== undefined) yield target;
  }
  for (const part of subschemas(schema)) {
    if (part.inPlace) yield* inPlaceTargets(library, library.inside(place, ...part.path), part.schema);
  }
}
