import { itemsOf, type JsonObject, membersOf } from "../json/json-object.js";
import { joinPointer, pointerSegments } from "./json-pointer.js";
import type { ReportMistake } from "./metaschema-check.js";
import { parseVersion, sinceProblem } from "./version.js";
import { isAboutObject, objectClassOf, VERSIONED_OBJECT } from "./versioned-object.js";

/** Keywords that say something of the fields, and that a class of Python can keep to. */
const FIELD_KEYWORDS: ReadonlySet<string> = new Set([
  ...["type", "properties", "required", "additionalProperties"],
  ...["minProperties", "maxProperties", "dependentRequired"],
]);

/** Keywords that say where a schema is, what it holds for others, and what it is. */
const OTHER_KEYWORDS: ReadonlySet<string> = new Set([
  ...["$schema", "$id", "$anchor", "$comment", "$defs", "definitions", VERSIONED_OBJECT],
]);

/** Reports what is wrong with the schema of a versioned object and what the metaschema cannot say. */
export function checkObjectRules(schema: JsonObject, pointer: string, report: ReportMistake): void {
  const objectClass = objectClassOf(schema);
  if (objectClass === undefined) return;
  const place = joinPointer(pointer, VERSIONED_OBJECT);
  const holder = pointerSegments(pointer)?.at(-2) ?? "";
  if (pointer !== "" && !["$defs", "definitions"].includes(holder))
    report(place, 'must stand in "$defs", where the object has a name', "object-place");
  if (schema.type !== undefined && schema.type !== "object")
    report(joinPointer(pointer, "type"), 'must be "object": null is for who refers to it', "object-fields");
  for (const keyword of Object.keys(schema)) {
    if (FIELD_KEYWORDS.has(keyword) || OTHER_KEYWORDS.has(keyword) || isAboutObject(keyword)) continue;
    const message = 'does not go with a versioned object: its fields stand in "properties"';
    report(joinPointer(pointer, keyword), message, "object-fields");
  }
  const fields = new Set(membersOf(schema.properties).map(([name]) => name));
  for (const [name, since] of membersOf(objectClass.since)) {
    const at = joinPointer(place, "since", name);
    if (!fields.has(name)) report(at, "is no field of the object", "object-fields");
    const problem = sinceProblem(since, objectClass.version);
    if (problem !== undefined)
      report(at, problem.replace("of the definition", "of the object"), "since-range");
    const came = parseVersion(since);
    if (came !== undefined && came.minor > 0 && itemsOf(schema.required).includes(name)) {
      const message = `came later than ${came.major}.0: an older object lacks it, so it cannot be required`;
      report(at, message, "object-fields");
    }
  }
}
