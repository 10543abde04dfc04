import { getOrInsert } from "../collections/get-or-insert.js";
import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../json/json-object.js";
import { sameValue } from "../json/same-value.js";
import type { SchemaOf, SetDefinitions } from "./definitions.js";
import { FORMAT_SAMPLES } from "./format-samples.js";
import { isMixedTarget } from "./int64-mix.js";
import { isNumeric, kindOf, kindsOf } from "./kinds.js";
import { memberSchemas } from "./parts.js";
import { hasForeignKeyword, isInt64, listedValues, MAX_IN_PLACE } from "./schema-node.js";

/** True or false for sure, or undefined: cannot tell. */
export type Answer = boolean | undefined;

const INT64 = { low: -(2n ** 63n), high: 2n ** 63n - 1n };

/** The answers that were given about a value, and the levels that they were asked at. */
interface Answers {
  get(schema: JsonObject): { readonly answer: Answer; readonly level: number } | undefined;
  set(schema: JsonObject, given: { readonly answer: Answer; readonly level: number }): unknown;
}

/**
 * The answers about arrays and objects, by value and schema, neither of which changes: alternatives ask the same of what is
 * inside a value time and again, which would double with each level of it, and values are built of values.
 */
const known = new WeakMap<SetDefinitions, WeakMap<object, Answers>>();

/**
 * Says whether a schema accepts a value. It knows what is simple, and says so when it does not know.
 *
 * @param beside the answers of the schemas around that speak of the same value
 */
export function accepts(
  definitions: SetDefinitions,
  schema: unknown,
  value: unknown,
  level = 0,
  beside?: Answers,
): Answer {
  if (!isJsonObject(schema)) return schema !== false;
  if (level > MAX_IN_PLACE || hasForeignKeyword(schema) || isMixedTarget(definitions, schema))
    return undefined;
  const answers = typeof value === "object" && value !== null ? answersOf(definitions, value) : beside;
  const before = answers?.get(schema);
  // What cannot be told so far down may be further up.
  if (before !== undefined && (before.answer !== undefined || before.level <= level)) return before.answer;
  const answer = all(checks(definitions, schema, value, level, answers));
  answers?.set(schema, { answer, level });
  return answer;
}

/** Makes what says of schemas whether they accept a value, and asks each once however many of them lead to it. */
export function askOf(value: unknown): (side: SchemaOf) => Answer {
  const given = new Map<SetDefinitions, Answers>();
  return ({ schema, definitions }) =>
    accepts(
      definitions,
      schema,
      value,
      0,
      getOrInsert(given, definitions, () => new Map()),
    );
}

function answersOf(definitions: SetDefinitions, value: object): Answers {
  const ofValues = getOrInsert(known, definitions, () => new WeakMap<object, Answers>());
  return getOrInsert(ofValues, value, () => new WeakMap());
}

function* checks(
  definitions: SetDefinitions,
  schema: JsonObject,
  value: unknown,
  level: number,
  beside: Answers | undefined,
): Generator<Answer> {
  const kind = kindOf(value);
  yield kindsOf(schema).has(kind);
  const listed = listedValues(schema);
  if (listed !== undefined) yield listed.some((item) => sameValue(item, value));
  let answers = beside;
  const inner = (part: unknown) => {
    answers ??= new Map();
    return accepts(definitions, part, value, level + 1, answers);
  };
  if (schema.$ref !== undefined) yield inner(definitions.target(schema.$ref));
  for (const part of itemsOf(schema.allOf)) yield inner(part);
  if (schema.anyOf !== undefined) yield any(itemsOf(schema.anyOf), inner);
  if (schema.oneOf !== undefined) yield one(itemsOf(schema.oneOf), inner);
  if (schema.not !== undefined) yield negated(inner(schema.not));
  if (schema.if !== undefined)
    yield condition(
      inner(schema.if),
      () => inner(schema.then ?? true),
      () => inner(schema.else ?? true),
    );
  if (isNumeric(kind)) yield* numberChecks(schema, value as number | bigint);
  if (typeof value === "string") yield* stringChecks(schema, value);
  if ((kind === "array" || kind === "object") && looksAtTheRest(schema)) yield undefined;
  if (Array.isArray(value)) yield* arrayChecks(definitions, schema, value);
  else if (isJsonObject(value)) yield* objectChecks(definitions, schema, value, level);
}

