import { itemsOf, type JsonObject, membersOf } from "../json/json-object.js";
import { joinPointer } from "./json-pointer.js";
import type { Report } from "./metaschema-check.js";
import { patternProblem } from "./pattern/pattern-problem.js";

const OBJECT_MEMBERS: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** True for a name that every object has already, such as `toString`: a validator finds it where nothing was sent. */
export function isObjectMember(name: unknown): name is string {
  return typeof name === "string" && OBJECT_MEMBERS.has(name);
}

/** The message about such a name. */
export const OBJECT_MEMBER_PROBLEM = "must not be called as a member every object has";

/** Reports what is wrong with one schema and what the metaschema cannot say. Schemas inside it are left alone. */
export function checkSchemaRules(schema: JsonObject, pointer: string, report: Report): void {
  // At the top of a file it is just a name: refs are followed by path.
  if (schema.$id !== undefined && pointer !== "") {
    report(
      joinPointer(pointer, "$id"),
      "must stand at the top of a file; here it would change what refs mean",
      "bad-ref",
    );
  }
  checkNames(schema, pointer, report);
  checkPatterns(schema, pointer, report);
  checkInt64(schema, pointer, report);
}

function checkNames(schema: JsonObject, pointer: string, report: Report): void {
  const refuse = (name: unknown, ...path: readonly (string | number)[]) => {
    if (isObjectMember(name)) report(joinPointer(pointer, ...path), OBJECT_MEMBER_PROBLEM, "object-member");
  };
  for (const keyword of ["properties", "dependentRequired", "dependentSchemas"]) {
    for (const [name] of membersOf(schema[keyword])) refuse(name, keyword, name);
  }
  for (const [index, name] of itemsOf(schema.required).entries()) refuse(name, "required", index);
  for (const [name, needed] of membersOf(schema.dependentRequired)) {
    for (const [index, item] of itemsOf(needed).entries()) refuse(item, "dependentRequired", name, index);
  }
}

function checkPatterns(schema: JsonObject, pointer: string, report: Report): void {
  const check = (pattern: string, ...path: readonly string[]) => {
    const problem = patternProblem(pattern);
    if (problem !== undefined) report(joinPointer(pointer, ...path), problem, "unsafe-pattern");
  };
  if (typeof schema.pattern === "string") check(schema.pattern, "pattern");
  for (const [pattern] of membersOf(schema.patternProperties)) check(pattern, "patternProperties", pattern);
}

function checkInt64(schema: JsonObject, pointer: string, report: Report): void {
  if (schema.format !== "int64") return;
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  if (!types.includes("integer")) {
    report(joinPointer(pointer, "format"), 'int64 needs "type": "integer" beside it', "int64-type");
  }
}
