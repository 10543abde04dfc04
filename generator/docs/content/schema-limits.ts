import { octetEncoding } from "../../../src/definition/content-encoding.js";
import { typesOf } from "../../../src/definition/schema-types.js";
import { objectClassOf } from "../../../src/definition/versioned-object.js";
import { stringifyJson } from "../../../src/json/json.js";
import { itemsOf, type JsonObject, membersOf } from "../../../src/json/json-object.js";

/** One thing that a schema says of its values beside their type: words, and what stands there as code. */
export interface Limit {
  readonly words: string;
  readonly code?: string;
}

/** Longer values are told by their beginning: a page is no place for a certificate. */
const LONGEST_VALUE = 200;

/** Most examples that are shown of one schema. */
const MOST_EXAMPLES = 3;

/** Keywords that need a schema to be told; they are shown as they are. */
const OTHER_RULES = [
  ...["not", "if", "then", "else", "dependentSchemas", "propertyNames"],
  ...["contains", "minContains", "maxContains", "unevaluatedItems"],
];

/** The limits, formats, patterns, defaults and examples of a schema, without those of the schemas that it refers to. */
export function limitsOf(schema: JsonObject): Limit[] {
  const { pattern, contentEncoding, contentMediaType } = schema;
  return [
    ...objectClass(schema),
    ...integer(schema),
    ...valued("format", schema.format),
    ...range(schema),
    ...valued("multiple of", schema.multipleOf),
    ...count("character", schema.minLength, schema.maxLength),
    ...(typeof pattern === "string" ? [{ words: "pattern", code: shortened(pattern) }] : []),
    ...encoding(contentEncoding),
    ...valued("content", contentMediaType),
    ...count("item", schema.minItems, schema.maxItems),
    ...(schema.uniqueItems === true ? [{ words: "no item twice" }] : []),
    ...count("member", schema.minProperties, schema.maxProperties),
    ...(isClosed(schema) ? [{ words: "no other members" }] : []),
    ...dependencies(schema),
    ...defaultOf(schema),
    ...itemsOf(schema.examples)
      .slice(0, MOST_EXAMPLES)
      .map((value, index) => ({ words: index === 0 ? "such as" : "or", code: jsonText(value) })),
  ];
}

/** The rules of a schema that are shown as JSON Schema; none, or one object with all. */
export function otherRulesOf(schema: JsonObject): JsonObject[] {
  const rules = OTHER_RULES.filter((keyword) => Object.hasOwn(schema, keyword));
  return rules.length === 0 ? [] : [Object.fromEntries(rules.map((keyword) => [keyword, schema[keyword]]))];
}

/** A value as JSON on one line, shortened. */
export function jsonText(value: unknown): string {
  return shortened(stringifyJson(value));
}

function shortened(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

function encoding(contentEncoding: unknown): Limit[] {
  const name = octetEncoding(contentEncoding);
  return name === undefined ? valued("encoding", contentEncoding) : [{ words: `${name} octets` }];
}

function objectClass(schema: JsonObject): Limit[] {
  const found = objectClassOf(schema);
  if (found === undefined) return [];
  return [{ words: "versioned object", code: `${found.namespace} ${found.name} ${found.version}` }];
}

/** In TypeScript an integer is a number like another. */
function integer(schema: JsonObject): Limit[] {
  const isInteger = typesOf(schema).includes("integer");
  return isInteger && schema.format !== "int64" ? [{ words: "integer" }] : [];
}

function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonObject): Limit[] {
  if (minimum !== undefined && maximum !== undefined)
    return [
      { words: "from", code: String(minimum) },
      { words: "to", code: String(maximum) },
    ];
  return [
    ...valued("at least", minimum),
    ...valued("more than", exclusiveMinimum),
    ...valued("at most", maximum),
    ...valued("less than", exclusiveMaximum),
  ];
}

function count(noun: string, least: unknown, most: unknown): Limit[] {
  const nouns = (number: unknown) => `${String(number)} ${noun}${number === 1 ? "" : "s"}`;
  if (least !== undefined && least === most) return [{ words: `exactly ${nouns(most)}` }];
  if (least !== undefined && least !== 0 && most !== undefined)
    return [{ words: `${String(least)} to ${nouns(most)}` }];
  if (most !== undefined) return [{ words: `at most ${nouns(most)}` }];
  return least === undefined || least === 0 ? [] : [{ words: `at least ${nouns(least)}` }];
}

function isClosed({ additionalProperties, unevaluatedProperties }: JsonObject): boolean {
  return additionalProperties === false || unevaluatedProperties === false;
}

function dependencies(schema: JsonObject): Limit[] {
  return membersOf(schema.dependentRequired).map(([name, others]) => ({
    words: "with",
    code: `${name}: ${itemsOf(others).join(", ")}`,
  }));
}

function defaultOf(schema: JsonObject): Limit[] {
  return Object.hasOwn(schema, "default") ? [{ words: "default", code: jsonText(schema.default) }] : [];
}

function valued(words: string, value: unknown): Limit[] {
  return value === undefined ? [] : [{ words, code: shortened(String(value)) }];
}
