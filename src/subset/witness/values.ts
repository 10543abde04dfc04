import { getOrInsert } from "../../collections/get-or-insert.js";
import { itemsOf, type JsonObject, membersOf } from "../../json/json-object.js";
import { sameValue } from "../../json/same-value.js";
import { greatest, least } from "../bounds.js";
import type { SchemaOf } from "../definitions.js";
import { isNumeric, kindOf } from "../kinds.js";
import { nameClasses } from "../name-classes.js";
import { allItemSchemas, allMemberSchemas, requiredNames, withImplied } from "../parts.js";
import { listedValues } from "../schema-node.js";
import { first, interleave, mayFit, type SchemaPart, type Shape, shapesOf, surestFirst } from "./part.js";
import { numbersOf, textsOf } from "./scalar-values.js";

/** Of the values of schemas as many are kept. */
const MOST_VALUES = 8;
const MOST_TRIED = 40;
/** Values inside values: those of people end before. */
const MAX_DEPTH = 9;
const MOST_ITEMS = 300;
const MOST_MEMBERS = 200;
const MOST_REPAIRS = 12;

/** Values that were found before. */
interface Known {
  readonly values: readonly unknown[];
  /** They are those of a question that is asked so far down, or further. */
  readonly from: number;
  /** The highest place that they were cut short by. */
  readonly cutBy: number;
}

/** The search has gone on for long enough. */
export class SearchEnds extends Error {}

/** Makes values that schemas accept, as far as that is known. */
export class Values {
  readonly #ids = new Map<unknown, number>();
  readonly #known = new Map<string, Known>();
  /** The schemas that are asked inside each other, and how far down each is. */
  readonly #open = new Map<string, number>();
  /** The highest place that what was cut short since depends on. */
  #cutBy = Number.POSITIVE_INFINITY;
  #steps = 0;

  /** Lets as many values be tried from now on. */
  allow(steps: number): void {
    this.#steps = steps;
  }

  /** Counts a value that is tried. @throws {SearchEnds} */
  step(): void {
    this.#steps -= 1;
    if (this.#steps < 0) throw new SearchEnds();
  }

  /** A key of schemas that hold together, however many refs lead to them. */
  keyOf(schemas: readonly SchemaOf[]): string {
    const ids = schemas.map(({ schema, definitions }) => this.#id(definitions.behind(schema)));
    return [...new Set(ids)].join(" ");
  }

  /** Some values that all of the schemas accept. */
  of(schemas: readonly SchemaOf[]): readonly unknown[] {
    const said = schemas.filter(({ schema }) => schema !== true);
    const key = this.keyOf(said);
    const depth = this.#open.size;
    const known = this.#known.get(key);
    if (known !== undefined && known.from <= depth) {
      this.#cutBy = Math.min(this.#cutBy, known.cutBy);
      return known.values;
    }
    const above = this.#open.get(key) ?? (depth > MAX_DEPTH ? 0 : undefined);
    if (above !== undefined) {
      this.#cutBy = Math.min(this.#cutBy, above);
      return [];
    }
    this.#open.set(key, depth);
    const cutBefore = this.#cutBy;
    this.#cutBy = Number.POSITIVE_INFINITY;
    const found: unknown[] = [];
    let cutBy: number;
    try {
      const shapes = [...shapesOf(said)].map((shape) => this.ofShape(shape));
      for (const value of first(MOST_TRIED, interleave(shapes))) {
        if (!found.some((other) => sameValue(other, value))) found.push(value);
        if (found.length >= MOST_VALUES) break;
      }
    } finally {
      // What only it has cut short itself is whole.
      cutBy = this.#cutBy < depth ? this.#cutBy : Number.POSITIVE_INFINITY;
      this.#cutBy = Math.min(cutBefore, cutBy);
      this.#open.delete(key);
    }
    // What is built of values takes the first.
    const values = surestFirst(said, found);
    this.#known.set(key, { values, cutBy, from: cutBy < depth ? depth : 0 });
    return values;
  }

  /** Values of a shape. */
  *ofShape(shape: Shape): Generator<unknown> {
    for (const value of this.#candidates(shape)) {
      this.step();
      if (kindOf(value) === shape.kind && mayFit(shape.parts, value)) yield value;
    }
  }

  *#candidates({ kind, parts }: Shape): Generator<unknown> {
    const schemas = parts.map(({ schema }) => schema);
    const lists = schemas.flatMap((schema) => {
      const listed = listedValues(schema);
      return listed === undefined ? [] : [listed];
    });
    const [listed] = lists;
    if (listed !== undefined) {
      yield* listed;
      return;
    }
    if (kind === "null") yield null;
    else if (kind === "boolean") yield* [true, false];
    else if (kind === "array") yield* this.#arrays(parts);
    else if (kind === "object") yield* this.#objects(parts);
    yield* given(schemas);
    if (isNumeric(kind)) yield* numbersOf(kind, schemas, []);
    else if (kind === "string") yield* textsOf(schemas);
  }

  *#arrays(parts: readonly SchemaPart[]): Generator<unknown> {
    const schemas = parts.map(({ schema }) => schema);
    const fewest = greatest(schemas, "minItems");
    for (const length of [fewest, 1, 2, 3]) {
      const array = this.array(parts, length);
      if (array !== undefined) yield array;
    }
    for (const value of this.of(itemSchemas(parts, 0)).slice(0, 4)) {
      const array = this.array(parts, Math.max(1, fewest), [0, value]);
      if (array !== undefined) yield array;
    }
  }

