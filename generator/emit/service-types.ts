import { isDeepStrictEqual } from "node:util";
import type { JsonSchema } from "../../src/definition/descriptor.js";
import type {
  ErrorModel,
  MethodModel,
  NotificationModel,
  ParamModel,
  ServiceModel,
} from "../../src/definition/model.js";
import { isUsedName, pascalCase, type ServiceNames, serviceNames } from "../../src/definition/names.js";
import { objectClassOf } from "../../src/definition/versioned-object.js";
import { isJsonObject, type JsonObject } from "../../src/json/json-object.js";
import { type DirectedTypes, directedTypes } from "./directed-types.js";
import { docComment } from "./doc-comment.js";
import { LINE_WIDTH } from "./literal.js";
import { indented, memberLines, recordType } from "./object-type.js";
import type { SchemaTypes } from "./schema-types.js";
import { arrayOf, NULL, referencesOf, single, type TypeExpression, union } from "./type-expression.js";
import { DEFAULT_TYPES, type TypeSettings } from "./type-settings.js";

/** The longest type that is written where it is used instead of getting a name. */
const LONGEST_INLINE = 60;

/** The types of one method. */
export interface MethodTypes {
  readonly params: readonly TypeExpression[];
  /** The defaults of optional parameters, as text: what the server gives the endpoint where the client gave nothing. */
  readonly defaults: readonly (string | undefined)[];
  /** All arguments that are none of the parameters, where the method takes others. */
  readonly further?: TypeExpression;
  /** The type that the method resolves to. */
  readonly result: TypeExpression;
}

/** The names of the service's own types in the signatures of methods. */
export function signatureReferences(methods: readonly MethodTypes[]): readonly string[] {
  return referencesOf(
    methods.flatMap(({ params, further, result }) => [
      ...params,
      ...(further === undefined ? [] : [further]),
      result,
    ]),
  );
}

/**
 * All the types of a service: what `types.ts` declares, and what the signatures say. A schema that stands where it is
 * used gets a name of its own when its type is too long to be read in a signature.
 */
export class ServiceTypes {
  /** The schemas of the declarations by the names of the types, in the same order. */
  readonly schemas: ReadonlyMap<string, JsonSchema>;
  readonly methods: ReadonlyMap<MethodModel, MethodTypes>;
  /** The keyword arguments of the errors that say what they are. */
  readonly kwargs: ReadonlyMap<ErrorModel, { readonly type: TypeExpression; readonly isRequired: boolean }>;
  readonly payloads: ReadonlyMap<NotificationModel, TypeExpression>;
  /** True when one of the declarations is that of a versioned object. */
  readonly hasObjects: boolean;

  /** The types of what the service gives, and of what it takes. */
  readonly #given: DirectedTypes;
  readonly #accepted: DirectedTypes;
  /** The declarations, each made when they are asked for. */
  readonly #declared: (() => string)[] = [];
  #declarations: readonly string[] | undefined;
  readonly #declaredSchemas = new Map<string, JsonSchema>();
  readonly #names: ServiceNames;
  readonly #taken: Set<string>;

