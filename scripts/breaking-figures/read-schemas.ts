import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { convertDocument } from "../../generator/import/json-schema/convert-schema.js";
import type { DocumentPlace } from "../../src/definition/documents.js";
import { joinPointer, pointerSegments, valueAt } from "../../src/definition/json-pointer.js";
import { rewriteRefs } from "../../src/definition/rewrite-refs.js";
import { isJsonObject, type JsonObject, membersOf } from "../../src/json/json-object.js";
import { ROOT } from "./proven-pairs.js";
import type { SchemaDefinitions } from "./schema-walk.js";

const MOST_BYTES = 400_000;
const FEWEST_BYTES = 1500;
const META = /"\$schema"\s*:\s*"https?:\/\/json-schema\.org\/draft/;

/** The JSON Schemas below a folder whose refs stay inside of them, by path, each content once. */
export function* schemasBelow(
  folder: string,
): Generator<{ readonly file: string; readonly definitions: SchemaDefinitions }> {
  const seen = new Set<string>();
  for (const file of filesBelow(folder)) {
    const text = readFileSync(file, "utf8");
    if (!META.test(text.slice(0, 4000)) || seen.has(text)) continue;
    seen.add(text);
    const definitions = definitionsOf(text);
    if (definitions !== undefined) yield { file, definitions };
  }
}

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile() && entry.name.endsWith(".json")) {
      const { size } = statSync(path);
      if (size >= FEWEST_BYTES && size <= MOST_BYTES) yield path;
    }
  }
}

function definitionsOf(text: string): SchemaDefinitions | undefined {
  try {
    const { $defs, ...root } = convertDocument(JSON.parse(text) as JsonObject, new Map());
    const all = new Map<string, unknown>([[ROOT, root], ...membersOf($defs)]);
    const document = { $defs: Object.fromEntries(all) };
    const nameOf = ({ pointer }: DocumentPlace) => {
      const ref = String(valueAt(document, [...(pointerSegments(pointer) ?? []), "$ref"]));
      const name = ref === "#" ? ROOT : ref.replace(/^#\/\$defs\//, "");
      if (!all.has(name)) throw new Error("leads elsewhere");
      return name;
    };
    const inside = (place: DocumentPlace, ...path: readonly (string | number)[]) => ({
      ...place,
      pointer: joinPointer(place.pointer, ...path),
    });
    const at = (name: string) => ({ file: "", pointer: joinPointer("", "$defs", name) });
    const definitions = Object.fromEntries(
      [...all].map(([name, schema]) => [name, rewriteRefs(schema, at(name), { nameOf, inside })]),
    );
    const hasMuch = isJsonObject(definitions[ROOT]) && Object.keys(definitions[ROOT]).length > 0;
    return hasMuch ? definitions : undefined;
  } catch {
    return undefined;
  }
}
