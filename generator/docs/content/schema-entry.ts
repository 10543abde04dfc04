import { typesOf } from "../../../src/definition/schema-types.js";
import { fieldsForm, objectClassOf } from "../../../src/definition/versioned-object.js";
import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../../../src/json/json-object.js";
import type { SetDefinitions } from "../../../src/subset/definitions.js";
import { isInt64, listedValues } from "../../../src/subset/schema-node.js";
import type { ServiceTypes } from "../../emit/service-types.js";
import { jsonText, type Limit, limitsOf, otherRulesOf } from "./schema-limits.js";

/** A schema as a reader gets it. */
export interface SchemaEntry {
  /** Type of TypeScript on one line, or a word for one that takes more. */
  readonly type: string;
  /** Markdown. */
  readonly description: string;
  readonly limits: readonly Limit[];
  readonly deprecated: boolean;
  readonly members: readonly MemberEntry[];
  /** The schemas of which a value fits one. */
  readonly alternatives: readonly SchemaEntry[];
  /** Keywords that are shown as they are. */
  readonly otherRules: readonly JsonObject[];
}

/** A part of a value that has a schema of its own. */
export interface MemberEntry extends SchemaEntry {
  readonly name: string;
  /** Whether the name is that of a member, or tells which members or items are meant. */
  readonly isName: boolean;
  readonly required: boolean;
  /** MAJOR.MINOR that it came with, where that is said. */
  readonly since: string | undefined;
  /** MAJOR.MINOR that has it last. */
  readonly until?: string | undefined;
}

/** Members inside members are shown so deep; further down the declaration has them. */
const MAX_DEPTH = 6;

/** Most schemas that are put together to one, so that what refers to itself in the same place has an end. */
const MAX_PARTS = 50;

/** Longer types take a line of their own in the declaration only. */
const LONGEST_TYPE = 100;

/** Most values of a long list. */
const MOST_VALUES = 60;

const SCALARS: ReadonlySet<unknown> = new Set(["string", "number", "integer", "boolean", "null"]);

/** Turns schemas into what a page says of them. */
export class SchemaEntries {
  readonly #types: ServiceTypes;
  readonly #definitions: SetDefinitions;

  constructor(types: ServiceTypes, definitions: SetDefinitions) {
    this.#types = types;
    this.#definitions = definitions;
  }

