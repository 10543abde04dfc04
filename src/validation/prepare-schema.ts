import type { JsonSchema } from "../definition/descriptor.js";
import { CHECKED_FORMATS } from "../definition/formats.js";
import { PROGRAM_TYPE } from "../definition/program-type.js";
import { typesOf } from "../definition/schema-types.js";
import { SCHEMA_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS } from "../definition/subschemas.js";
import { VERSIONED_OBJECT } from "../definition/versioned-object.js";
import type { SchemaSurroundings } from "./evaluated-members.js";
import { takeInheritedNames } from "./inherited-names.js";
import { multipleOf } from "./multiple-of.js";
import { applyNumberRules } from "./number-rules.js";
import { closedFields } from "./objects/closed-fields.js";
import { FIELD_NAMES, fieldNames } from "./objects/field-names.js";
import { OSLO_DATE_TIME, osloDateTime } from "./oslo-date-time.js";
import { OSLO_DECIMAL, osloDecimal } from "./oslo-decimal.js";
import { isProgramValue, programTextChecks, standsForText } from "./program-forms/program-types.js";
import type { SchemaForm } from "./schema-form.js";
import { FOREIGN_VALUE, type Refinement, refinement, type SchemaObject } from "./schema-object.js";
import { takeUnevaluated, UNEVALUATED } from "./unevaluated.js";
import { uniqueItems } from "./unique-items.js";

/** Keywords that hold no schema. */
const PLAIN_KEYWORDS = [
  ...["type", "enum", "const"],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
  ...["minLength", "maxLength", "pattern"],
  ...["minItems", "maxItems", "minContains", "maxContains"],
  ...["minProperties", "maxProperties", "required", "dependentRequired"],
];
/** Keywords with schemas that are checked by a rule of ours, by what refers to them, or not at all. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...["unevaluatedItems", "unevaluatedProperties", "$defs", "definitions", "contentSchema"],
]);
const checked = (keywords: ReadonlySet<string>) => [...keywords].filter((keyword) => !LEFT_OUT.has(keyword));
const ONE_SCHEMA = checked(SCHEMA_KEYWORDS);
const SCHEMA_LISTS = checked(SCHEMA_LIST_KEYWORDS);
const SCHEMA_MAPS = checked(SCHEMA_MAP_KEYWORDS);

/**
 * Rewrites a JSON Schema 2020-12 so that typebox checks it by this library's rules. Keywords that only describe
 * are left out, and so are those of other dialects, which typebox would honour.
 *
 * @param rename gives the `$ref` to write for one of the schema
 * @param surroundings what the schema is looked at with when a value is checked
 */
export function prepareSchema(
  given: JsonSchema,
  form: SchemaForm,
  rename: (ref: string) => string,
  surroundings: SchemaSurroundings,
): JsonSchema {
  if (typeof given === "boolean") return given;
  const schema = form === "closed" || form === "write" ? closedFields(given) : given;
  const keywords: Record<string, unknown> = {};
  const prepare = (inner: unknown) => prepareSchema(inner as JsonSchema, form, rename, surroundings);

  for (const keyword of PLAIN_KEYWORDS) {
    if (Object.hasOwn(schema, keyword)) keywords[keyword] = schema[keyword];
  }
  // Any other format only describes, whatever typebox may know of it.
  if (CHECKED_FORMATS.has(String(schema.format))) keywords.format = schema.format;
  for (const keyword of ONE_SCHEMA) {
    if (Object.hasOwn(schema, keyword)) keywords[keyword] = prepare(schema[keyword]);
  }
  for (const keyword of SCHEMA_LISTS) {
    if (Object.hasOwn(schema, keyword)) keywords[keyword] = (schema[keyword] as unknown[]).map(prepare);
  }
  for (const keyword of SCHEMA_MAPS) {
    if (!Object.hasOwn(schema, keyword)) continue;
    const entries = Object.entries(schema[keyword] as SchemaObject).sort(constantsFirst);
    keywords[keyword] = Object.fromEntries(entries.map(([name, inner]) => [name, prepare(inner)]));
  }
  const fields = fieldNames(schema);
  if (fields !== undefined)
    Object.assign(keywords, { [VERSIONED_OBJECT]: schema[VERSIONED_OBJECT], [FIELD_NAMES]: fields });
  if (typeof schema.$ref === "string") keywords.$ref = rename(schema.$ref);
  const hasProgramType = Object.hasOwn(schema, PROGRAM_TYPE);
  if (hasProgramType) Object.assign(keywords, programKeywords(schema));

  const isOfPrograms = form === "read" || form === "write";

  const unevaluated = takeUnevaluated(schema, surroundings, prepare);
  if (unevaluated.rules.length > 0) keywords[UNEVALUATED] = unevaluated.rules;
  const ownChecks: Refinement[] = [
    ...(schema.uniqueItems === true ? [uniqueItems] : []),
    ...(schema.multipleOf === undefined ? [] : [multipleOf(schema.multipleOf)]),
    ...(schema.format === OSLO_DATE_TIME ? [osloDateTime] : []),
    ...(schema.format === OSLO_DECIMAL ? [osloDecimal] : []),
    ...(form === "encoded" ? programTextChecks(schema) : []),
    ...unevaluated.checks,
    ...((isOfPrograms || form === "closed") && !hasProgramType && takesObjects(schema) ? [noText] : []),
    ...takeInheritedNames(keywords),
  ];
  if (ownChecks.length > 0) keywords["~refine"] = ownChecks;
  const numberChecks = applyNumberRules(keywords, form === "either" ? "either" : "bigint");
  if (numberChecks.length > 0) keywords["~refine"] = [...ownChecks, ...numberChecks];
  return hasProgramType && isOfPrograms ? orConverted(keywords) : keywords;
}

/** Keywords that typebox does not know, by which texts are converted. */
function programKeywords({ [PROGRAM_TYPE]: programType, contentEncoding }: SchemaObject): SchemaObject {
  return { [PROGRAM_TYPE]: programType, ...(contentEncoding === undefined ? {} : { contentEncoding }) };
}

/** Lets pass also what programs have in the place of a text. */
function orConverted(prepared: SchemaObject): SchemaObject {
  const isConverted = refinement((value) => isProgramValue(prepared, value), "");
  return { anyOf: [{ "~refine": [isConverted] }, prepared] };
}

/** Refuses values that programs have in the place of texts, which are objects to typebox. */
const noText = refinement((value) => !standsForText(value), FOREIGN_VALUE);

function takesObjects(schema: SchemaObject): boolean {
  return typesOf(schema).includes("object") || isConstant(schema);
}

/** Orders checks: what tells alternatives from each other comes before what they have in common. */
function constantsFirst([, left]: [string, unknown], [, right]: [string, unknown]): number {
  return Number(isConstant(right)) - Number(isConstant(left));
}

function isConstant(schema: unknown): boolean {
  return typeof schema === "object" && schema !== null && ("const" in schema || "enum" in schema);
}
