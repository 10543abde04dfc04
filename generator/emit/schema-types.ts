import { getOrInsert } from "../../src/collections/get-or-insert.js";
import type { JsonSchema } from "../../src/definition/descriptor.js";
import type { ServiceModel } from "../../src/definition/model.js";
import { isObjectMember } from "../../src/definition/object-members.js";
import { PROGRAM_TYPE } from "../../src/definition/program-type.js";
import { fieldsSchema, objectClassOf } from "../../src/definition/versioned-object.js";
import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../../src/json/json-object.js";
import { arrayType } from "./array-type.js";
import { conditionalMembers, isOnlyConditional } from "./conditional-members.js";
import { constantType } from "./constant-type.js";
import { InPlaceFact } from "./in-place-fact.js";
import { literal } from "./literal.js";
import { closedObjectText, hasMembers, isOpenRecord, type ObjectMember, recordType } from "./object-type.js";
import { ProgramValues } from "./program-values.js";
import { intersection, NEVER, single, type TypeExpression, UNKNOWN, union } from "./type-expression.js";
import { DEFAULT_TYPES, type TypeSettings } from "./type-settings.js";

const REF_PREFIX = "#/$defs/";

/** Keywords by which other schemas may say something of the members that the schema itself does not. */
const OTHER_SCHEMAS = ["$ref", "allOf", "anyOf", "oneOf", "if", "dependentSchemas"];

/**
 * The TypeScript types of the schemas of a service. Where JSON Schema says more than TypeScript can, the type is the
 * narrowest one that still holds every value the schema accepts.
 */
export class SchemaTypes {
  readonly #definitions: ReadonlyMap<string, { readonly typeName: string; readonly schema: JsonSchema }>;
  readonly #objects: InPlaceFact;
  readonly #withMembers: InPlaceFact;

  /** The types that were made: alternatives are asked for time and again. */
  readonly #ofAny = new Map<JsonObject, TypeExpression>();
  readonly #ofObjects = new Map<JsonObject, TypeExpression>();

  readonly #openObjects: TypeSettings["openObjects"];
  readonly #values: ProgramValues;

  constructor(model: Pick<ServiceModel, "$defs">, { openObjects }: TypeSettings = DEFAULT_TYPES) {
    this.#openObjects = openObjects;
    this.#values = new ProgramValues(model);
    this.#definitions = new Map(model.$defs.map((definition) => [definition.name, definition]));
    const target = (ref: string) => this.#target(ref)?.schema;
    this.#objects = new InPlaceFact(target, ({ type }) => type === "object");
    this.#withMembers = new InPlaceFact(target, ({ required }) => itemsOf(required).length > 0);
  }

  /**
   * The type of a schema.
   *
   * @param isObject true when something around the schema says already that the value is an object
   */
  typeOf(schema: unknown, isObject = false): TypeExpression {
    if (schema === false) return NEVER;
    if (!isJsonObject(schema)) return UNKNOWN;
    const types = isObject ? this.#ofObjects : this.#ofAny;
    return getOrInsert(types, schema, () => this.#makeType(schema, isObject));
  }

  #makeType(schema: JsonObject, isObject: boolean): TypeExpression {
    if (Object.hasOwn(schema, "const")) return constantType(schema.const, schema);
    if (Array.isArray(schema.enum)) return union(schema.enum.map((value) => constantType(value, schema)));
    const knownObject = isObject || this.isObject(schema);
    const parts = [
      typeof schema.$ref === "string" ? this.#refType(schema.$ref) : UNKNOWN,
      this.#isNoMoreThanObject(schema) ? this.#addedType(schema) : this.#ownType(schema, knownObject),
      ...itemsOf(schema.allOf).map((inner) => this.typeOf(inner, knownObject)),
    ];
    for (const keyword of ["anyOf", "oneOf"] as const) {
      if (Array.isArray(schema[keyword])) parts.push(this.#unionType(schema, keyword, knownObject));
    }
    if (schema.if !== undefined) parts.push(this.#conditionType(schema, knownObject));
    return intersection(parts);
  }

  #unionType(schema: JsonObject, keyword: "anyOf" | "oneOf", isObject: boolean): TypeExpression {
    return union(itemsOf(schema[keyword]).map((inner) => this.typeOf(inner, isObject)));
  }

  /** The members that only some objects of the schema have, beside those that others give a type. */
  #addedType(schema: JsonObject): TypeExpression {
    const members = this.#conditionalMembers(schema);
    return members.length === 0 ? UNKNOWN : closedObjectText(members);
  }