  /**
   * A schema with its limits and members.
   *
   * @param type its type where the service has a name for it
   */
  entryOf(schema: unknown, type?: string, depth = 0): SchemaEntry {
    const parts = this.#partsOf(schema);
    const isTold = depth < MAX_DEPTH;
    return {
      type: type ?? this.#typeText(schema),
      description: parts.flatMap(({ description, title }) => [description, title]).find(isText) ?? "",
      limits: distinct([...parts.flatMap((part) => this.#longList(part)), ...parts.flatMap(limitsOf)]),
      deprecated: parts.some(({ deprecated }) => deprecated === true),
      members: isTold ? parts.flatMap((part) => this.#membersOf(part, depth + 1)) : [],
      alternatives: isTold ? parts.flatMap((part) => this.#alternativesOf(part, depth + 1)) : [],
      otherRules: parts.flatMap(otherRulesOf),
    };
  }

  /** The schema and what it is made of in the same place, but for types with a name, which are told elsewhere. */
  #partsOf(schema: unknown): JsonObject[] {
    const parts: JsonObject[] = [];
    const add = (wire: unknown): void => {
      if (!isJsonObject(wire) || parts.length >= MAX_PARTS) return;
      // Programs have the fields of a versioned object, wherever they travel.
      const part = fieldsForm(wire);
      if (!isJsonObject(part)) return;
      parts.push(part);
      const target = part.$ref === undefined ? undefined : this.#definitions.target(part.$ref);
      if (isScalar(target)) add(target);
      for (const inner of itemsOf(part.allOf)) add(inner);
      for (const choice of choicesOf(part)) if (choice.length === 1) add(choice[0]);
    };
    add(schema);
    return parts;
  }

  #membersOf(schema: JsonObject, depth: number): MemberEntry[] {
    const required = new Set(itemsOf(schema.required).map(String));
    const since = objectClassOf(schema)?.since ?? {};
    const member = (name: string, inner: unknown): MemberEntry => ({
      name,
      isName: true,
      required: required.has(name),
      since: Object.hasOwn(since, name) ? since[name] : undefined,
      ...this.entryOf(inner, undefined, depth),
    });
    const others = (name: string, inner: unknown): MemberEntry[] => {
      const entry = this.entryOf(inner, undefined, depth);
      return saysMore(entry) ? [{ name, isName: false, required: false, since: undefined, ...entry }] : [];
    };
    const named = membersOf(schema.properties).map(([name, inner]) => member(name, inner));
    const known = new Set(named.map(({ name }) => name));
    return [
      ...named,
      ...[...required].filter((name) => !known.has(name)).map((name) => member(name, true)),
      ...membersOf(schema.patternProperties).flatMap(([name, inner]) => others(`names like ${name}`, inner)),
      ...others(known.size > 0 ? "other names" : "each member", schema.additionalProperties),
      ...itemsOf(schema.prefixItems).flatMap((inner, index) => others(`item ${index + 1}`, inner)),
      ...others(schema.prefixItems === undefined ? "each item" : "further items", schema.items),
    ];
  }

  #alternativesOf(schema: JsonObject, depth: number): SchemaEntry[] {
    const entries = choicesOf(schema)
      .filter((choice) => choice.length > 1)
      .flatMap((choice) => choice.map((inner) => this.entryOf(inner, undefined, depth)));
    return entries.some(saysMore) ? entries : [];
  }

  #typeText(schema: unknown): string {
    const { text } = this.#types.typeOf(schema);
    if (!text.includes("\n") && text.length <= LONGEST_TYPE) return text;
    if (!isJsonObject(schema)) return "unknown";
    const names = namedTypes(schema).map((name) =>
      name === "array" ? this.#listText(schema) : wordOf(name, schema),
    );
    return names.join(" | ");
  }

  #listText({ items, prefixItems }: JsonObject): string {
    if (prefixItems !== undefined || !isJsonObject(items)) return "unknown[]";
    const text = this.#typeText(items);
    return /^[\w.[\]]+$/.test(text) ? `${text}[]` : `(${text})[]`;
  }

  /** Values that are too many for the type. */
  #longList(schema: JsonObject): Limit[] {
    const values = listedValues(schema);
    if (values === undefined || this.#types.typeOf(schema).text.length <= LONGEST_TYPE) return [];
    const shown = values.slice(0, MOST_VALUES).map(jsonText).join(", ");
    return [{ words: "one of", code: values.length > MOST_VALUES ? `${shown}, …` : shown }];
  }
}

/** The name in TypeScript of one of the types of JSON. */
function wordOf(type: unknown, schema: JsonObject): string {
  if (type === "integer") return isInt64(schema) ? "bigint" : "number";
  return String(type);
}

/** The types that a schema names, or those of the values that it lists. */
function namedTypes(schema: JsonObject): readonly unknown[] {
  if (schema.type !== undefined) return typesOf(schema);
  const values = listedValues(schema)?.map((value) => (value === null ? "null" : typeof value));
  return values === undefined ? ["unknown"] : [...new Set(values)];
}

/** True when a schema says more than its type. */
export function saysMore({ description, limits, members, alternatives, otherRules }: SchemaEntry): boolean {
  return description !== "" || [limits, members, alternatives, otherRules].some((list) => list.length > 0);
}

/** The alternatives under `oneOf` and under `anyOf`, but for null. */
function choicesOf(schema: JsonObject): (readonly unknown[])[] {
  return [schema.oneOf, schema.anyOf]
    .map((choice) => itemsOf(choice).filter((inner) => !isJsonObject(inner) || inner.type !== "null"))
    .filter((choice) => choice.length > 0);
}

function isScalar(schema: unknown): boolean {
  return (
    isJsonObject(schema) && schema.type !== undefined && typesOf(schema).every((type) => SCALARS.has(type))
  );
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

function distinct(limits: readonly Limit[]): Limit[] {
  return [...new Map(limits.map((limit) => [`${limit.words} ${limit.code ?? ""}`, limit])).values()];
}
