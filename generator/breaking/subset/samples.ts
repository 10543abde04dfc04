import { itemsOf, type JsonObject, membersOf } from "../../../src/json/json-object.js";
import { alternativesOf, type Conjunction } from "./alternatives.js";
import { greatest, least } from "./bounds.js";
import type { Definitions, SchemaOf } from "./definitions.js";
import { FORMAT_SAMPLES } from "./format-samples.js";
import { isNumeric, type Kind, kindOf } from "./kinds.js";
import { KnownSamples } from "./known-samples.js";
import { itemAt, memberSchemas, requiredNames } from "./parts.js";
import { listedValues } from "./schema-node.js";

const MAX_DEPTH = 4;
/** Of a value; inside of values fewer will do, as each is combined with others. */
const MAX_SAMPLES = 40;
const MAX_INNER_SAMPLES = 10;
const MAX_LENGTH = 10_000;

/** A schema that is sampled, and those whose limits are worth trying. */
interface Task {
  readonly left: Definitions;
  readonly right: Definitions;
  readonly depth: number;
  readonly known: KnownSamples;
}

/** Values that the first schema may accept, chosen where the two could differ. */
export function samplesOf(one: SchemaOf, other: SchemaOf): readonly unknown[] {
  const task = { left: one.definitions, right: other.definitions, depth: 0, known: new KnownSamples() };
  return sample(task, [one.schema], [other.schema]);
}

function sample(task: Task, schemas: readonly unknown[], hints: readonly unknown[]): readonly unknown[] {
  if (task.depth > MAX_DEPTH) return [];
  return task.known.get(task.depth, schemas, hints, () => findSamples(task, schemas, hints));
}

function findSamples(task: Task, schemas: readonly unknown[], hints: readonly unknown[]): unknown[] {
  const alternatives = (alternativesOf(task.left, schemas) ?? []).slice(0, 24);
  const hint = (alternativesOf(task.right, hints) ?? []).slice(0, 24);
  const found = alternatives.map(({ kind, schemas: conjunction }) => {
    const others = [...new Set(hint.filter((item) => item.kind === kind).flatMap((item) => item.schemas))];
    return valuesOf(task, kind, conjunction, others);
  });
  return interleave(found).slice(0, task.depth === 0 ? MAX_SAMPLES : MAX_INNER_SAMPLES);
}

function valuesOf(task: Task, kind: Kind, schemas: Conjunction, hints: Conjunction): unknown[] {
  const listed = [...schemas, ...hints].flatMap((schema) => listedValues(schema) ?? []);
  const given = schemas.flatMap((schema) => [
    ...itemsOf(schema.examples),
    ...(schema.default === undefined ? [] : [schema.default]),
  ]);
  const fitting = [...listed, ...given].filter((value) => kindOf(value) === kind);
  if (kind === "null") return [null];
  if (kind === "boolean") return [true, false];
  if (isNumeric(kind))
    return [...fitting, ...numberSamples(schemas, hints).filter((value) => kindOf(value) === kind)];
  if (kind === "string") return [...fitting, ...stringSamples(schemas, hints)];
  if (kind === "array")
    return [...fitting, ...arraySamples({ ...task, depth: task.depth + 1 }, schemas, hints)];
  return kind === "object"
    ? [...fitting, ...objectSamples({ ...task, depth: task.depth + 1 }, schemas, hints)]
    : [];
}

const LIMITS = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];

function numberSamples(schemas: Conjunction, hints: Conjunction): (number | bigint)[] {
  const limits = [...schemas, ...hints].flatMap((schema) => LIMITS.map((keyword) => schema[keyword]));
  return [0, 1, -1, 2, 0.5, ...limits.flatMap(around), 2n ** 53n, -(2n ** 60n)];
}

function around(limit: unknown): (number | bigint)[] {
  if (typeof limit === "bigint") return [limit, limit - 1n, limit + 1n];
  return typeof limit === "number" ? [limit, limit - 1, limit + 1, limit - 0.5, limit + 0.5] : [];
}

function stringSamples(schemas: Conjunction, hints: Conjunction): string[] {
  const all = [...schemas, ...hints];
  const lengths = [
    ...[greatest(schemas, "minLength"), least(schemas, "maxLength")],
    ...[greatest(hints, "minLength") - 1, least(hints, "maxLength") + 1],
  ].filter((length) => length >= 0 && length <= MAX_LENGTH);
  const formats = all.flatMap(({ format }) => {
    const samples = FORMAT_SAMPLES.get(String(format));
    return samples === undefined ? [] : [samples.good, ...(samples.bad === undefined ? [] : [samples.bad])];
  });
  return [
    ...formats,
    "",
    "a",
    "A",
    "0",
    " ",
    "a-b_c.1",
    ...lengths.flatMap((length) => ["a", "0"].map((char) => char.repeat(length))),
  ];
}

function arraySamples(task: Task, schemas: Conjunction, hints: Conjunction): unknown[][] {
  const itemsAt = (index: number) =>
    sample(
      task,
      schemas.map((schema) => itemAt(schema, index)),
      hints.map((schema) => itemAt(schema, index)),
    );
  const prefix = Math.max(0, ...[...schemas, ...hints].map((schema) => itemsOf(schema.prefixItems).length));
  const kept = Array.from({ length: prefix + 1 }, (_, index) => itemsAt(index));
  const ofLength = (length: number): unknown[] =>
    Array.from({ length }, (_, index) => kept[Math.min(index, prefix)]?.[0] ?? null);
  const shortest = greatest(schemas, "minItems");
  const lengths = [
    shortest,
    greatest(hints, "minItems") - 1,
    least(hints, "maxItems") + 1,
    prefix,
    prefix + 1,
    1,
    2,
  ];
  const arrays = lengths.filter((length) => length >= 0 && length <= 100).map(ofLength);
  for (const [index, items] of kept.entries()) {
    const base = ofLength(Math.max(shortest, index + 1));
    for (const item of items) arrays.push(base.map((value, place) => (place === index ? item : value)));
  }
  return arrays;
}

function objectSamples(task: Task, schemas: Conjunction, hints: Conjunction): JsonObject[] {
  const membersNamed = (name: string) => {
    const [own, others] = [schemas, hints].map((list) =>
      list.flatMap((schema) => memberSchemas(schema, name)),
    );
    return sample(task, own ?? [], others ?? []);
  };
  const base: [string, unknown][] = [...requiredNames(schemas)].map((name) => [
    name,
    membersNamed(name)[0] ?? null,
  ]);
  const names = new Set([
    ...[...schemas, ...hints].flatMap((schema) => membersOf(schema.properties).map(([name]) => name)),
    ...requiredNames([...schemas, ...hints]),
    ...[...schemas, ...hints].flatMap((schema) => membersOf(schema.dependentRequired).map(([name]) => name)),
    "another",
  ]);
  const variants = [...names].map((name) =>
    membersNamed(name).map((value) =>
      Object.fromEntries([...base.filter(([other]) => other !== name), [name, value]]),
    ),
  );
  return [Object.fromEntries(base), ...interleave(variants)];
}

/** The first of each list, then the second of each. */
function interleave<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, index) =>
    lists.flatMap((list) => list.slice(index, index + 1)),
  ).flat();
}
