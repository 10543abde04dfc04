import { getOrInsert } from "../collections/get-or-insert.js";
import type { JsonSchema } from "../definition/descriptor.js";
import { nodesLeadingTo } from "../definition/graph.js";
import { isJsonObject, itemsOf, membersOf } from "../json/json-object.js";
import type { ResolveRef, SchemaObject } from "./schema-object.js";

/** The members and items of a schema itself whose defaults may be filled in. */
export interface DefaultSteps {
  /** Those that may be absent and have a default, or hold defaults inside. */
  readonly members: readonly DefaultMember[];
  readonly names: ReadonlySet<string>;
  /** For members without a name in it. */
  readonly others: SchemaObject | undefined;
  readonly prefix: readonly (SchemaObject | undefined)[];
  readonly rest: SchemaObject | undefined;
}

/** A member that a schema has in `properties`. */
export interface DefaultMember {
  /** The schema whose `properties` it is one of. */
  readonly owner: SchemaObject;
  readonly name: string;
  readonly schema: SchemaObject;
  readonly isRequired: boolean;
  readonly hasDefault: boolean;
}

/** Keywords that may refuse a value because of a member that is filled in, or of one inside a member or an item. */
const SENSITIVE_KEYWORDS = [
  ...["anyOf", "oneOf", "not", "if", "enum", "const"],
  ...["maxProperties", "dependentRequired", "dependentSchemas", "propertyNames", "patternProperties"],
  ...["unevaluatedProperties", "unevaluatedItems", "uniqueItems", "contains"],
];

/** The `default` of a schema, its own or that of what it refers to; undefined when there is none. */
export function defaultOf(schema: JsonSchema, resolve: ResolveRef): unknown {
  const seen = new Set<JsonSchema>();
  for (let current = schema; typeof current !== "boolean" && !seen.has(current); ) {
    seen.add(current);
    if (Object.hasOwn(current, "default")) return current.default;
    if (typeof current.$ref !== "string") return undefined;
    current = resolve(current.$ref);
  }
  return undefined;
}

/**
 * Where a schema has defaults to fill in: of absent members, at any depth. Inside `anyOf`, `oneOf` and conditions none
 * applies: which of them the value is meant for would depend on what is filled in.
 */
export class DefaultPlan {
  readonly #resolve: ResolveRef;
  /** The schemas whose values may change. */
  readonly #changing: ReadonlySet<SchemaObject>;
  readonly #together = new Map<SchemaObject, readonly SchemaObject[]>();
  readonly #steps = new Map<SchemaObject, DefaultSteps>();
  /** All schemas that apply to a value or to something in it, outer ones first. */
  readonly #reached: readonly SchemaObject[];
  #members: readonly DefaultMember[] | undefined;

  constructor(root: JsonSchema, resolve: ResolveRef) {
    this.#resolve = resolve;
    const graph = new Map<SchemaObject, readonly SchemaObject[]>();
    const open = new Set([root].filter(isJsonObject));
    for (const schema of open) {
      const parts = this.#parts(schema);
      graph.set(schema, parts);
      for (const part of parts) open.add(part);
    }
    this.#reached = [...graph.keys()];
    const withDefaults = [...graph.keys()].filter(({ properties }) =>
      membersOf(properties).some(([, inner]) => defaultOf(inner as JsonSchema, resolve) !== undefined),
    );
    this.#changing = nodesLeadingTo(graph, withDefaults);
  }

  /** True when something may be filled in, in a value of the schema. */
  mayChange(schema: JsonSchema): schema is SchemaObject {
    return isJsonObject(schema) && this.#changing.has(schema);
  }

  /** True when nothing that is filled in can make a value invalid. */
  get isSafe(): boolean {
    return ![...this.#changing].some((schema) => this.isSensitive(schema));
  }

  /** True when what is filled in may make a value of the schema invalid, though each thing fits by itself. */
  isSensitive(schema: SchemaObject): boolean {
    const parts = this.together(schema);
    const withMembers = parts.filter(
      ({ properties, additionalProperties: others }) => properties !== undefined || (others ?? true) !== true,
    );
    const withItems = parts.filter(
      ({ prefixItems, items }) => prefixItems !== undefined || (items ?? true) !== true,
    );
    return (
      withMembers.length > 1 ||
      withItems.length > 1 ||
      parts.some((part) => SENSITIVE_KEYWORDS.some((keyword) => keyword in part))
    );
  }

  /** The schemas that all apply to a value of the schema: itself, what it refers to, those of `allOf`, and so on. */
  together(schema: SchemaObject): readonly SchemaObject[] {
    return getOrInsert(this.#together, schema, () => {
      const found = new Set([schema]);
      for (const { $ref, allOf } of found) {
        const target = typeof $ref === "string" ? [this.#resolve($ref)] : [];
        for (const part of [...target, ...itemsOf(allOf)]) if (isJsonObject(part)) found.add(part);
      }
      return [...found];
    });
  }

  /** Those of all schemas, in the order of the schema, outer ones first. */
  members(): readonly DefaultMember[] {
    this.#members ??= this.#reached.flatMap((schema) => this.steps(schema).members);
    return this.#members;
  }

  steps(schema: SchemaObject): DefaultSteps {
    return getOrInsert(this.#steps, schema, () => this.#stepsOf(schema));
  }

  #stepsOf(schema: SchemaObject): DefaultSteps {
    const changing = (inner: unknown) =>
      this.mayChange(inner as JsonSchema) ? (inner as SchemaObject) : undefined;
    const required = new Set(itemsOf(schema.required));
    const members = membersOf(schema.properties).flatMap(([name, inner]): DefaultMember[] => {
      const hasDefault = defaultOf(inner as JsonSchema, this.#resolve) !== undefined;
      if (!isJsonObject(inner) || (!hasDefault && changing(inner) === undefined)) return [];
      return [{ owner: schema, name, schema: inner, isRequired: required.has(name), hasDefault }];
    });
    return {
      members,
      names: new Set(membersOf(schema.properties).map(([name]) => name)),
      others: changing(schema.additionalProperties),
      prefix: itemsOf(schema.prefixItems).map(changing),
      rest: changing(schema.items),
    };
  }

  #parts(schema: SchemaObject): readonly SchemaObject[] {
    const target = typeof schema.$ref === "string" ? [this.#resolve(schema.$ref)] : [];
    const members = membersOf(schema.properties).map(([, inner]) => inner);
    const lists = [...itemsOf(schema.allOf), ...itemsOf(schema.prefixItems)];
    const others = [schema.additionalProperties, schema.items];
    return [...target, ...lists, ...members, ...others].filter(isJsonObject);
  }
}