  #conditionalMembers(schema: JsonObject): ObjectMember[] {
    const isLost = (keyword: "if" | "anyOf" | "oneOf") =>
      (keyword === "if" ? this.#conditionType(schema, true) : this.#unionType(schema, keyword, true)).text ===
      UNKNOWN.text;
    const found = conditionalMembers(schema, isLost);
    const isSure = found.size > 0 && isOnlyConditional(schema);
    return [...found]
      .filter(([name]) => !isObjectMember(name) && !itemsOf(schema.required).includes(name))
      .map(([name, schemas]): ObjectMember => {
        const type = isSure ? union(schemas.map((inner) => this.typeOf(inner))) : this.#otherMembers(schema);
        return { name, isOptional: true, type };
      });
  }

  /** Every value fits `if` and `then`, or `else`. */
  #conditionType(schema: JsonObject, isObject: boolean): TypeExpression {
    const [when, then, otherwise] = [schema.if, schema.then ?? true, schema.else ?? true].map((inner) =>
      this.typeOf(inner, isObject),
    );
    return union([intersection([when ?? UNKNOWN, then ?? UNKNOWN]), otherwise ?? UNKNOWN]);
  }

  /** The members of an object type, when the schema describes one and says nothing else. */
  interfaceMembers(schema: JsonSchema): ObjectMember[] | undefined {
    const objectClass = objectClassOf(schema);
    // What is no field of a versioned object is not there.
    if (isJsonObject(schema) && objectClass !== undefined)
      return this.#members(fieldsSchema(schema, objectClass), false);
    if (!isJsonObject(schema) || schema.type !== "object" || !hasMembers(schema)) return undefined;
    if (isOpenRecord(schema) && ["unknown", "never"].includes(this.#otherMembers(schema).text))
      return undefined;
    const others = ["$ref", "allOf", "anyOf", "oneOf", "const", "enum"];
    if (schema.if !== undefined && this.#conditionType(schema, true).text !== UNKNOWN.text) return undefined;
    return others.some((keyword) => Object.hasOwn(schema, keyword)) ? undefined : this.#members(schema);
  }

  /** True when every value of the schema is an object. */
  isObject(schema: unknown): boolean {
    return this.#objects.holds(schema);
  }

  /** True when a value of the schema, an object, cannot be empty. */
  needsMembers(schema: unknown): boolean {
    return this.#withMembers.holds(schema);
  }

  /** True when the schema itself says that the value is an object, as others do that it is made of, and no more. */
  #isNoMoreThanObject(schema: JsonObject): boolean {
    const isOpen = ["additionalProperties", "patternProperties"].some((key) => Object.hasOwn(schema, key));
    return (
      (schema.type === undefined || schema.type === "object") &&
      (schema.unevaluatedProperties ?? false) === false &&
      !isOpen &&
      isOpenRecord(schema) &&
      this.#objects.applies(schema)
    );
  }

  /** The type that `type` and the keywords of the types give. */
  #ownType(schema: JsonObject, isObject: boolean): TypeExpression {
    // A schema without `type` lets any value pass that is no object, so its members mean nothing by themselves.
    if (schema.type === undefined) return isObject && hasMembers(schema) ? this.#objectType(schema) : UNKNOWN;
    const types = Array.isArray(schema.type) ? schema.type : [schema.type];
    return union(types.map((type) => this.#namedType(type, schema)));
  }

  #namedType(type: unknown, schema: JsonObject): TypeExpression {
    switch (type) {
      case "integer":
        return single(schema.format === "int64" ? "bigint" : "number");
      case "object":
        return this.#objectType(schema);
      case "array":
        return arrayType(schema, (inner) => this.typeOf(inner));
      case "string":
        return single(String(schema[PROGRAM_TYPE] ?? type));
      default:
        return single(String(type));
    }
  }

  #refType(ref: string): TypeExpression {
    const name = this.#target(ref)?.typeName;
    return name === undefined ? UNKNOWN : single(name, [name]);
  }

  #target(ref: string) {
    return this.#definitions.get(ref.slice(REF_PREFIX.length));
  }

  #objectType(schema: JsonObject): TypeExpression {
    if (isOpenRecord(schema)) return recordType(this.#otherMembers(schema));
    return closedObjectText(this.#members(schema));
  }

  #members(schema: JsonObject, isOpen: boolean = this.#isOpen(schema)): ObjectMember[] {
    // What an object has already has a type already, which would stand where nothing was sent.
    const properties = new Map(membersOf(schema.properties).filter(([name]) => !isObjectMember(name)));
    const required = new Set(itemsOf(schema.required).map(String));
    const members = [...properties].map(
      ([name, inner]): ObjectMember => ({
        name,
        isOptional: !required.has(name),
        type: this.typeOf(inner),
        description:
          isJsonObject(inner) && typeof inner.description === "string" ? inner.description : undefined,
        isDeprecated: isJsonObject(inner) && inner.deprecated === true,
        isReadonly: isJsonObject(inner) && inner.readOnly === true,
        fallback: this.defaultText(inner as JsonSchema),
      }),
    );
    for (const name of required) {
      if (!properties.has(name) && !isObjectMember(name))
        members.push({ name, isOptional: false, type: this.#otherMembers(schema) });
    }
    members.push(...this.#conditionalMembers(schema));
    const others = this.#othersOf(schema);
    const hasPatterns = Object.keys((schema.patternProperties as object | undefined) ?? {}).length > 0;
    if (hasPatterns || isOpen || (others !== undefined && others !== false)) {
      // Beside named members only the widest type is sure to fit them all.
      const type = members.length > 0 ? UNKNOWN : this.#otherMembers(schema);
      members.push({ name: undefined, isOptional: false, type });
    }
    return members;
  }

  /** True when the type is to say of an object that it may have any other members. */
  #isOpen({ additionalProperties, unevaluatedProperties }: JsonObject): boolean {
    return (
      this.#openObjects === "any" && additionalProperties === undefined && unevaluatedProperties === undefined
    );
  }

  /** The schema's own rule for members without a name in it; other schemas may name some of them. */
  #othersOf(schema: JsonObject): unknown {
    if (schema.additionalProperties !== undefined) return schema.additionalProperties;
    const isAlone = !OTHER_SCHEMAS.some((keyword) => Object.hasOwn(schema, keyword));
    return isAlone ? schema.unevaluatedProperties : undefined;
  }

  /** The `default` of a schema, its own or that of what it refers to; undefined when there is none. */
  defaultOf(schema: unknown): { readonly value: unknown } | undefined {
    for (let current = schema, left = this.#definitions.size + 1; left > 0; left -= 1) {
      if (!isJsonObject(current)) return undefined;
      if (Object.hasOwn(current, "default")) return { value: current.default };
      current = typeof current.$ref === "string" ? this.#target(current.$ref)?.schema : undefined;
    }
    return undefined;
  }

  /** The default as a program writes it, on one line. */
  defaultText(schema: JsonSchema): string | undefined {
    const found = this.defaultOf(schema);
    return found && literal(this.#values.of(schema, found.value), 0, Number.NEGATIVE_INFINITY);
  }

  /** The type of members that have no name in the schema. */
  #otherMembers(schema: JsonObject): TypeExpression {
    const patterns = isJsonObject(schema.patternProperties) ? Object.values(schema.patternProperties) : [];
    const others = this.#othersOf(schema) ?? true;
    return union([...patterns, others].map((inner) => this.typeOf(inner)));
  }
}
