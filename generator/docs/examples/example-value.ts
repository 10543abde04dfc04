import { getOrInsert } from "../../../src/collections/get-or-insert.js";
import { typesOf } from "../../../src/definition/schema-types.js";
import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../../../src/json/json-object.js";
import type { SetDefinitions } from "../../../src/subset/definitions.js";
import { accepts } from "../../../src/subset/evaluate.js";
import { FORMAT_SAMPLES } from "../../../src/subset/format-samples.js";
import { isInt64, listedValues, MAX_IN_PLACE } from "../../../src/subset/schema-node.js";
import { samplesOf } from "../../../src/subset/witness/samples.js";

/** A value deeper than this says no more. */
const MAX_DEPTH = 4;
/** So many members that may be absent show how an object looks; the rest is in the table of its type. */
const MOST_OPTIONAL = 8;

/** A value that fits a schema, to show how one looks. What the schema gives as an example or a default comes first. */
export function exampleValue(definitions: SetDefinitions, schema: unknown): unknown {
  const simple = example(definitions, schema, 0);
  if (accepts(definitions, schema, simple) !== false) return simple;
  const found = samplesOf({ schema, definitions }).find(
    (value) => accepts(definitions, schema, value) === true,
  );
  return found === undefined ? simple : found;
}

/** @param known what was made of the schemas for the same value: many ways may lead to one */
function example(
  definitions: SetDefinitions,
  schema: unknown,
  depth: number,
  level = 0,
  known = new Map<JsonObject, unknown>(),
): unknown {
  if (!isJsonObject(schema) || level > MAX_IN_PLACE) return "value";
  const inner = (part: unknown) => example(definitions, part, depth, level + 1, known);
  return getOrInsert(known, schema, () => exampleOf(definitions, schema, depth, inner));
}

/** @param inner makes one for a schema of the same value */
function exampleOf(
  definitions: SetDefinitions,
  schema: JsonObject,
  depth: number,
  inner: (part: unknown) => unknown,
): unknown {
  const given = [...itemsOf(schema.examples), ...(schema.default === undefined ? [] : [schema.default])];
  const [first] = [...given, ...(listedValues(schema) ?? [])];
  if (first !== undefined)
    return isInt64(schema) && Number.isInteger(first) ? BigInt(first as number) : first;
  const parts = [
    ...(schema.$ref === undefined ? [] : [definitions.target(schema.$ref)]),
    ...itemsOf(schema.allOf),
  ];
  const [choice] = [...itemsOf(schema.oneOf), ...itemsOf(schema.anyOf)];
  if (choice !== undefined) parts.push(choice);
  const own = ownExample(definitions, schema, depth);
  const all = [...parts.map(inner), ...(own === undefined ? [] : [own.value])];
  if (all.length > 0 && all.every(isJsonObject)) return Object.assign({}, ...all) as unknown;
  return all.length === 0 ? "value" : all[0];
}

function ownExample(
  definitions: SetDefinitions,
  schema: JsonObject,
  depth: number,
): { readonly value: unknown } | undefined {
  const type =
    typesOf(schema).find((name) => name !== "null") ?? schema.type ?? (schema.properties && "object");
  switch (Array.isArray(type) ? "null" : type) {
    case "string":
      return { value: text(schema) };
    case "integer":
      return { value: isInt64(schema) ? BigInt(number(schema, 1)) : number(schema, 1) };
    case "number":
      return { value: number(schema, 1.5) };
    case "boolean":
      return { value: true };
    case "null":
      return { value: null };
    case "array":
      return { value: items(definitions, schema, depth + 1) };
    case "object":
      return { value: members(definitions, schema, depth + 1) };
    default:
      return undefined;
  }
}

/** Texts of which one fits most of the patterns that people write. */
const TEXTS = [
  ...[
    "text",
    "a",
    "A",
    "1",
    "1.0",
    "1.0.0",
    "a-b",
    "a_b",
    "a.b",
    "a/b",
    "/a",
    "a:b",
    "a@b",
    "host@backend#pool",
  ],
  ...["00", "0000", "00000000", "0123456789abcdef", "fa:16:3e:00:00:01", "192.0.2.0/24", "#000000"],
  ...[...FORMAT_SAMPLES.values()].map(({ good }) => good),
];

function text({ format, minLength, maxLength, pattern }: JsonObject): string {
  if (typeof pattern === "string") {
    const fitting = TEXTS.find((candidate) => new RegExp(pattern, "u").test(candidate));
    if (fitting !== undefined) return fitting;
  }
  const sample = FORMAT_SAMPLES.get(String(format))?.good ?? "text";
  const padded = typeof minLength === "number" && minLength < 1000 ? sample.padEnd(minLength, "x") : sample;
  return typeof maxLength === "number" ? padded.slice(0, maxLength) : padded;
}

function number({ minimum, maximum, exclusiveMinimum, multipleOf }: JsonObject, usual: number): number {
  if (typeof multipleOf === "number") return multipleOf;
  const low = typeof exclusiveMinimum === "number" ? exclusiveMinimum + 1 : Number(minimum ?? usual);
  return Math.min(Math.max(low, minimum === undefined ? Math.min(low, usual) : low), Number(maximum ?? low));
}

function items(definitions: SetDefinitions, schema: JsonObject, depth: number): unknown[] {
  const prefix = itemsOf(schema.prefixItems).map((part) => example(definitions, part, depth));
  const wanted = Math.min(Math.max(Number(schema.minItems ?? 0), depth < MAX_DEPTH ? 1 : 0), 10);
  while (prefix.length < wanted && schema.items !== false)
    prefix.push(example(definitions, schema.items ?? true, depth));
  return prefix;
}

function members(definitions: SetDefinitions, schema: JsonObject, depth: number): JsonObject {
  const required = new Set(itemsOf(schema.required).map(String));
  const all = membersOf(schema.properties);
  const optional = all.filter(([name, part]) => !required.has(name) && part !== false).map(([name]) => name);
  const chosen = new Set(depth <= 2 ? optional.slice(0, MOST_OPTIONAL) : []);
  const shown = all.filter(([name]) => required.has(name) || chosen.has(name));
  const known = new Set(shown.map(([name]) => name));
  const others = [...required]
    .filter((name) => !known.has(name))
    .map((name) => [name, schema.additionalProperties ?? true] as const);
  const deep = depth < MAX_DEPTH * 2 ? [...shown, ...others] : [];
  return Object.fromEntries(
    deep
      .filter(([name, part]) => part !== false && (required.has(name) || depth < MAX_DEPTH))
      .map(([name, part]) => [name, example(definitions, part, depth)]),
  );
}
