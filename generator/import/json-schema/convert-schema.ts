import { schemaKeywords } from "../../../src/definition/metaschema.js";
import { checkAgainstMetaschema } from "../../../src/definition/metaschema-check.js";
import {
  SCHEMA_KEYWORDS,
  SCHEMA_LIST_KEYWORDS,
  SCHEMA_MAP_KEYWORDS,
} from "../../../src/definition/subschemas.js";
import { fieldsForm, VERSIONED_OBJECT } from "../../../src/definition/versioned-object.js";
import {
  isJsonObject,
  itemsOf,
  type JsonObject,
  memberOf,
  membersOf,
} from "../../../src/json/json-object.js";
import { KEPT, KEPT_CLASS } from "../../export/older-schema.js";
import { orNull } from "../types/typed-schema.js";
import { LocalRefs } from "./local-refs.js";
import { movedPointer } from "./moved-pointer.js";
import { safePattern } from "./safe-pattern.js";

/** The keywords that a conversion had to leave out, by kind, and their number. */
export type Dropped = Map<string, number>;

const SCHEMA = "https://json-schema.org/draft/2020-12/schema";
const OLD_DRAFT = /draft-0[3-7]\/|draft-0[3-7]$/;
const SINGLE = "propertyNames contains not if then else unevaluatedItems unevaluatedProperties".split(" ");
const LISTS = ["allOf", "anyOf", "oneOf", "prefixItems"];
const MAPS = ["properties", "dependentSchemas"];
const HOLDS_SCHEMAS: ReadonlySet<string> = new Set([
  ...SCHEMA_KEYWORDS,
  ...SCHEMA_LIST_KEYWORDS,
  ...SCHEMA_MAP_KEYWORDS,
]);

/** Turns a document of JSON Schema of any draft since 04 into one of 2020-12. */
export function convertDocument(document: JsonObject, dropped: Dropped): JsonObject {
  return { $schema: SCHEMA, ...new SchemaConverter(dropped, isOld(document), document).document() };
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
  readonly #document: JsonObject;
  readonly #refs: LocalRefs;

  /** @param document that which refs of the schemas are in */
  constructor(dropped: Dropped, isOldDraft: boolean, document: JsonObject) {
    this.#dropped = dropped;
    this.#isOld = isOldDraft;
    this.#document = document;
    this.#refs = new LocalRefs(document);
  }

  /** Converts the whole document, and what refs lead to at places where 2020-12 has no schemas. */
  document(): JsonObject {
    const made = this.convert(this.#document, true) as Record<string, unknown>;
    this.settle(made);
    return made;
  }

  /** Brings into the `$defs` of a document what refs lead to and it lacks. */
  settle(made: Record<string, unknown>): void {
    this.#refs.settle(
      made,
      (schema) => this.convert(schema),
      () => this.#drop("$ref that leads nowhere"),
    );
  }

  convert(given: unknown, isTop = false): unknown {
    if (typeof given === "boolean") return given;
    if (!isJsonObject(given)) {
      this.#drop("a schema that is none");
      return {};
    }
    const schema = withOwnRef(given);
    if (typeof schema.$ref === "string" && this.#isOld && schema === given) {
      const definitions = isTop ? this.#definitions(schema) : {};
      for (const keyword of Object.keys(schema)) {
        if (!["$ref", "definitions", "$schema", "id", "$id"].includes(keyword))
          this.#drop(`${keyword} beside $ref`);
      }
      return Object.assign(this.#ref(schema.$ref), definitions);
    }
    const ref = schema.$ref ?? schema.$recursiveRef;
    const made: Record<string, unknown> = typeof ref === "string" ? this.#ref(ref) : {};
    for (const [keyword, value] of Object.entries(schema)) this.#keyword(keyword, value, schema, made, isTop);
    Object.assign(made, this.#definitions(schema));
    this.#restore(made);
    this.#dropMalformed(made);
    if (schema.nullable === true) return orNull(made);
    return Object.hasOwn(made, VERSIONED_OBJECT) ? fieldsForm(made) : made;
  }

  /** Takes back what an export has put aside, as draft 7 has nothing for it. */
  #restore(made: Record<string, unknown>): void {
    const { [KEPT]: kept, [KEPT_CLASS]: objectClass } = made;
    if (isJsonObject(objectClass)) {
      delete made[KEPT_CLASS];
      made[VERSIONED_OBJECT] = objectClass;
    }
    if (!isJsonObject(kept)) return;
    delete made[KEPT];
    const { $ref: _, ...others } = kept;
    for (const [keyword, value] of Object.entries(others)) {
      if (schemaKeywords().has(keyword)) this.#keyword(keyword, value, kept, made, false);
      else made[keyword] = value;
    }
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
        return;
      case "pattern": {
        const pattern = safePattern(value);
        if (pattern === undefined) this.#drop("a pattern that is none, or can take exponential time");
        else made.pattern = pattern;
        return;
      }
      case "patternProperties":
        this.#patternProperties(value, made);
        return;
      case "additionalProperties":
        if (membersOf(schema.patternProperties).some(([pattern]) => safePattern(pattern) === undefined))
          this.#drop("additionalProperties beside such a pattern");
        else made.additionalProperties = this.convert(value);
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

  #patternProperties(value: unknown, made: Record<string, unknown>): void {
    const converted: Record<string, unknown> = {};
    for (const [pattern, inner] of membersOf(value)) {
      const safe = safePattern(pattern);
      if (safe === undefined) this.#drop("a pattern that is none, or can take exponential time");
      else converted[safe] = this.convert(inner);
    }
    if (Object.keys(converted).length > 0) made.patternProperties = converted;
  }

  /** Leaves out what no reader of 2020-12 could make sense of. */
  #dropMalformed(made: Record<string, unknown>): void {
    for (const [keyword, value] of Object.entries(made)) {
      if (HOLDS_SCHEMAS.has(keyword) || keyword === "$ref") continue;
      let isRight = true;
      checkAgainstMetaschema({ [keyword]: value }, "", "/$defs/schema", () => {
        isRight = false;
      });
      if (isRight) continue;
      delete made[keyword];
      this.#drop(`${keyword} of a form that it cannot have`);
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
      $defs: Object.fromEntries(all.map(([name, value]) => [name, this.convert(value)])),
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
  #ref(ref: string): Record<string, unknown> {
    const local = this.#refs.take(ref);
    if (local !== undefined) return local;
    if (/^([a-z][a-z0-9+.-]*:|\/)/i.test(ref)) {
      this.#drop("$ref to another place");
      return {};
    }
    const [file = "", pointer = ""] = ref.split("#");
    return { $ref: ref.includes("#") ? `${file}#${movedPointer(pointer, undefined)}` : file };
  }

  #drop(kind: string): void {
    this.#dropped.set(kind, (this.#dropped.get(kind) ?? 0) + 1);
  }
}

/** A schema that has a ref beside other keywords, as it was before an export put it into `allOf` for draft 7. */
function withOwnRef(schema: JsonObject): JsonObject {
  const ref = memberOf(schema[KEPT], "$ref");
  const [first, ...rest] = itemsOf(schema.allOf);
  if (typeof ref !== "string" || memberOf(first, "$ref") !== ref) return schema;
  const { allOf: _, ...others } = schema;
  return { ...others, $ref: ref, ...(rest.length === 0 ? {} : { allOf: rest }) };
}

/** The lines on what was dropped, one for each kind. */
export function droppedLines(dropped: Dropped): string[] {
  return [...dropped].map(([kind, count]) => `dropped: ${kind}, ${count === 1 ? "once" : `${count} times`}`);
}
