import { PROGRAM_TYPE } from "../../src/definition/program-type.js";
import {
  SCHEMA_KEYWORDS,
  SCHEMA_LIST_KEYWORDS,
  SCHEMA_MAP_KEYWORDS,
} from "../../src/definition/subschemas.js";
import { VERSIONED_OBJECT } from "../../src/definition/versioned-object.js";
import { isJsonObject, itemsOf, membersOf } from "../../src/json/json-object.js";
import { pythonPattern } from "./python-pattern.js";

/** Keywords that say nothing of which values fit. */
const DESCRIBING = ["title", "description", "examples", "default", "deprecated", "readOnly", "writeOnly"];
const MARKS = [VERSIONED_OBJECT, "$schema", "$id", "$anchor", "$comment", "$defs", "definitions"];
const CONTENT = ["contentMediaType", "contentSchema", "contentEncoding"];
const LEFT_OUT: ReadonlySet<string> = new Set([...DESCRIBING, ...MARKS, ...CONTENT]);

/**
 * A schema as the checks of generated Python read it: without what only describes, with patterns as Python has them,
 * and with integers of `format: int64` as a type of their own. A pattern that Python cannot have is left out.
 */
export function pythonSchema(schema: unknown): unknown {
  if (!isJsonObject(schema)) return schema;
  const isInt64 = schema.format === "int64";
  // What a lost pattern said of some names must not be refused to them.
  const isOpen = membersOf(schema.patternProperties).some(([name]) => pythonPattern(name) === undefined);
  const entries = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
    if (keyword === "contentEncoding" && Object.hasOwn(schema, PROGRAM_TYPE)) return [[keyword, value]];
    if (LEFT_OUT.has(keyword) || keyword.startsWith("x-")) return [];
    if (isOpen && ["additionalProperties", "unevaluatedProperties"].includes(keyword)) return [];
    if (isInt64 && keyword === "format") return [];
    if (isInt64 && keyword === "type") return [[keyword, int64Type(value)]];
    if (keyword === "pattern") return withPattern(String(value), (pattern) => [keyword, pattern]);
    return [[keyword, keywordValue(keyword, value)]];
  });
  return Object.fromEntries(entries);
}

function keywordValue(keyword: string, value: unknown): unknown {
  if (keyword === "patternProperties") {
    return Object.fromEntries(
      membersOf(value).flatMap(([name, inner]) =>
        withPattern(name, (pattern) => [pattern, pythonSchema(inner)]),
      ),
    );
  }
  if (SCHEMA_KEYWORDS.has(keyword)) return pythonSchema(value);
  if (SCHEMA_LIST_KEYWORDS.has(keyword)) return itemsOf(value).map(pythonSchema);
  if (!SCHEMA_MAP_KEYWORDS.has(keyword)) return value;
  return Object.fromEntries(membersOf(value).map(([name, inner]) => [name, pythonSchema(inner)]));
}

function int64Type(type: unknown): unknown {
  const named = (name: unknown) => (name === "integer" ? "int64" : name);
  return Array.isArray(type) ? type.map(named) : named(type);
}

function withPattern(pattern: string, entry: (translated: string) => [string, unknown]): [string, unknown][] {
  const translated = pythonPattern(pattern);
  return translated === undefined ? [] : [entry(translated)];
}
