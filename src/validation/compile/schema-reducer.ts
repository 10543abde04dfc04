import type { JsonSchema } from "../../definition/descriptor.js";
import { itemsOf, membersOf } from "../../json/json-object.js";
import { type Refinement, refinement, type SchemaObject } from "../schema-object.js";
import { UNEVALUATED } from "../unevaluated.js";
import { entriesOf, OWN_HEIGHT } from "./height.js";
import type { CompileLimits } from "./limits.js";
import { enumRule, everyRule, itemsRule, oneRule, someRule } from "./list-rules.js";
import {
  additionalRule,
  dependentRequiredRule,
  propertiesRule,
  propertyNamesRule,
  requiredRule,
} from "./member-rules.js";
import type { Rule } from "./rule.js";

/** The maker of a reducer's parts. */
export interface PartMaker {
  readonly limits: CompileLimits;
  /** The form in which a rule stands in a schema. */
  refinement(rule: Rule): Refinement;
  /** Compiles a reduced schema by itself. */
  part(schema: JsonSchema): Rule;
  /**
   * The schema or part that stands in the place of a `$ref`.
   *
   * @param depth how many definitions stand inside each other there already
   */
  target(ref: string, depth: number): ReducedTarget;
}

/** The target of a `$ref`: a part, or a schema to stand in its place. */
export type ReducedTarget = { readonly rule: Rule } | { readonly schema: JsonSchema };

interface Reduced {
  readonly schema: JsonSchema;
  readonly height: number;
}

/** Cuts a prepared schema down to what typebox can compile in one piece; what it cuts off becomes parts. */
export function reduceSchema(schema: JsonSchema, maker: PartMaker): JsonSchema {
  return typeof schema === "boolean" ? schema : new Reducer(schema, maker, 0).reduced().schema;
}

class Reducer {
  readonly #schema: SchemaObject;
  readonly #maker: PartMaker;
  readonly #depth: number;
  readonly #longest: number;
  readonly #keywords: Record<string, unknown>;
  readonly #rules: Refinement[] = [];
  #entries: number;
  #inner = 0;

  constructor(schema: SchemaObject, maker: PartMaker, depth: number) {
    this.#schema = schema;
    this.#maker = maker;
    this.#depth = depth;
    this.#longest = maker.limits.list;
    this.#keywords = { ...schema };
    this.#entries = entriesOf(schema);
    delete this.#keywords[UNEVALUATED];
  }

