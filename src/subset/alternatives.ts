import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../json/json-object.js";
import type { SetDefinitions } from "./definitions.js";
import { KINDS, type Kind, kindsOf } from "./kinds.js";
import { MAX_IN_PLACE } from "./schema-node.js";
import { negationOf, synthetic } from "./synthetic.js";

/** Schemas that all hold for a value, with those that they refer to or are composed of. */
export type Conjunction = readonly JsonObject[];

/** A conjunction, for values of one kind. */
export interface Alternative {
  readonly kind: Kind;
  readonly schemas: Conjunction;
}

/** Beyond this many alternatives nobody could tell what a schema means. */
const MAX_ALTERNATIVES = 256;
/** Choices that leave no value are none of them, but there may be any number. */
const MAX_WAYS = 4096;
/** Each doubles the alternatives. */
const MAX_DEPENDENT = 2;

/**
 * Takes schemas that hold together apart into alternatives of one kind of value each. Together they let every value
 * through that the schemas do, and perhaps more: `oneOf` counts as `anyOf`, and what else excludes values is left to
 * whoever looks at the schemas.
 *
 * @returns undefined when there are too many
 */
export function alternativesOf(
  definitions: SetDefinitions,
  schemas: readonly unknown[],
): Alternative[] | undefined {
  const conjunctions = expand(definitions, schemas, [], { left: MAX_WAYS });
  return conjunctions?.flatMap((conjunction) =>
    KINDS.filter((kind) => conjunction.every((schema) => kindsOf(schema).has(kind))).map((kind) => ({
      kind,
      schemas: conjunction,
    })),
  );
}

function expand(
  definitions: SetDefinitions,
  open: readonly unknown[],
  done: Conjunction,
  ways: { left: number },
): Conjunction[] | undefined {
  if (open.includes(false)) {
    ways.left -= 1;
    return [];
  }
  const first = open.findIndex((schema) => isJsonObject(schema) && !done.includes(schema));
  const [schema, ...others] = first === -1 ? [] : open.slice(first);
  if (!isJsonObject(schema)) return [done];
  if (done.length > MAX_IN_PLACE) return undefined;
  const now = [...done, schema];
  let results: unknown[][] = [[...alsoHolding(definitions, schema), ...others]];
  for (const choices of choicesOf(schema)) {
    results = results.flatMap((rest) => choices.map((choice) => [...choice, ...rest]));
    if (results.length > MAX_ALTERNATIVES) return undefined;
  }
  const all: Conjunction[] = [];
  for (const rest of results) {
    const found = expand(definitions, rest, now, ways);
    if (found === undefined || ways.left < 0) return undefined;
    all.push(...found);
    if (all.length > MAX_ALTERNATIVES) return undefined;
  }
  return all;
}

/** The schemas that hold wherever the schema does. */
export function alsoHolding(definitions: SetDefinitions, schema: JsonObject): unknown[] {
  const { $ref, allOf, not } = schema;
  const [keyword, ...more] = Object.keys(isJsonObject(not) ? not : {});
  const isAlone = isJsonObject(not) && more.length === 0;
  const [name, ...others] = isAlone && keyword === "required" ? itemsOf(not.required) : [];
  return [
    ...($ref === undefined ? [] : [definitions.target($ref)]),
    ...itemsOf(allOf),
    ...(isAlone && keyword === "not" ? [not.not] : []),
    ...(name !== undefined && others.length === 0
      ? [synthetic({ type: "object", properties: { [String(name)]: false } })]
      : []),
  ];
}

/** For each choice that the schema leaves a value, what holds with each answer. */
export function choicesOf(schema: JsonObject): (readonly unknown[])[][] {
  const choices: (readonly unknown[])[][] = [];
  for (const key of ["anyOf", "oneOf"]) {
    if (schema[key] !== undefined) choices.push(itemsOf(schema[key]).map((choice) => [choice]));
  }
  const { if: test, then: whenTrue = true, else: whenFalse = true, dependentSchemas } = schema;
  if (isJsonObject(test) && (whenTrue !== true || whenFalse !== true)) {
    choices.push([
      [test, whenTrue],
      [negationOf(test), whenFalse],
    ]);
  }
  const dependent = membersOf(dependentSchemas);
  for (const [name, inner] of dependent.length > MAX_DEPENDENT ? [] : dependent) {
    choices.push([[synthetic({ properties: { [name]: false } })], [synthetic({ required: [name] }), inner]]);
  }
  return choices;
}