function* numberChecks(schema: JsonObject, value: number | bigint): Generator<Answer> {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (minimum !== undefined) yield value >= (minimum as number);
  if (maximum !== undefined) yield value <= (maximum as number);
  if (exclusiveMinimum !== undefined) yield value > (exclusiveMinimum as number);
  if (exclusiveMaximum !== undefined) yield value < (exclusiveMaximum as number);
  // The others agree on small integers only.
  if (multipleOf !== undefined) {
    const isPlain = [value, multipleOf].every((number) => Number.isSafeInteger(number));
    yield isPlain ? Number(value) % Number(multipleOf) === 0 : undefined;
  }
  if (isInt64(schema) && typeof value === "bigint") yield value >= INT64.low && value <= INT64.high;
}

function* stringChecks(schema: JsonObject, value: string): Generator<Answer> {
  const { minLength, maxLength, pattern, format } = schema;
  // Whoever counts otherwise than in code units agrees on these.
  const isPlain = /^[ -~]*$/.test(value);
  if (minLength !== undefined) yield isPlain ? value.length >= (minLength as number) : undefined;
  if (maxLength !== undefined) yield isPlain ? value.length <= (maxLength as number) : undefined;
  if (typeof pattern === "string") yield new RegExp(pattern, "u").test(value);
  if (typeof format === "string" && format !== "int64") {
    const samples = FORMAT_SAMPLES.get(format);
    yield samples?.good === value ? true : samples?.bad === value ? false : undefined;
  }
}

function* arrayChecks(
  definitions: SetDefinitions,
  schema: JsonObject,
  items: readonly unknown[],
): Generator<Answer> {
  const { minItems, maxItems, uniqueItems, contains } = schema;
  if (minItems !== undefined) yield items.length >= (minItems as number);
  if (maxItems !== undefined) yield items.length <= (maxItems as number);
  if (uniqueItems === true) {
    yield items.every((item, index) => items.slice(index + 1).every((other) => !sameValue(item, other)));
  }
  const prefix = itemsOf(schema.prefixItems);
  for (const [index, item] of items.entries()) {
    yield accepts(definitions, index < prefix.length ? prefix[index] : (schema.items ?? true), item);
  }
  if (contains !== undefined) yield undefined;
}

function* objectChecks(
  definitions: SetDefinitions,
  schema: JsonObject,
  object: JsonObject,
  level: number,
): Generator<Answer> {
  const names = Object.keys(object);
  for (const name of itemsOf(schema.required)) yield names.includes(String(name));
  if (schema.minProperties !== undefined) yield names.length >= (schema.minProperties as number);
  if (schema.maxProperties !== undefined) yield names.length <= (schema.maxProperties as number);
  for (const name of names) {
    for (const part of memberSchemas(schema, name)) yield accepts(definitions, part, object[name]);
    if (schema.propertyNames !== undefined) yield accepts(definitions, schema.propertyNames, name);
  }
  for (const [name, needed] of membersOf(schema.dependentRequired)) {
    if (names.includes(name)) yield itemsOf(needed).every((other) => names.includes(String(other)));
  }
  for (const [name, part] of membersOf(schema.dependentSchemas)) {
    if (names.includes(name)) yield accepts(definitions, part, object, level + 1);
  }
}

/** Validators do not agree on what was evaluated, nor whether an array has properties. */
export function looksAtTheRest(schema: JsonObject): boolean {
  return [schema.unevaluatedItems, schema.unevaluatedProperties].some(
    (rest) => rest !== undefined && rest !== true,
  );
}

function all(answers: Iterable<Answer>): Answer {
  let result: Answer = true;
  for (const answer of answers) {
    if (answer === false) return false;
    if (answer === undefined) result = undefined;
  }
  return result;
}

/** Asks no more of the choices than it takes to know. */
function any(choices: readonly unknown[], ask: (choice: unknown) => Answer): Answer {
  let result: Answer = false;
  for (const choice of choices) {
    const answer = ask(choice);
    if (answer === true) return true;
    if (answer === undefined) result = undefined;
  }
  return result;
}

function one(choices: readonly unknown[], ask: (choice: unknown) => Answer): Answer {
  let [sure, isSure] = [0, true];
  for (const choice of choices) {
    const answer = ask(choice);
    if (answer === true) sure += 1;
    if (answer === undefined) isSure = false;
    if (sure > 1) return false;
  }
  return isSure ? sure === 1 : undefined;
}

function negated(answer: Answer): Answer {
  return answer === undefined ? undefined : !answer;
}

function condition(test: Answer, whenTrue: () => Answer, whenFalse: () => Answer): Answer {
  if (test !== undefined) return test ? whenTrue() : whenFalse();
  const answer = whenTrue();
  return answer === whenFalse() ? answer : undefined;
}
