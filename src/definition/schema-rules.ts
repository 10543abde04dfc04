import { basename } from "node:path";
import { type JsonObject, memberOf, membersOf } from "../json/json-object.js";
import { joinPointer } from "./json-pointer.js";
import type { ReportMistake } from "./metaschema-check.js";
import { checkObjectRules } from "./object-rules.js";
import { patternProblem } from "./pattern/pattern-problem.js";
import { typesOf } from "./schema-types.js";

const OLD_DRAFT = /^https?:\/\/json-schema\.org\/(draft-0[1-7])\/schema#?$/;

/**
 * Reports what is wrong with one schema and what the metaschema cannot say. Schemas inside it are left alone, and the
 * draft of a whole file is told about by who reads it.
 */
export function checkSchemaRules(
  schema: JsonObject,
  { file, pointer }: { readonly file: string; readonly pointer: string },
  report: ReportMistake,
): void {
  if (typeof schema.$id === "string" && /#./.test(schema.$id))
    report(
      joinPointer(pointer, "$id"),
      'must have no fragment; a name after "#" is written as "$anchor"',
      "bad-ref",
    );
  const draft = pointer === "" ? undefined : oldDraft(schema, file);
  if (draft !== undefined) report(joinPointer(pointer, "$schema"), draft, "old-draft");
  checkPatterns(schema, pointer, report);
  checkInt64(schema, pointer, report);
  checkObjectRules(schema, pointer, report);
}

/** The problem of a schema that names a draft in which keywords mean something else. */
export function oldDraft(schema: unknown, file: string): string | undefined {
  const name = memberOf(schema, "$schema");
  const [, draft] = typeof name === "string" ? (OLD_DRAFT.exec(name) ?? []) : [];
  if (draft === undefined) return undefined;
  return `is of ${draft}; turn the file into 2020-12 with: npx oslo-gen import ${basename(file)}`;
}

function checkPatterns(schema: JsonObject, pointer: string, report: ReportMistake): void {
  const check = (pattern: string, ...path: readonly string[]) => {
    const problem = patternProblem(pattern);
    if (problem !== undefined) report(joinPointer(pointer, ...path), problem, "unsafe-pattern");
  };
  if (typeof schema.pattern === "string") check(schema.pattern, "pattern");
  for (const [pattern] of membersOf(schema.patternProperties)) check(pattern, "patternProperties", pattern);
}

function checkInt64(schema: JsonObject, pointer: string, report: ReportMistake): void {
  if (schema.format !== "int64") return;
  if (!typesOf(schema).includes("integer")) {
    report(joinPointer(pointer, "format"), 'int64 needs "type": "integer" beside it', "int64-type");
  }
}
