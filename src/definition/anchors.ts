import { isJsonObject } from "../json/json-object.js";
import { joinPointer } from "./json-pointer.js";
import { SCHEMA_MAP_KEYWORDS } from "./subschemas.js";

/** Keywords whose value is data, which may look like a schema and is none. */
const DATA_KEYWORDS: ReadonlySet<string> = new Set(["const", "enum", "default", "examples"]);

/** The JSON pointers of the schemas in a document that call themselves by the name with `$anchor`. */
export function findAnchors(document: unknown, name: string): string[] {
  const found: string[] = [];
  /** The keys of a map are names and no keywords. */
  const visit = (value: unknown, pointer: string, isMap: boolean): void => {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, joinPointer(pointer, index), false);
    } else if (isJsonObject(value)) {
      if (!isMap && value.$anchor === name) found.push(pointer);
      for (const [key, member] of Object.entries(value)) {
        if (isMap || !DATA_KEYWORDS.has(key)) {
          visit(member, joinPointer(pointer, key), !isMap && SCHEMA_MAP_KEYWORDS.has(key));
        }
      }
    }
  };
  visit(document, "", false);
  return found;
}
