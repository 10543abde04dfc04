import { schemaKeywords } from "../../../src/definition/metaschema.js";
import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../../../src/json/json-object.js";
import { orNull } from "../types/typed-schema.js";

/** The keywords that a conversion had to leave out, by kind, and their number. */
export type Dropped = Map<string, number>;

const SCHEMA = "https://json-schema.org/draft/2020-12/schema";
const OLD_DRAFT = /draft-0[3-7]\/|draft-0[3-7]$/;
const SINGLE =
  "additionalProperties propertyNames contains not if then else unevaluatedItems unevaluatedProperties".split(
    " ",
  );
const LISTS = ["allOf", "anyOf", "oneOf", "prefixItems"];
const MAPS = ["properties", "patternProperties", "dependentSchemas"];

/** Turns a document of JSON Schema of any draft since 04 into one of 2020-12. */
export function convertDocument(document: JsonObject, dropped: Dropped): JsonObject {
  const converted = new SchemaConverter(dropped, isOld(document)).convert(document, true);
  return { $schema: SCHEMA, ...(isJsonObject(converted) ? converted : {}) };
}

/** True for a document of a draft in which nothing beside a `$ref` counts. */
export function isOld(document: JsonObject): boolean {
  if (typeof document.$schema === "string") return OLD_DRAFT.test(document.$schema);
  return document.$defs === undefined && (document.definitions !== undefined || document.id !== undefined);
}

/** Converts schemas, keyword by keyword. */
export class SchemaConverter {
  readonly #dropped: Dropped;
  readonly #isOld: boolean;

  constructor(dropped: Dropped, isOldDraft: boolean) {
    this.#dropped = dropped;
    this.#isOld = isOldDraft;
  }

  convert(schema: unknown, isTop = false): unknown {
    if (typeof schema === "boolean") return schema;
    if (!isJsonObject(schema)) {
      this.#drop("a schema that is none");
      return {};
    }
    if (typeof schema.$ref === "string" && this.#isOld) {
      const definitions = isTop ? this.#definitions(schema) : {};
      for (const keyword of Object.keys(schema)) {
        if (!["$ref", "definitions", "$schema", "id", "$id"].includes(keyword))
          this.#drop(`${keyword} beside $ref`);
      }
      return { ...this.#ref(schema.$ref), ...definitions };
    }
    const made: Record<string, unknown> = {};
    for (const [keyword, value] of Object.entries(schema)) this.#keyword(keyword, value, schema, made, isTop);
    Object.assign(made, this.#definitions(schema));
    return schema.nullable === true ? orNull(made) : made;
  }

  #keyword(
    keyword: string,
    value: unknown,
    schema: JsonObject,
    made: Record<string, unknown>,
    isTop: boolean,
  ): void {
    switch (keyword) {
      case "$schema":
      case "definitions":
      case "$defs":
      case "nullable":
      case "$recursiveAnchor":
        return;
      case "id":
      case "$id":
        if (typeof value === "string" && /^#[A-Za-z_]/.test(value)) made.$anchor = value.slice(1);
        else if (isTop) made.$id = value;
        else this.#drop(`${keyword} inside`);
        return;
      case "$ref":
      case "$recursiveRef":
        Object.assign(made, this.#ref(String(value)));
        return;
      case "items":
        if (Array.isArray(value)) {
          if (value.length > 0) made.prefixItems = value.map((item) => this.convert(item));
          if (schema.additionalItems !== undefined) made.items = this.convert(schema.additionalItems);
        } else made.items = this.convert(value);
        return;
      case "additionalItems":
        if (!Array.isArray(schema.items)) this.#drop("additionalItems without a list of items");
        return;
      case "dependencies":
        this.#dependencies(value, made);
        return;
      case "minimum":
      case "maximum": {
        const exclusive = keyword === "minimum" ? "exclusiveMinimum" : "exclusiveMaximum";
        made[schema[exclusive] === true ? exclusive : keyword] = value;
        return;
      }
      case "exclusiveMinimum":
      case "exclusiveMaximum":
        if (typeof value !== "boolean") made[keyword] = value;
        return;
      case "example":
        made.examples = [...itemsOf(made.examples), value];
        return;
      case "examples":
        if (Array.isArray(value)) made.examples = value;
        else this.#drop("examples that are no list");
        return;
      case "required":
        if (Array.isArray(value)) made.required = [...new Set(value)];
        else this.#drop("required that is no list");
        return;
      default:
        this.#other(keyword, value, made);
    }
  }

  #other(keyword: string, value: unknown, made: Record<string, unknown>): void {
    if (SINGLE.includes(keyword)) made[keyword] = this.convert(value);
    else if (LISTS.includes(keyword)) {
      if (itemsOf(value).length > 0) made[keyword] = itemsOf(value).map((item) => this.convert(item));
      else this.#drop(`${keyword} that is empty`);
    } else if (MAPS.includes(keyword)) made[keyword] = this.#map(value, made[keyword]);
    else if (schemaKeywords().has(keyword) || keyword.startsWith("x-")) made[keyword] = value;
    else this.#drop(keyword);
  }

  #map(value: unknown, before: unknown = {}): JsonObject {
    const made = membersOf(value).map(([name, schema]) => [name, this.convert(schema)] as const);
    return Object.fromEntries([...membersOf(before), ...made]);
  }

  #definitions(schema: JsonObject): { readonly $defs?: JsonObject } {
    const all = [...membersOf(schema.definitions), ...membersOf(schema.$defs)];
    if (all.length === 0) return {};
    return {
      $defs: Object.fromEntries(all.map(([name, value]) => [definitionName(name), this.convert(value)])),
    };
  }

  #dependencies(value: unknown, made: Record<string, unknown>): void {
    const [names, schemas] = [
      membersOf(value).filter(([, each]) => Array.isArray(each)),
      membersOf(value).filter(([, each]) => !Array.isArray(each)),
    ];
    if (names.length > 0)
      made.dependentRequired = { ...Object(made.dependentRequired), ...Object.fromEntries(names) };
    if (schemas.length > 0)
      made.dependentSchemas = this.#map(Object.fromEntries(schemas), made.dependentSchemas);
  }

  /** A ref within the document, or to a file beside it; what is elsewhere cannot be had. */
  #ref(ref: string): JsonObject {
    if (/^[a-z][a-z0-9+.-]*:/i.test(ref)) {
      this.#drop("$ref to another place");
      return {};
    }
    const [file = "", pointer = ""] = ref.split("#");
    const moved = pointer.replace(
      /^\/(?:definitions|\$defs|components\/schemas)\/(.+)$/,
      (_, name: string) => `/$defs/${definitionName(unescapePointer(name))}`,
    );
    return { $ref: ref.includes("#") ? `${file}#${moved}` : file };
  }

  #drop(kind: string): void {
    this.#dropped.set(kind, (this.#dropped.get(kind) ?? 0) + 1);
  }
}

/** The name as a definition allows it. */
export function definitionName(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]+/g, "_");
}

function unescapePointer(text: string): string {
  let name = text;
  try {
    name = decodeURIComponent(text);
  } catch {
    // A percent sign that begins no code is one.
  }
  return name.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** The lines on what was dropped, one for each kind. */
export function droppedLines(dropped: Dropped): string[] {
  return [...dropped].map(([kind, count]) => `dropped: ${kind}, ${count === 1 ? "once" : `${count} times`}`);
}
