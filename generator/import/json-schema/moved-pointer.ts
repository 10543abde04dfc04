import { joinPointer, pointerSegments } from "../../../src/definition/json-pointer.js";
import {
  SCHEMA_KEYWORDS,
  SCHEMA_LIST_KEYWORDS,
  SCHEMA_MAP_KEYWORDS,
} from "../../../src/definition/subschemas.js";
import { memberOf } from "../../../src/json/json-object.js";

/** The pointer to where 2020-12 has what stood at a pointer of an older draft; the document tells lists of items. */
export function movedPointer(pointer: string, document: unknown): string {
  const segments = pointerSegments(pointer);
  if (segments === undefined) return pointer;
  const made: string[] = [];
  let value: unknown = document;
  let isSchema = true;
  for (let index = 0; index < segments.length; index += 1) {
    const [segment = "", next = ""] = segments.slice(index, index + 2);
    const keyword: string = isSchema ? moved(segment, next, value) : segment;
    made.push(keyword);
    value = Array.isArray(value) ? value[Number(segment)] : memberOf(value, segment);
    if (isSchema && segment === "components" && next === "schemas") {
      index += 1;
      value = memberOf(value, next);
      isSchema = false;
    } else {
      // Inside of what is no keyword nothing moves.
      isSchema = isSchema ? SCHEMA_KEYWORDS.has(keyword) : true;
      if (!isSchema && !SCHEMA_MAP_KEYWORDS.has(keyword) && !SCHEMA_LIST_KEYWORDS.has(keyword))
        return joinPointer("", ...made, ...segments.slice(index + 1));
    }
  }
  return joinPointer("", ...made);
}

function moved(segment: string, next: string, schema: unknown): string {
  switch (segment) {
    case "definitions":
      return "$defs";
    case "components":
      return next === "schemas" ? "$defs" : segment;
    case "items":
      return isList(schema, next) ? "prefixItems" : segment;
    case "additionalItems":
      return "items";
    case "dependencies":
      return "dependentSchemas";
    default:
      return segment;
  }
}

function isList(schema: unknown, next: string): boolean {
  const items = memberOf(schema, "items");
  return items === undefined ? /^\d+$/.test(next) : Array.isArray(items);
}
