import { getOrInsert } from "../../collections/get-or-insert.js";
import { PROGRAM_TYPE } from "../../definition/program-type.js";
import { typesOf } from "../../definition/schema-types.js";
import { type CompiledSchema, SchemaCompiler } from "../compile/schema-compiler.js";
import { prepareSchema } from "../prepare-schema.js";
import type { SchemaObject } from "../schema-object.js";
import { typeOf } from "./alternatives.js";

/** Keywords that say something of the value itself, without another schema. */
const KEYWORDS = [
  ...["type", "format", "enum", "const", "multipleOf", PROGRAM_TYPE],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
  ...["minLength", "maxLength", "pattern"],
  ...["minItems", "maxItems", "uniqueItems"],
  ...["minProperties", "maxProperties", "required", "dependentRequired"],
];

const known = new WeakMap<SchemaObject, CompiledSchema | "type" | "nothing">();

/** The rule of a schema's own keywords; undefined when the value keeps to them, as is plain to see. */
export function leafRule(schema: SchemaObject, value: unknown): CompiledSchema | undefined {
  const rule = getOrInsert(known, schema, () => ruleOf(schema));
  if (rule === "nothing") return undefined;
  if (rule !== "type") return rule;
  const type = typeOf(value);
  if (type !== "number" && type !== "integer" && typesOf(schema).includes(type)) return undefined;
  const made = compiled(schema);
  known.set(schema, made);
  return made;
}

function ruleOf(schema: SchemaObject): CompiledSchema | "type" | "nothing" {
  const keywords = KEYWORDS.filter((keyword) => Object.hasOwn(schema, keyword));
  if (keywords.length === 0) return "nothing";
  return keywords.length === 1 && keywords[0] === "type" ? "type" : compiled(schema);
}

function compiled(schema: SchemaObject): CompiledSchema {
  const own = Object.fromEntries(
    [...KEYWORDS, "contentEncoding"]
      .filter((keyword) => Object.hasOwn(schema, keyword))
      .map((keyword) => [keyword, schema[keyword]]),
  );
  const prepared = prepareSchema(own, "encoded", (ref) => ref, { resolve: () => true, fits: () => true });
  return new SchemaCompiler({ $defs: {}, remembered: new Set() }).compile(prepared);
}
