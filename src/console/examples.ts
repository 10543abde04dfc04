import { octetEncoding } from "../definition/content-encoding.js";
import type { JsonSchema, MethodDescriptor, ServiceDescriptor } from "../definition/descriptor.js";
import { isJsonObject, itemsOf, type JsonObject, memberOf, membersOf } from "../json/json-object.js";
import type { Example } from "./api.js";
import { type Dialect, literal } from "./snippets/literal.js";

const JSON_TEXT: Dialect = {
  null: "null",
  true: "true",
  false: "false",
  nan: "NaN",
  infinity: "Infinity",
  lastComma: "",
  bigint: (digits) => digits,
  name: (quoted) => quoted,
};

const REF_PREFIX = "#/$defs/";

/** Schemas that are looked at for one example; others, and those of endless values, are null. */
const MOST_SCHEMAS = 2_000;
const DEEPEST = 12;

/** Characters of one example, and of all of a service; arguments of others are null. */
const LONGEST_EXAMPLE = 32 * 1024;
const MOST_OF_SERVICE = 2 ** 20;

/** Examples of a method that the definition has. */
const MOST_GIVEN = 20;

/** Items, and characters, of what must have more. */
const MOST_ITEMS = 3;
const MOST_CHARACTERS = 64;

/** Texts of formats that are none when they are empty. */
const FORMATS: ReadonlyMap<unknown, string> = new Map([
  ["uuid", "00000000-0000-4000-8000-000000000000"],
  ["date-time", "2026-01-01T00:00:00Z"],
  ["oslo-date-time", "2026-01-01T00:00:00.000000"],
  ["oslo-decimal", "0.00"],
  ["date", "2026-01-01"],
  ["time", "00:00:00Z"],
  ["ipv4", "127.0.0.1"],
  ["ipv6", "::1"],
  ["hostname", "localhost"],
  ["email", "me@localhost"],
  ["uri", "http://localhost"],
]);

/** Makes the examples of the methods of one service. */
export type ExampleMaker = (method: Pick<MethodDescriptor, "params" | "examples">) => readonly Example[];

/**
 * Arguments of methods to begin with: those of the definition's examples, then what the schemas show where they do, and
 * else the least of a type. They need not fit: to find values for any schema may take long, and whoever fills them in is told what is wrong.
 */
export function exampleMaker({ $defs = {} }: Pick<ServiceDescriptor, "$defs">): ExampleMaker {
  const sizes: Sizes = new WeakMap();
  let left = MOST_OF_SERVICE;
  return ({ params, examples = [] }) => {
    // What only older requests had would go with nothing that is newer.
    const current = params.filter(({ until }) => until === undefined);
    const textOf = (some: typeof params) => {
      const outline = new Outline($defs, sizes);
      return bounded(Object.fromEntries(some.map(({ name, schema }) => [name, outline.of(schema, 0)])));
    };
    const bounded = (values: JsonObject) => {
      const text = boundedText(values, Math.min(left, LONGEST_EXAMPLE));
      left -= text.length;
      return text;
    };
    const given = examples
      .slice(0, MOST_GIVEN)
      .filter(({ arguments: args }) => sizeOf(args, sizes) <= LONGEST_EXAMPLE)
      .map(({ name, arguments: args }) => ({ title: name, arguments: bounded(args) }));
    const least = textOf(current.filter(({ required }) => required));
    const all = textOf(current);
    return [
      ...given,
      { title: "Required arguments", arguments: least },
      ...(all === least ? [] : [{ title: "All arguments", arguments: all }]),
    ];
  };
}

/** Over several lines if it is short enough, else in one, and else without its values. */
function boundedText(values: JsonObject, most: number): string {
  for (const levels of [undefined, 0]) {
    const text = literal(values, JSON_TEXT, levels);
    if (text.length <= most) return text;
  }
  return literal(Object.fromEntries(Object.keys(values).map((name) => [name, null])), JSON_TEXT, 0);
}

/** Characters of values that schemas show, which are counted once. */
type Sizes = WeakMap<object, number>;