  reduced(): Reduced {
    this.#enum();
    this.#members();
    this.#items();
    for (const keyword of ["not", "if", "then", "else", "contains"]) {
      if (keyword in this.#schema) this.#keywords[keyword] = this.#part(this.#schema[keyword]);
    }
    for (const keyword of ["patternProperties", "dependentSchemas"]) this.#map(keyword);
    this.#list("allOf", (all) => everyRule(this.#parts("allOf", all), this.#longest));
    this.#list("anyOf", (all) => someRule(this.#parts("anyOf", all), this.#longest));
    this.#list("oneOf", (all) => this.#oneOf(all));
    this.#ref();
    const rules = [...this.#rules, ...(itemsOf(this.#schema["~refine"]) as readonly Refinement[])];
    if (rules.length > 0) this.#keywords["~refine"] = rules;
    return { schema: this.#keywords, height: OWN_HEIGHT + this.#entries + this.#inner };
  }

  /** The reduced form of a schema inside. */
  #part(schema: unknown, depth: number = this.#depth): JsonSchema {
    if (typeof schema !== "object" || schema === null) return schema === true;
    const reduced = new Reducer(schema as SchemaObject, this.#maker, depth).reduced();
    if (reduced.height <= this.#maker.limits.height / 2) {
      this.#inner = Math.max(this.#inner, reduced.height);
      return reduced.schema;
    }
    return { "~refine": [this.#maker.refinement(this.#maker.part(reduced.schema))] };
  }

  #add(rule: Rule): void {
    this.#rules.push(this.#maker.refinement(rule));
  }

  #take(keyword: string): unknown {
    delete this.#keywords[keyword];
    return this.#schema[keyword];
  }

  #enum(): void {
    if (itemsOf(this.#schema.enum).length <= this.#longest) return;
    this.#entries -= itemsOf(this.#schema.enum).length;
    this.#add(enumRule(itemsOf(this.#take("enum"))));
  }

  #members(): void {
    const { required, dependentRequired, propertyNames, additionalProperties: others } = this.#schema;
    const members = this.#entriesOf("properties");
    const patterns = membersOf(this.#schema.patternProperties).map(([pattern]) => pattern);
    const isLong = Math.max(members.length, itemsOf(required).length, patterns.length) > this.#longest;
    if (isLong) {
      const names = itemsOf(this.#take("required")) as readonly string[];
      this.#entries -= names.length;
      if (names.length > 0) this.#add(requiredRule(names));
      if (members.length > 0) {
        delete this.#keywords.properties;
        this.#add(this.#properties(members, new Set(names)));
      }
      if (others !== undefined) {
        delete this.#keywords.additionalProperties;
        const inner = this.#maker.part(this.#part(others));
        this.#add(additionalRule(new Set(members.map(([name]) => name)), patterns, inner));
      }
    } else {
      if (members.length > 0) this.#keywords.properties = Object.fromEntries(members);
      if (others !== undefined) this.#keywords.additionalProperties = this.#part(others);
      this.#entries += members.length;
    }
    // Part of a name stands nowhere in the value, so that its errors could not be followed.
    if (propertyNames !== undefined) {
      delete this.#keywords.propertyNames;
      this.#add(propertyNamesRule(this.#maker.part(this.#part(propertyNames))));
    }
    const needed = membersOf(dependentRequired) as [string, readonly string[]][];
    const total = needed.reduce((sum, [, names]) => sum + names.length, needed.length);
    if (total <= this.#longest) return;
    this.#entries -= total - needed.length;
    delete this.#keywords.dependentRequired;
    this.#add(dependentRequiredRule(new Map(needed)));
  }

  /** A member that must be there may not be undefined either, so each part is told which those are. */
  #properties(members: readonly [string, JsonSchema][], required: ReadonlySet<string>): Rule {
    return propertiesRule(
      chunks(members, this.#longest).map((chunk) => {
        const names = chunk.map(([name]) => name);
        const needed = names.filter((name) => required.has(name));
        const properties = Object.fromEntries(chunk);
        const rule = this.#maker.part({ properties, ...(needed.length === 0 ? {} : { required: needed }) });
        return { names, rule };
      }),
    );
  }

  #items(): void {
    const { prefixItems, items } = this.#schema;
    const prefix = itemsOf(prefixItems).map((inner) => this.#part(inner));
    const rest = items === undefined ? undefined : this.#part(items);
    if (prefix.length <= this.#longest) {
      if (prefix.length > 0) this.#keywords.prefixItems = prefix;
      if (rest !== undefined) this.#keywords.items = rest;
      this.#entries += prefix.length;
      return;
    }
    delete this.#keywords.prefixItems;
    delete this.#keywords.items;
    const parts = this.#parts("prefixItems", prefix);
    const restRule = rest === undefined ? undefined : this.#maker.part({ items: rest });
    this.#add(itemsRule(parts, this.#longest, restRule, prefix.length));
  }

  #map(keyword: string): void {
    const entries = this.#entriesOf(keyword);
    if (entries.length === 0) return;
    if (entries.length <= this.#longest) {
      this.#keywords[keyword] = Object.fromEntries(entries);
      this.#entries += entries.length;
      return;
    }
    delete this.#keywords[keyword];
    const parts = chunks(entries, this.#longest).map((chunk) =>
      this.#maker.part({ [keyword]: Object.fromEntries(chunk) }),
    );
    this.#add(everyRule(parts, this.#longest));
  }

  /** @param makeRule what becomes of a list that is too long */
  #list(keyword: string, makeRule: (schemas: readonly JsonSchema[]) => Rule): void {
    const schemas = itemsOf(this.#schema[keyword]).map((inner) => this.#part(inner));
    if (schemas.length === 0) return;
    if (schemas.length <= this.#longest) {
      this.#keywords[keyword] = schemas;
      this.#entries += schemas.length;
      return;
    }
    delete this.#keywords[keyword];
    this.#add(makeRule(schemas));
  }

  /** The parts of a list, with so many of its schemas each as a list may have. */
  #parts(keyword: string, schemas: readonly JsonSchema[]): readonly Rule[] {
    return chunks(schemas, this.#longest).map((chunk) => this.#maker.part({ [keyword]: chunk }));
  }

  #oneOf(schemas: readonly JsonSchema[]): Rule {
    const counted = (add: () => boolean) => {
      const counter = { "~refine": [refinement(add, "")] };
      return schemas.map((schema) => ({ allOf: [schema, counter] }));
    };
    return oneRule(
      (add) => this.#parts("anyOf", counted(add)),
      () => this.#parts("anyOf", schemas),
      this.#longest,
    );
  }

  #ref(): void {
    if (typeof this.#schema.$ref !== "string") return;
    delete this.#keywords.$ref;
    const target = this.#maker.target(this.#schema.$ref, this.#depth);
    if ("rule" in target) this.#add(target.rule);
    else this.#also(this.#part(target.schema, this.#depth + 1));
  }

  #also(schema: JsonSchema): void {
    this.#keywords.allOf = [...itemsOf(this.#keywords.allOf), schema];
    this.#entries += 1;
  }

  #entriesOf(keyword: string): [string, JsonSchema][] {
    return membersOf(this.#schema[keyword]).map(([name, inner]) => [name, this.#part(inner)]);
  }
}

function chunks<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(list.length / size);
  return Array.from({ length: count }, (_, index) => list.slice(index * size, (index + 1) * size));
}
