import type { JsonSchema } from "../../src/definition/descriptor.js";
import type { ServiceModel } from "../../src/definition/model.js";
import { literal } from "./literal.js";
import { closedObjectText, hasMembers, isOpenRecord, type ObjectMember, recordType } from "./object-type.js";
import {
  arrayOf,
  intersection,
  NEVER,
  NULL,
  single,
  type TypeExpression,
  UNKNOWN,
  union,
} from "./type-expression.js";

/** The keywords of a schema that is neither true nor false. */
export type SchemaObject = { readonly [keyword: string]: unknown };

const REF_PREFIX = "#/$defs/";

/**
 * The TypeScript types of the schemas of a service. Where JSON Schema says more than TypeScript can, the type is the
 * narrowest one that still holds every value the schema accepts.
 */
export class SchemaTypes {
  readonly #definitions: ReadonlyMap<string, { readonly typeName: string; readonly schema: JsonSchema }>;
  readonly #objects = new Map<SchemaObject, boolean>();

  constructor(model: Pick<ServiceModel, "$defs">) {
    this.#definitions = new Map(model.$defs.map((definition) => [definition.name, definition]));
  }

  /**
   * The type of a schema.
   *
   * @param isObject true when something around the schema says already that the value is an object
   */
  typeOf(schema: unknown, isObject = false): TypeExpression {
    if (schema === false) return NEVER;
    if (!isSchemaObject(schema)) return UNKNOWN;
    if (Object.hasOwn(schema, "const")) return constantType(schema.const, schema);
    if (Array.isArray(schema.enum)) return union(schema.enum.map((value) => constantType(value, schema)));
    const knownObject = isObject || this.isObject(schema);
    const parts = [
      typeof schema.$ref === "string" ? this.#refType(schema.$ref) : UNKNOWN,
      this.#ownType(schema, knownObject),
      ...listOf(schema.allOf).map((inner) => this.typeOf(inner, knownObject)),
    ];
    for (const keyword of ["anyOf", "oneOf"]) {
      if (!Array.isArray(schema[keyword])) continue;
      parts.push(union(schema[keyword].map((inner) => this.typeOf(inner, knownObject))));
    }
    return intersection(parts);
  }

