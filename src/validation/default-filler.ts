import type { JsonSchema } from "../definition/descriptor.js";
import { isJsonObject } from "../json/json-object.js";
import { DefaultPlan, defaultOf, type Resolve } from "./defaults.js";
import { Mismatch } from "./mismatch.js";
import type { SchemaObject } from "./schema-object.js";
import type { SchemaValidator } from "./schema-validator.js";

/** Of one value so many changes are tried one by one, when it does not take all of them. */
const MAX_TRIES = 64;

/** Something to fill in, by the name or the index where it belongs. */
type Changes = Map<string | number, unknown>;

/**
 * Fills the defaults of a schema in. What arrived decides whether a value is valid: a default that would make it
 * invalid stays out.
 */
export class DefaultFiller {
  readonly #schema: JsonSchema;
  readonly #resolve: Resolve;
  readonly #validatorOf: (schema: JsonSchema) => SchemaValidator;
  readonly #plan: DefaultPlan;
  readonly #isSafe: boolean;
  readonly #validators = new Map<JsonSchema, SchemaValidator>();
  /** The defaults of schemas, with those inside them filled in, as an endpoint gets them. */
  readonly #defaults = new Map<JsonSchema, unknown>();

  /** @param validatorOf compiles a schema */
  constructor(schema: JsonSchema, resolve: Resolve, validatorOf: (schema: JsonSchema) => SchemaValidator) {
    this.#schema = schema;
    this.#resolve = resolve;
    this.#validatorOf = validatorOf;
    this.#plan = new DefaultPlan(schema, resolve);
    this.#isSafe = this.#plan.isSafe;
  }

  /** The default of the schema itself; undefined when it has none that fits it. */
  own(): unknown {
    return fresh(this.#default(this.#schema));
  }

  /** What arrived, with those members that the schema wants to be there and has defaults for. */
  completed(value: unknown): unknown {
    return this.#plan.mayChange(this.#schema) ? this.#filled(this.#schema, value, true) : value;
  }

  /** A value that was accepted, with all defaults that leave it valid. */
  filled(value: unknown): unknown {
    if (!this.#plan.mayChange(this.#schema)) return value;
    const full = this.#filled(this.#schema, value, false);
    if (Object.is(full, value) || this.#isSafe) return full;
    const accepted = this.#validator(this.#schema).acceptArriving(full);
    if (!(accepted instanceof Mismatch)) return accepted;
    const chosen = this.#validator(this.#schema).acceptArriving(this.#chosen(this.#schema, value));
    return chosen instanceof Mismatch ? value : chosen;
  }

  /** Fills all in, or only what must be there. */
  #filled(schema: SchemaObject, value: unknown, onlyRequired: boolean): unknown {
    let result = value;
    for (const part of this.#plan.together(schema)) {
      const fill = (inner: SchemaObject, member: unknown) => this.#filled(inner, member, onlyRequired);
      result = changed(result, this.#changes(part, result, fill, onlyRequired));
    }
    return result;
  }

  /** Fills in what leaves the value valid: all where that is so, else one after the other in the schema's order. */
  #chosen(schema: SchemaObject, value: unknown): unknown {
    const all: Changes = new Map();
    for (const part of this.#plan.together(schema)) {
      const fill = (inner: SchemaObject, member: unknown) => this.#chosen(inner, member);
      for (const [key, member] of this.#changes(part, changed(value, all), fill, false)) all.set(key, member);
    }
    const full = changed(value, all);
    if (all.size === 0 || !this.#plan.isSensitive(schema) || this.#fits(schema, full)) return full;
    let result = value;
    for (const [key, member] of [...all].slice(0, MAX_TRIES)) {
      const tried = changed(result, new Map([[key, member]]));
      if (this.#fits(schema, tried)) result = tried;
    }
    return result;
  }

  #changes(
    part: SchemaObject,
    value: unknown,
    fill: (schema: SchemaObject, member: unknown) => unknown,
    onlyRequired: boolean,
  ): Changes {
    const changes: Changes = new Map();
    const { members, names, others, prefix, rest } = this.#plan.steps(part);
    const change = (key: string | number, schema: SchemaObject | undefined, member: unknown) => {
      if (schema === undefined || !this.#plan.mayChange(schema)) return;
      const full = fill(schema, member);
      if (!Object.is(full, member)) changes.set(key, full);
    };
    if (Array.isArray(value)) {
      if (rest !== undefined || prefix.length > 0) {
        for (const [index, item] of value.entries())
          change(index, index < prefix.length ? prefix[index] : rest, item);
      }
    } else if (isJsonObject(value)) {
      for (const { name, schema, isRequired, hasDefault } of members) {
        if (Object.hasOwn(value, name) && value[name] !== undefined) change(name, schema, value[name]);
        else if (hasDefault && (isRequired || !onlyRequired)) {
          const fallback = this.#default(schema);
          if (fallback !== undefined) changes.set(name, fresh(fallback));
        }
      }
      if (others !== undefined)
        for (const [name, member] of Object.entries(value))
          if (!names.has(name)) change(name, others, member);
    }
    return changes;
  }

  /** The default of a schema, checked by it once; undefined when there is none that fits. */
  #default(schema: JsonSchema): unknown {
    if (this.#defaults.has(schema)) return this.#defaults.get(schema);
    // A default inside itself has no end.
    this.#defaults.set(schema, undefined);
    const raw = defaultOf(schema, this.#resolve);
    const full = this.#plan.mayChange(schema) ? this.#chosen(schema, raw) : raw;
    const accepted = raw === undefined ? undefined : this.#validator(schema).acceptArriving(full);
    const fitting = accepted instanceof Mismatch ? undefined : accepted;
    this.#defaults.set(schema, fitting);
    return fitting;
  }

  #fits(schema: SchemaObject, value: unknown): boolean {
    return this.#validator(schema).fits(value);
  }

  #validator(schema: JsonSchema): SchemaValidator {
    const known = this.#validators.get(schema);
    if (known !== undefined) return known;
    const validator = this.#validatorOf(schema);
    this.#validators.set(schema, validator);
    return validator;
  }
}

/** A copy of a default, as an endpoint may change what it gets. */
function fresh(value: unknown): unknown {
  return typeof value === "object" && value !== null ? structuredClone(value) : value;
}

/** The value with other members or items; the value itself when there are none. */
function changed(value: unknown, changes: Changes): unknown {
  if (changes.size === 0) return value;
  if (Array.isArray(value))
    return value.map((item, index) => (changes.has(index) ? changes.get(index) : item));
  if (!isJsonObject(value)) return value;
  // fromEntries defines members, so that one called __proto__ stays an ordinary member.
  return Object.fromEntries([
    ...Object.entries(value),
    ...[...changes].map(([name, member]) => [String(name), member]),
  ]);
}