  /** An array of that length, with an item of that value if one is given. */
  array(
    parts: readonly SchemaPart[],
    length: number,
    fixed?: readonly [index: number, value: unknown],
  ): unknown[] | undefined {
    if (length > MOST_ITEMS) return undefined;
    const isUnique = parts.some(({ schema }) => schema.uniqueItems === true);
    const result: unknown[] = fixed === undefined ? [] : [fixed[1]];
    const used = [...result];
    const needed = parts.flatMap(({ schema, definitions }) =>
      schema.contains === undefined
        ? []
        : Array.from({ length: Number(schema.minContains ?? 1) }, () => ({
            schema: schema.contains,
            definitions,
          })),
    );
    const items: unknown[] = [];
    for (let index = 0; index < Math.max(length, needed.length + Number(fixed !== undefined)); index += 1) {
      if (index === fixed?.[0]) {
        items.push(fixed[1]);
        continue;
      }
      const contained = needed.shift();
      const values = this.of([...itemSchemas(parts, index), ...(contained === undefined ? [] : [contained])]);
      const value = values.find((each) => !isUnique || !used.some((other) => sameValue(each, other)));
      if (value === undefined) return undefined;
      used.push(value);
      items.push(value);
    }
    return items;
  }

  *#objects(parts: readonly SchemaPart[]): Generator<unknown> {
    const base = this.object(parts);
    // A member that it needs has no value, whatever else it has.
    if (base === undefined) return;
    yield base;
    for (const name of memberNames(parts).slice(0, MOST_TRIED)) {
      for (const value of this.of(memberSchemas(parts, name)).slice(0, 2)) {
        const object = this.object(parts, new Map([[name, value]]));
        if (object !== undefined) yield object;
      }
    }
  }

  /** An object with those members and those that it needs, and without others. */
  object(
    parts: readonly SchemaPart[],
    fixed: ReadonlyMap<string, unknown> = new Map(),
    without: readonly string[] = [],
  ): JsonObject | undefined {
    this.step();
    const schemas = parts.map(({ schema }) => schema);
    const members = new Map(fixed);
    const names = withImplied(schemas, [...requiredNames(schemas), ...fixed.keys()]);
    const add = (name: string): boolean => {
      if (members.has(name)) return true;
      const [value] = this.of(memberSchemas(parts, name));
      if (value === undefined) return false;
      members.set(name, value);
      return true;
    };
    for (const name of names) if (!without.includes(name) && !add(name)) return undefined;
    const fewest = Math.min(greatest(schemas, "minProperties"), MOST_MEMBERS);
    if (members.size < fewest) {
      for (const name of [...memberNames(parts), ...moreNames(parts, fewest)]) {
        if (members.size < fewest && !without.includes(name)) add(name);
      }
    }
    const made = Object.fromEntries(members);
    if (mayFit(parts, made) || without.length > 0) return made;
    return this.#repaired(parts, made, without);
  }

  /** The object, with one of the members that it may have where it does not fit without. */
  #repaired(parts: readonly SchemaPart[], made: JsonObject, without: readonly string[]): JsonObject {
    for (const name of memberNames(parts).slice(0, MOST_REPAIRS)) {
      if (Object.hasOwn(made, name) || without.includes(name)) continue;
      for (const value of this.of(memberSchemas(parts, name)).slice(0, 2)) {
        const more = { ...made, [name]: value };
        this.step();
        if (mayFit(parts, more)) return more;
      }
    }
    return made;
  }

  #id(schema: unknown): number {
    return getOrInsert(this.#ids, schema, () => this.#ids.size);
  }
}

/** Values that schemas show. */
function* given(schemas: readonly JsonObject[]): Generator<unknown> {
  for (const schema of schemas) {
    if (schema.default !== undefined) yield schema.default;
    yield* itemsOf(schema.examples);
  }
}

/** The schemas of the member of that name. */
export function memberSchemas(parts: readonly SchemaPart[], name: string): SchemaOf[] {
  return parts.flatMap(({ schema, definitions }) =>
    allMemberSchemas(definitions, schema, name).map((inner) => ({ schema: inner, definitions })),
  );
}

/** The schemas of the item at an index. */
export function itemSchemas(parts: readonly SchemaPart[], index: number): SchemaOf[] {
  return parts.flatMap(({ schema, definitions }) =>
    allItemSchemas(definitions, schema, index).map((inner) => ({ schema: inner, definitions })),
  );
}

/** Names of members that schemas have something to say about. */
export function memberNames(parts: readonly SchemaPart[]): string[] {
  const schemas = parts.map(({ schema }) => schema);
  const named = new Set(
    schemas.flatMap((schema) => [
      ...membersOf(schema.properties).map(([name]) => name),
      ...itemsOf(schema.required).map(String),
      ...membersOf(schema.dependentRequired).map(([name]) => name),
      ...membersOf(schema.dependentSchemas).map(([name]) => name),
      ...itemsOf((schema.propertyNames as JsonObject | undefined)?.enum).map(String),
    ]),
  );
  return [...named, ...(nameClasses(schemas, named) ?? ["another"])];
}

/** Names that are not taken, by the rules for names. */
function moreNames(parts: readonly SchemaPart[], count: number): string[] {
  const rules = parts.flatMap(({ schema }) =>
    schema.propertyNames === undefined ? [] : [schema.propertyNames as JsonObject],
  );
  const longest = least(rules, "maxLength");
  return Array.from({ length: count + 1 }, (_, index) => `a${index}`.slice(0, longest));
}