  /** The members of an object type, when the schema describes one and says nothing else. */
  interfaceMembers(schema: JsonSchema): ObjectMember[] | undefined {
    if (!isSchemaObject(schema) || schema.type !== "object" || !hasMembers(schema)) return undefined;
    if (isOpenRecord(schema) && ["unknown", "never"].includes(this.#otherMembers(schema).text))
      return undefined;
    const others = ["$ref", "allOf", "anyOf", "oneOf", "const", "enum"];
    return others.some((keyword) => Object.hasOwn(schema, keyword)) ? undefined : this.#members(schema);
  }

  /** True when every value of the schema is an object. A definition whose refs have no end never comes here. */
  isObject(schema: unknown): boolean {
    if (!isSchemaObject(schema)) return false;
    const known = this.#objects.get(schema);
    if (known !== undefined) return known;
    const isObject = schema.type === "object" || this.#someApplies(schema, (inner) => this.isObject(inner));
    this.#objects.set(schema, isObject);
    return isObject;
  }

  /** True when a value of the schema, an object, cannot be empty. */
  needsMembers(schema: unknown): boolean {
    if (!isSchemaObject(schema)) return false;
    return (
      listOf(schema.required).length > 0 || this.#someApplies(schema, (inner) => this.needsMembers(inner))
    );
  }

  /** True when what holds for a schema holds for this one by way of a schema it refers to or is composed of. */
  #someApplies(schema: SchemaObject, holds: (inner: unknown) => boolean): boolean {
    const every = (list: readonly unknown[]) => list.length > 0 && list.every(holds);
    const target = typeof schema.$ref === "string" ? this.#target(schema.$ref)?.schema : undefined;
    return (
      holds(target) ||
      listOf(schema.allOf).some(holds) ||
      every(listOf(schema.anyOf)) ||
      every(listOf(schema.oneOf))
    );
  }

  /** What `type` and the keywords that belong to the types say. */
  #ownType(schema: SchemaObject, isObject: boolean): TypeExpression {
    // A schema without `type` lets any value pass that is no object, so its members mean nothing by themselves.
    if (schema.type === undefined) return isObject && hasMembers(schema) ? this.#objectType(schema) : UNKNOWN;
    const types = Array.isArray(schema.type) ? schema.type : [schema.type];
    return union(types.map((type) => this.#namedType(type, schema)));
  }

  #namedType(type: unknown, schema: SchemaObject): TypeExpression {
    switch (type) {
      case "integer":
        return single(schema.format === "int64" ? "bigint" : "number");
      case "object":
        return this.#objectType(schema);
      case "array":
        return this.#arrayType(schema);
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

  #objectType(schema: SchemaObject): TypeExpression {
    if (isOpenRecord(schema)) return recordType(this.#otherMembers(schema));
    return closedObjectText(this.#members(schema));
  }

  #members(schema: SchemaObject): ObjectMember[] {
    const properties = isSchemaObject(schema.properties) ? schema.properties : {};
    const required = new Set(listOf(schema.required).map(String));
    const members = Object.entries(properties).map(
      ([name, inner]): ObjectMember => ({
        name,
        isOptional: !required.has(name),
        type: this.typeOf(inner),
        description:
          isSchemaObject(inner) && typeof inner.description === "string" ? inner.description : undefined,
        isDeprecated: isSchemaObject(inner) && inner.deprecated === true,
      }),
    );
    for (const name of required) {
      if (!Object.hasOwn(properties, name))
        members.push({ name, isOptional: false, type: this.#otherMembers(schema) });
    }
    const isOpen = schema.additionalProperties !== undefined || schema.patternProperties !== undefined;
    if (isOpen && schema.additionalProperties !== false) {
      // Beside named members only the widest type is sure to fit them all.
      const type = members.length > 0 ? UNKNOWN : this.#otherMembers(schema);
      members.push({ name: undefined, isOptional: false, type });
    }
    return members;
  }

  /** The type of members that have no name in the schema. */
  #otherMembers(schema: SchemaObject): TypeExpression {
    const patterns = isSchemaObject(schema.patternProperties) ? Object.values(schema.patternProperties) : [];
    const others = schema.additionalProperties ?? true;
    return union([...patterns, others].map((inner) => this.typeOf(inner)));
  }

  #arrayType(schema: SchemaObject): TypeExpression {
    if (!Array.isArray(schema.prefixItems)) return arrayOf(this.typeOf(schema.items ?? true));
    const least = typeof schema.minItems === "number" ? schema.minItems : 0;
    const items = schema.prefixItems.map((inner) => this.typeOf(inner));
    const texts = items.map((type, index) => {
      if (index < least) return type.text;
      return type.kind === "single" ? `${type.text}?` : `(${type.text})?`;
    });
    const rest = schema.items === false ? undefined : this.typeOf(schema.items ?? true);
    if (rest !== undefined) texts.push(`...${arrayOf(rest).text}`);
    const references = [...items, ...(rest === undefined ? [] : [rest])].flatMap((type) => type.references);
    return single(`[${texts.join(", ")}]`, references);
  }
}

/** True for a schema that is neither true nor false. */
export function isSchemaObject(schema: unknown): schema is SchemaObject {
  return typeof schema === "object" && schema !== null && !Array.isArray(schema);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A value that the schema's own `type` refuses can never come. */
function constantType(value: unknown, schema: SchemaObject): TypeExpression {
  if (value === null) return NULL;
  if (Array.isArray(value)) return arrayOf(UNKNOWN);
  if (typeof value === "object") return recordType(UNKNOWN);
  const types = listOf(Array.isArray(schema.type) ? schema.type : [schema.type]);
  const isInt64 = types.includes("integer") && schema.format === "int64";
  return single(
    literal(isInt64 && Number.isInteger(value) ? BigInt(value as number) : value, 0, 0).replace(/^-0$/, "0"),
  );
}
