import type { JsonSchema, MethodDescriptor, ServiceDescriptor } from "../definition/descriptor.js";
import { isJsonObject, itemsOf, memberOf, membersOf } from "../json/json-object.js";
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

/** Schemas that are looked at for one method; others, and those of endless values, are null. */
const MOST_SCHEMAS = 2_000;
const DEEPEST = 12;

/** Items, and characters, of what must have more. */
const MOST_ITEMS = 3;
const MOST_CHARACTERS = 64;

/** Texts of formats that are none when they are empty. */
const FORMATS: ReadonlyMap<unknown, string> = new Map([
  ["uuid", "00000000-0000-4000-8000-000000000000"],
  ["date-time", "2026-01-01T00:00:00Z"],
  ["oslo-date-time", "2026-01-01T00:00:00.000000"],
  ["date", "2026-01-01"],
  ["time", "00:00:00Z"],
  ["ipv4", "127.0.0.1"],
  ["ipv6", "::1"],
  ["hostname", "localhost"],
  ["email", "me@localhost"],
  ["uri", "http://localhost"],
]);

/**
 * Arguments of a method to begin with: what the schemas show where they do, and else the least of a type. They need not
 * fit: to find values for any schema may take long, and whoever fills them in is told what is wrong.
 */
export function examplesOf(
  { params }: MethodDescriptor,
  { $defs = {} }: Pick<ServiceDescriptor, "$defs">,
): readonly Example[] {
  const outline = new Outline($defs);
  // What only older requests had would go with nothing that is newer.
  const current = params.filter(({ until }) => until === undefined);
  const textOf = (some: typeof params) =>
    literal(Object.fromEntries(some.map(({ name, schema }) => [name, outline.of(schema, 0)])), JSON_TEXT);
  const least = textOf(current.filter(({ required }) => required));
  const all = textOf(current);
  return [
    { title: "Required arguments", arguments: least },
    ...(all === least ? [] : [{ title: "All arguments", arguments: all }]),
  ];
}

/** Makes a value for a schema without looking whether it fits. */
class Outline {
  readonly #definitions: Readonly<Record<string, JsonSchema>>;
  #left = MOST_SCHEMAS;

  constructor(definitions: Readonly<Record<string, JsonSchema>>) {
    this.#definitions = definitions;
  }

  of(schema: unknown, depth: number): unknown {
    this.#left -= 1;
    if (!isJsonObject(schema) || depth > DEEPEST || this.#left < 0) return null;
    const [shown] = itemsOf(schema.examples);
    if (shown !== undefined) return shown;
    for (const keyword of ["default", "const"]) if (Object.hasOwn(schema, keyword)) return schema[keyword];
    const [first] = itemsOf(schema.enum);
    if (first !== undefined) return first;
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

  #ofType(schema: { readonly [keyword: string]: unknown }, depth: number): unknown {
    const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
    const { minimum, exclusiveMinimum, minItems, minLength, format, items, required, properties } = schema;
    switch (type ?? (isJsonObject(properties) ? "object" : undefined)) {
      case "object": {
        const names = new Set(itemsOf(required));
        const members = membersOf(properties).filter(([name]) => names.has(name));
        return Object.fromEntries(members.map(([name, part]) => [name, this.of(part, depth + 1)]));
      }
      case "array":
        return Array.from({ length: least(minItems, MOST_ITEMS) }, () => this.of(items, depth + 1));
      case "string":
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

/** Objects as one of all their members, and else the first value that says anything. */
function merged(values: readonly unknown[]): unknown {
  const objects = values.filter(isJsonObject);
  if (objects.length > 0) return Object.fromEntries(objects.flatMap((object) => Object.entries(object)));
  return values.find((value) => value !== null) ?? null;
}

function least(bound: unknown, most: number): number {
  return typeof bound === "number" && bound > 0 ? Math.min(Math.ceil(bound), most) : 0;
}
