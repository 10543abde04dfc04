import { isJsonObject, itemsOf, type JsonObject } from "../../../src/json/json-object.js";
import type { Definitions } from "./definitions.js";
import { KINDS, type Kind, kindsOf } from "./kinds.js";
import { MAX_IN_PLACE } from "./schema-node.js";

/** Schemas that all hold for a value, with those that they refer to or are composed of. */
export type Conjunction = readonly JsonObject[];

/** A conjunction, for values of one kind. */
export interface Alternative {
  readonly kind: Kind;
  readonly schemas: Conjunction;
}

/** Beyond this many alternatives nobody could tell what a schema means. */
const MAX_ALTERNATIVES = 256;

/**
 * Takes schemas that hold together apart into alternatives of one kind of value each. Together they let every value
 * through that the schemas do, and perhaps more: `oneOf` counts as `anyOf`, and what else excludes values is left to
 * whoever looks at the schemas.
 *
 * @returns undefined when there are too many
 */
export function alternativesOf(
  definitions: Definitions,
  schemas: readonly unknown[],
): Alternative[] | undefined {
  const conjunctions = expand(definitions, schemas, []);
  return conjunctions?.flatMap((conjunction) =>
    KINDS.filter((kind) => conjunction.every((schema) => kindsOf(schema).has(kind))).map((kind) => ({
      kind,
      schemas: conjunction,
    })),
  );
}

function expand(
  definitions: Definitions,
  open: readonly unknown[],
  done: Conjunction,
): Conjunction[] | undefined {
  const isSaid = (schema: unknown) => schema !== false && (!isJsonObject(schema) || done.includes(schema));
  const first = open.findIndex((schema) => !isSaid(schema));
  if (first === -1) return [done];
  const [schema, ...others] = open.slice(first);
  if (!isJsonObject(schema)) return [];
  if (done.length > MAX_IN_PLACE) return undefined;
  const parts = [
    ...(schema.$ref === undefined ? [] : [definitions.target(schema.$ref)]),
    ...itemsOf(schema.allOf),
    ...others,
  ];
  const now = [...done, schema];
  let results: unknown[][] = [parts];
  for (const key of ["anyOf", "oneOf"]) {
    if (schema[key] === undefined) continue;
    results = results.flatMap((rest) => itemsOf(schema[key]).map((choice) => [choice, ...rest]));
    if (results.length > MAX_ALTERNATIVES) return undefined;
  }
  const all: Conjunction[] = [];
  for (const rest of results) {
    const found = expand(definitions, rest, now);
    if (found === undefined) return undefined;
    all.push(...found);
    if (all.length > MAX_ALTERNATIVES) return undefined;
  }
  return all;
}
