import type { JsonSchema } from "../../src/definition/descriptor.js";
import type { ServiceModel } from "../../src/definition/model.js";
import { pascalCase } from "../../src/definition/names.js";
import { fieldsSchema, objectClassOf } from "../../src/definition/versioned-object.js";
import { isJsonObject, itemsOf, type JsonObject } from "../../src/json/json-object.js";
import { InPlaceFact } from "../emit/in-place-fact.js";
import { pythonValue } from "../example-text/value-text.js";
import { scalarLiteral } from "./literal.js";
import { isOpenMap, type Member, objectVariants } from "./object-members.js";
import { textType } from "./program-types.js";
import type { ProgramValues } from "./program-values.js";
import { freeName, pythonNames } from "./python-names.js";
import { ANY, annotation, NONE, type PythonType, union } from "./python-type.js";

const REF_PREFIX = "#/$defs/";
/** The longest type that stands where it is used instead of getting a name. */
const LONGEST_INLINE = 40;
/** Names that `types.py` uses for something else. */
const USED_NAMES = ["Any", "Literal", "TypedDict", "Union", "Exception", "None"];

/** One member of a `TypedDict`. */
export interface TypedMember {
  readonly name: string;
  readonly isRequired: boolean;
  readonly type: PythonType;
  readonly description: string;
}

/** One of the types that `types.py` declares. */
export interface Declaration {
  readonly name: string;
  readonly description: string;
  /** The members of a `TypedDict`, or the type that an alias stands for. */
  readonly body: readonly TypedMember[] | PythonType;
}

/**
 * The types of Python of the schemas of a service: the narrowest ones that hold every value the schema accepts, where
 * Python has some. An object with members becomes a `TypedDict`, which needs a name wherever it stands.
 */
export class PythonTypes {
  readonly declarations: Declaration[] = [];
  readonly #definitions: ReadonlyMap<string, { readonly pythonName: string; readonly schema: unknown }>;
  readonly #definitionNames: ReadonlySet<string>;
  readonly #objects: InPlaceFact;
  readonly #taken: Set<string>;
  /** The names of versioned objects by the schemas of their fields. */
  readonly #fieldsOf = new Map<unknown, string>();

  readonly #programValue: ProgramValues;

  /** @param taken names of classes that are no types of the service's schemas */
  constructor(model: ServiceModel, taken: readonly string[], programValue: ProgramValues) {
    this.#programValue = programValue;
    const reserved = new Set([...USED_NAMES, ...taken]);
    const names = pythonNames(
      model.$defs.map(({ typeName }) => typeName),
      reserved,
    );
    this.#definitionNames = new Set(names);
    this.#taken = new Set([...reserved, ...names]);
    this.#definitions = new Map(
      model.$defs.map(({ name, schema }, index) => [name, { pythonName: names[index] ?? name, schema }]),
    );
    this.#objects = new InPlaceFact(this.#target, ({ type }) => type === "object");
    for (const { pythonName, schema } of this.#definitions.values()) this.#define(pythonName, schema);
  }