/** The characters of a value, about, as far as they are no more than an example may have. */
function sizeOf(value: unknown, sizes: Sizes): number {
  if (typeof value === "string") return value.length + 2;
  if (typeof value !== "object" || value === null) return String(value).length;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  let size = 2;
  for (const [name, member] of Object.entries(value)) {
    size += name.length + sizeOf(member, sizes);
    if (size > LONGEST_EXAMPLE) break;
  }
  sizes.set(value, size);
  return size;
}

/** Makes a value for a schema without looking whether it fits. */
class Outline {
  readonly #definitions: Readonly<Record<string, JsonSchema>>;
  readonly #sizes: Sizes;
  #left = MOST_SCHEMAS;
  #characters = LONGEST_EXAMPLE;

  constructor(definitions: Readonly<Record<string, JsonSchema>>, sizes: Sizes) {
    this.#definitions = definitions;
    this.#sizes = sizes;
  }

  of(schema: unknown, depth: number): unknown {
    this.#left -= 1;
    if (!isJsonObject(schema) || depth > DEEPEST || this.#left < 0) return null;
    const shown = shownBy(schema);
    if (shown !== undefined) return this.#fits(shown) ? shown : null;
    const { $ref } = schema;
    const below = (part: unknown) => this.of(part, depth + 1);
    if (typeof $ref === "string")
      return below(
        memberOf(this.#definitions, $ref.startsWith(REF_PREFIX) ? $ref.slice(REF_PREFIX.length) : ""),
      );
    const [alternative] = [...itemsOf(schema.oneOf), ...itemsOf(schema.anyOf)];
    const parts = [...itemsOf(schema.allOf), ...(alternative === undefined ? [] : [alternative])].map(below);
    return parts.length === 0 ? this.#ofType(schema, depth) : merged([...parts, this.#ofType(schema, depth)]);
  }

  #fits(value: unknown): boolean {
    const size = sizeOf(value, this.#sizes);
    if (size > this.#characters) return false;
    this.#characters -= size;
    return true;
  }

  #ofType(schema: { readonly [keyword: string]: unknown }, depth: number): unknown {
    const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
    const { minimum, exclusiveMinimum, minItems, minLength, format, items, required, properties } = schema;
    switch (type ?? (isJsonObject(properties) ? "object" : undefined)) {
      case "object": {
        const names = new Set(itemsOf(required));
        const members = membersOf(properties).filter(([name]) => names.has(name) && this.#fits(name));
        return Object.fromEntries(members.map(([name, part]) => [name, this.of(part, depth + 1)]));
      }
      case "array":
        return Array.from({ length: least(minItems, MOST_ITEMS) }, () => this.of(items, depth + 1));
      case "string":
        if (octetEncoding(schema.contentEncoding) !== undefined)
          return "A".repeat(Math.ceil(least(minLength, MOST_CHARACTERS) / 4) * 4);
        return FORMATS.get(format) ?? "x".repeat(least(minLength, MOST_CHARACTERS));
      case "integer":
      case "number":
        return typeof exclusiveMinimum === "number" ? exclusiveMinimum + 1 : (minimum ?? 0);
      case "boolean":
        return false;
      default:
        return null;
    }
  }
}

/** A value that a schema itself gives. */
function shownBy(schema: JsonObject): unknown {
  const [example] = itemsOf(schema.examples);
  if (example !== undefined) return example;
  const keyword = ["default", "const"].find((name) => Object.hasOwn(schema, name));
  return keyword === undefined ? itemsOf(schema.enum)[0] : schema[keyword];
}

/** Objects as one of all their members, and else the first value that says anything. */
function merged(values: readonly unknown[]): unknown {
  const objects = values.filter(isJsonObject);
  if (objects.length > 0) return Object.fromEntries(objects.flatMap((object) => Object.entries(object)));
  return values.find((value) => value !== null) ?? null;
}

function least(bound: unknown, most: number): number {
  return typeof bound === "number" && bound > 0 ? Math.min(Math.ceil(bound), most) : 0;
}