  constructor(model: ServiceModel, settings: TypeSettings = DEFAULT_TYPES) {
    this.#names = serviceNames(model.service);
    this.#taken = new Set([
      ...model.$defs.map(({ typeName }) => typeName),
      ...model.errors.map(({ className }) => className),
    ]);
    const [given, accepted] = directedTypes(model, settings, (name) => this.#freeName(name));
    this.#given = given;
    this.#accepted = accepted;
    for (const { typeName, schema } of given.$defs) this.#declare(given, typeName, schema, "");
    const declared = new Set(given.$defs.map(({ typeName }) => typeName));
    for (const { typeName, schema } of accepted.$defs)
      if (!declared.has(typeName)) this.#declare(accepted, typeName, schema, "");
    this.methods = new Map(model.methods.map((method) => [method, this.#methodTypes(method)]));
    this.kwargs = new Map(model.errors.flatMap((error) => this.#kwargsType(error)));
    this.payloads = new Map(
      model.notifications.map((notification) => [notification, this.#payloadType(notification)]),
    );
    this.hasObjects = model.$defs.some(({ schema }) => objectClassOf(schema) !== undefined);
    this.schemas = this.#declaredSchemas;
  }

  /** The declarations of `types.ts`. */
  get declarations(): readonly string[] {
    this.#declarations ??= this.#declared.map((declare) => declare());
    return this.#declarations;
  }

  /** The type of a schema where it stands, with no name of its own. */
  typeOf(schema: unknown): TypeExpression {
    return this.#given.types.typeOf(schema);
  }

  #methodTypes(method: MethodModel): MethodTypes {
    const base = pascalCase(method.name) ?? "Method";
    const { additionalParams } = method;
    const further =
      additionalParams === undefined
        ? undefined
        : this.#signatureType(
            this.#accepted,
            additionalParams,
            `${base}Kwarg`,
            `Further argument of \`${method.name}\`.`,
          );
    return {
      params: method.params.map((param) => this.#paramType(param, method, base)),
      defaults: method.params.map((param) => this.#defaultOf(param)),
      ...(further === undefined ? {} : { further: recordType(further) }),
      result:
        method.result === undefined
          ? single("void")
          : this.#signatureType(this.#given, method.result, `${base}Result`, `Result of \`${method.name}\`.`),
    };
  }

  #paramType(param: ParamModel, method: MethodModel, base: string): TypeExpression {
    const name = base + (pascalCase(param.name) ?? "Param");
    const description = `Parameter \`${param.name}\` of \`${method.name}\``;
    const own = this.#signatureType(this.#accepted, param.schema, name, `${description}.`);
    const earlier = (param.earlier ?? []).map(({ until, schema }) =>
      this.#signatureType(
        this.#accepted,
        schema,
        `${name}Until${until.replace(".", "_")}`,
        `${description} up to version ${until}.`,
      ),
    );
    return earlier.length === 0 ? own : union([own, ...earlier.toReversed()]);
  }

  /** The default of a parameter that requests of every version have, and whose schema is the same in all. */
  #defaultOf({ required, schema, until, earlier = [] }: ParamModel): string | undefined {
    if (required || until !== undefined) return undefined;
    const { types } = this.#accepted;
    const own = types.defaultOf(schema);
    const isSame = earlier.every((each) => isDeepStrictEqual(types.defaultOf(each.schema), own));
    return isSame ? types.defaultText(schema) : undefined;
  }

  #kwargsType(error: ErrorModel): [ErrorModel, { type: TypeExpression; isRequired: boolean }][] {
    const { kwargs } = error;
    if (kwargs === undefined || !this.#given.types.isObject(kwargs)) return [];
    const type = this.#signatureType(
      this.#given,
      kwargs,
      `${error.className}Kwargs`,
      `Keyword arguments of \`${error.name}\`.`,
    );
    // What the base class says of them already.
    if (type.text === "Record<string, unknown>") return [];
    return [[error, { type, isRequired: this.#given.types.needsMembers(kwargs) }]];
  }

  #payloadType({ eventType, payload }: NotificationModel): TypeExpression {
    const name = `${pascalCase(eventType) ?? "Event"}Payload`;
    return this.#signatureType(this.#given, payload, name, `Payload of \`${eventType}\`.`);
  }

  #signatureType(
    directed: DirectedTypes,
    whole: JsonSchema,
    name: string,
    description: string,
  ): TypeExpression {
    const schema = directed.view?.of(whole) ?? whole;
    const type = directed.types.typeOf(schema);
    if (isReadable(type.text) || !isJsonObject(schema)) return type;
    const items = plainItems(schema);
    if (items !== undefined)
      return arrayOf(
        this.#signatureType(
          directed,
          items,
          `${name}Item`,
          `Item of ${description.replace(/^./, (letter) => letter.toLowerCase())}`,
        ),
      );
    const withoutNull = nonNullSchema(schema);
    if (withoutNull !== undefined)
      return union([this.#signatureType(directed, withoutNull, name, description), NULL]);
    const free = this.#freeName(name);
    this.#declare(directed, free, schema, description);
    return single(free, [free]);
  }

  #freeName(wanted: string): string {
    let name = wanted;
    while (this.#taken.has(name) || isUsedName(name, this.#names)) name += "_";
    this.#taken.add(name);
    return name;
  }

  #declare({ types }: DirectedTypes, name: string, schema: JsonSchema, description: string): void {
    this.#declared.push(() => declarationOf(types, name, schema, description));
    this.#declaredSchemas.set(name, schema);
  }
}

function declarationOf(types: SchemaTypes, name: string, schema: JsonSchema, description: string): string {
  const keywords: JsonObject = isJsonObject(schema) ? schema : {};
  const own = [keywords.description, keywords.title].find(
    (text) => typeof text === "string" && text.trim() !== "",
  );
  const tags = keywords.deprecated === true ? ["@deprecated"] : [];
  const doc = docComment({ description: typeof own === "string" ? own : description, tags }, 0);
  const members = types.interfaceMembers(schema);
  const base = objectClassOf(schema) === undefined ? undefined : OBJECT_BASE;
  const text =
    members === undefined
      ? aliasText(name, types.typeOf(schema))
      : interfaceText(name, base, memberLines(members));
  return [...doc, text].join("\n");
}

/** The interface of the runtime that the fields of a versioned object extend. */
export const OBJECT_BASE = "VersionedObject";

/** An interface that adds nothing to another is that one by a second name. */
function interfaceText(name: string, base: string | undefined, lines: readonly string[]): string {
  if (base !== undefined && lines.length === 0) return `export type ${name} = ${base};`;
  const head = `export interface ${name}${base === undefined ? "" : ` extends ${base}`} {`;
  return [head, ...indented(lines), "}"].join("\n");
}

function aliasText(name: string, type: TypeExpression): string {
  const line = `export type ${name} = ${type.text};`;
  if (type.kind !== "union" || (line.length <= LINE_WIDTH && !line.includes("\n"))) return line;
  const alternatives = type.alternatives.map(
    (alternative) => `\n  | ${alternative.replaceAll("\n", "\n    ")}`,
  );
  return `export type ${name} =${alternatives.join("")};`;
}

/** Short, and without an object type other than a map. */
function isReadable(text: string): boolean {
  return text.length <= LONGEST_INLINE && !/\{(?! \[name: string\])/.test(text);
}

/** The schema of the items, when the schema describes a list and nothing else. */
function plainItems(schema: JsonObject): JsonSchema | undefined {
  const isPlain = schema.type === "array" && schema.prefixItems === undefined && isJsonObject(schema.items);
  const others = ["$ref", "allOf", "anyOf", "oneOf", "const", "enum"];
  if (!isPlain || others.some((keyword) => Object.hasOwn(schema, keyword))) return undefined;
  return schema.items as JsonSchema;
}

/** The schema without null, when it says no more than that null is allowed beside one other. */
function nonNullSchema(schema: JsonObject): JsonSchema | undefined {
  if (Array.isArray(schema.type) && schema.type.length === 2 && schema.type.includes("null")) {
    return { ...schema, type: schema.type.find((type) => type !== "null") };
  }
  const [keyword, another] = Object.keys(schema).filter((name) => name !== "description");
  const alternatives = keyword === "anyOf" || keyword === "oneOf" ? schema[keyword] : undefined;
  if (another !== undefined || !Array.isArray(alternatives) || alternatives.length !== 2) return undefined;
  const others = alternatives.filter((inner) => !isJsonObject(inner) || inner.type !== "null");
  return others.length === 1 ? (others[0] as JsonSchema) : undefined;
}