  /**
   * The type of a schema.
   *
   * @param name what it is called where it needs a name
   * @param description what is said of it then, if it says nothing itself
   */
  typeOf(schema: unknown, name: string, description = ""): PythonType {
    if (!isJsonObject(schema)) return ANY;
    if (Object.hasOwn(schema, "const")) return this.#named(constantType(schema.const), name, description);
    if (Array.isArray(schema.enum))
      return this.#named(union(schema.enum.map(constantType)), name, description);
    const [ref, ...more] = this.#parts(schema);
    if (ref !== undefined && more.length === 0 && !hasMembers(schema))
      return this.typeOf(ref, name, description);
    if (this.#isTyped(schema)) return this.#objectType(schema, name, description);
    const types = [
      typeof schema.$ref === "string" ? this.#refType(schema.$ref) : ANY,
      ...itemsOf(schema.allOf).map((inner) => this.typeOf(inner, name, description)),
      ...["anyOf", "oneOf"].map((keyword) => this.#alternatives(schema[keyword], name)),
      this.#ownType(schema, name),
    ].filter(({ kind }) => kind !== "any");
    const best = types.sort((left, right) => vagueness(left) - vagueness(right))[0] ?? ANY;
    return this.#named(best, name, description);
  }

  /** The `default` of a schema, its own or that of what it refers to; undefined when there is none. */
  defaultOf(schema: unknown): { readonly value: unknown } | undefined {
    let current = schema;
    for (let left = this.#definitions.size + 1; left > 0 && isJsonObject(current); left -= 1) {
      if (Object.hasOwn(current, "default")) return { value: current.default };
      current = typeof current.$ref === "string" ? this.#target(current.$ref) : undefined;
    }
    return undefined;
  }

  /** A default as a program writes it, on one line. */
  defaultText(schema: JsonSchema, value: unknown): string {
    return pythonValue(this.#programValue(schema, value), 0, Number.NEGATIVE_INFINITY);
  }

  readonly #target = (ref: string): unknown => this.#definitions.get(ref.slice(REF_PREFIX.length))?.schema;

  #refType(ref: string): PythonType {
    const name = this.#definitions.get(ref.slice(REF_PREFIX.length))?.pythonName;
    return name === undefined ? ANY : { kind: "own", name };
  }

  /** The schemas that it is composed of, when it says nothing of the value beside. */
  #parts(schema: JsonObject): unknown[] {
    const others = ["$ref", "anyOf", "oneOf", "items", "prefixItems"];
    if (others.some((keyword) => Object.hasOwn(schema, keyword))) return [];
    return Array.isArray(schema.allOf) ? schema.allOf : [];
  }

  /** True for what becomes a `TypedDict` of its own. */
  #isTyped(schema: JsonObject): boolean {
    if (!this.#objects.holds(schema)) return false;
    const composed = [typeof schema.$ref === "string", ...itemsOf(schema.allOf).map(() => true)].filter(
      Boolean,
    );
    return hasMembers(schema) || composed.length > 1;
  }

  #objectType(schema: JsonObject, name: string, description: string): PythonType {
    if (isOpenMap(schema, this.#target)) return { kind: "dict", item: ANY };
    const variants = objectVariants(schema, this.#target);
    const types = variants.map((members, index): PythonType => {
      const own = variants.length === 1 ? name : `${name}Option${index + 1}`;
      return { kind: "own", name: this.#declare(own, textOf(schema) || description, members) };
    });
    return this.#named(union(types), name, description);
  }

  #declare(wanted: string, description: string, members: readonly Member[]): string {
    const name = this.#free(wanted);
    const body = members.map(({ name: member, isRequired, schema }) => ({
      name: member,
      isRequired,
      type: this.#memberType(schema, name, member),
      description: this.#memberText(schema),
    }));
    this.declarations.push({ name, description, body });
    return name;
  }

  /** The words about a member, which one that refers to something else has there. */
  #memberText(schema: unknown): string {
    const text = textOf(schema).replaceAll(/\s+/g, " ");
    if (!isJsonObject(schema) || !Object.hasOwn(schema, "default")) return text;
    return `${text} (default: ${this.defaultText(schema, schema.default)})`.trim();
  }

  #memberType(schema: unknown, name: string, member: string): PythonType {
    const object = this.#fieldsOf.get(schema);
    return object === undefined
      ? this.typeOf(schema, name + (pascalCase(member) ?? "Member"), `Member \`\`${member}\`\` of ${name}.`)
      : this.typeOf(schema, `${object}Fields`, `The fields of ${object}.`);
  }

  /** A definition keeps its name, whatever it is. */
  #define(name: string, schema: unknown): void {
    const objectClass = objectClassOf(schema);
    if (objectClass !== undefined && isJsonObject(schema))
      this.#fieldsOf.set(fieldsSchema(schema, objectClass), name);
    const type = this.typeOf(schema, name, textOf(schema));
    // What it had to declare under another name, as its own was taken, is the definition itself.
    const last = this.declarations.at(-1);
    const isOwn = type.kind === "own" && type.name === last?.name && !this.#isDefinition(type.name);
    if (isOwn && last !== undefined) this.declarations.splice(-1, 1, { ...last, name });
    else this.declarations.push({ name, description: textOf(schema), body: type });
  }

  #isDefinition(name: string): boolean {
    return this.#definitionNames.has(name);
  }

  #alternatives(list: unknown, name: string): PythonType {
    if (!Array.isArray(list)) return ANY;
    const isNull = (inner: unknown) => isJsonObject(inner) && inner.type === "null";
    const several = list.filter((inner) => !isNull(inner)).length > 1;
    return union(
      list.map((inner, index) => this.typeOf(inner, several ? `${name}Option${index + 1}` : name)),
    );
  }

  /** The type that `type` and the keywords of the types give. */
  #ownType(schema: JsonObject, name: string): PythonType {
    if (schema.type === undefined) return ANY;
    const types = Array.isArray(schema.type) ? schema.type : [schema.type];
    return union(types.map((type) => this.#simpleType(type, schema, name)));
  }

  #simpleType(type: unknown, schema: JsonObject, name: string): PythonType {
    switch (type) {
      case "string":
        return textType(schema);
      case "integer":
        return { kind: "builtin", name: "int" };
      case "number":
        return { kind: "builtin", name: "float" };
      case "boolean":
        return { kind: "builtin", name: "bool" };
      case "array":
        return { kind: "list", item: this.#itemType(schema, name) };
      case "object":
        return hasMembers(schema)
          ? this.#objectType({ ...schema, type: "object" }, name, "")
          : { kind: "dict", item: this.#valueType(schema, name) };
      default:
        return NONE;
    }
  }

  #itemType(schema: JsonObject, name: string): PythonType {
    const first = itemsOf(schema.prefixItems);
    const rest = schema.items ?? (first.length === 0 ? true : (schema.unevaluatedItems ?? true));
    const items = [...first, ...(rest === false ? [] : [rest])];
    return union(
      items.map((inner, index) => this.typeOf(inner, `${name}Item${items.length > 1 ? index + 1 : ""}`)),
    );
  }

  /** The type of the members that have no name in the schema. */
  #valueType(schema: JsonObject, name: string): PythonType {
    const patterns = isJsonObject(schema.patternProperties) ? Object.values(schema.patternProperties) : [];
    const others = schema.additionalProperties ?? schema.unevaluatedProperties ?? true;
    const schemas = [...patterns, ...(others === false ? [] : [others])];
    return union(schemas.map((inner) => this.typeOf(inner, `${name}Value`)));
  }

  /** A type that is too long to be read in a signature gets a name. None beside it stays where it is used. */
  #named(type: PythonType, name: string, description: string): PythonType {
    const isList = type.kind === "literal" || type.kind === "union";
    if (!isList || annotation(type).length <= LONGEST_INLINE) return type;
    if (type.kind === "union" && type.types.some(({ kind }) => kind === "none")) {
      const others = union(type.types.filter(({ kind }) => kind !== "none"));
      return union([this.#named(others, name, description), NONE]);
    }
    const free = this.#free(name);
    this.declarations.push({ name: free, description, body: type });
    return { kind: "own", name: free };
  }

  #free(wanted: string): string {
    const name = freeName(pythonNames([wanted], new Set())[0] ?? wanted, this.#taken);
    this.#taken.add(name);
    return name;
  }
}

function hasMembers({ properties, required }: JsonObject): boolean {
  return (isJsonObject(properties) && Object.keys(properties).length > 0) || itemsOf(required).length > 0;
}

/** Narrower types first. */
function vagueness({ kind }: PythonType): number {
  return ["literal", "own", "union", "none", "list", "dict", "builtin", "imported", "any"].indexOf(kind);
}

/** The type of one value, of `const` or `enum`. Python has no constants of fractions, lists and objects. */
function constantType(value: unknown): PythonType {
  if (value === null) return NONE;
  if (Array.isArray(value)) return { kind: "list", item: ANY };
  if (typeof value === "object") return { kind: "dict", item: ANY };
  if (typeof value === "number" && !Number.isInteger(value)) return { kind: "builtin", name: "float" };
  const text = typeof value === "number" ? BigInt(value) : value;
  return { kind: "literal", values: [scalarLiteral(text)] };
}

function textOf(schema: unknown): string {
  if (!isJsonObject(schema)) return "";
  const own = [schema.description, schema.title].find(
    (text) => typeof text === "string" && text.trim() !== "",
  );
  const text = typeof own === "string" ? own : "";
  return schema.deprecated === true ? `${text}\n\nDeprecated.` : text;
}
