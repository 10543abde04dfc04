import { getOrInsert } from "../collections/get-or-insert.js";
import type { JsonSchema } from "../definition/descriptor.js";
import { isJsonObject } from "../json/json-object.js";
import { chooseFitting } from "./default-choice.js";
import { type DefaultMember, DefaultPlan, defaultOf } from "./defaults.js";
import type { Definitions } from "./definitions.js";
import type { SchemaObject } from "./schema-object.js";
import { SchemaValidator } from "./schema-validator.js";
import { CHECK_VISITS, withinVisits } from "./visit-budget.js";

/** Values with more members and items take all defaults or none: each check of a choice takes as long as they are. */
const MAX_CHOICE_SIZE = 10_000;

const ORDINARY = { enumerable: true, configurable: true, writable: true };

/** Something to fill in, by the name or the index where it belongs. */
type Changes = Map<string | number, unknown>;

/** The choice of members to fill in: decides for one that is absent and has a default. */
type Wanted = (member: DefaultMember) => boolean;

/** The filling of one value. */
interface Filling {
  readonly isWanted: Wanted;
  /** The results for the objects and arrays in it, by the schema that they were filled by. */
  readonly done: Map<SchemaObject, Map<object, unknown>>;
}

/** Gives what becomes of a value that fits; undefined for any other. */
type Accept = (value: unknown) => unknown;

/** A value with the defaults that it takes. */
export interface FilledValue {
  readonly value: unknown;
  /** The members whose default stays out. */
  readonly leftOut: readonly DefaultMember[];
}

/**
 * Fills the defaults of a schema in. What arrived decides whether a value is valid: a default that would make it
 * invalid stays out, wherever in the value its schema applies.
 */
export class DefaultFiller {
  readonly #schema: JsonSchema;
  readonly #definitions: Definitions;
  readonly #accept: Accept;
  readonly #plan: DefaultPlan;
  readonly #isSafe: boolean;
  /** False when there is nothing in a value of the schema to fill in. */
  readonly fills: boolean;
  /** The defaults of schemas, with those inside them filled in, as an endpoint gets them. */
  readonly #defaults = new Map<JsonSchema, unknown>();
  #acceptDefault: ((schema: JsonSchema, value: unknown) => unknown) | undefined;

  /** @param validator that of the schema */
  constructor(schema: JsonSchema, definitions: Definitions, validator: SchemaValidator) {
    this.#schema = schema;
    this.#definitions = definitions;
    this.#accept = (value) => validator.convertFitting(value);
    this.#plan = new DefaultPlan(schema, (ref) => definitions.resolve(ref));
    this.#isSafe = this.#plan.isSafe;
    this.fills = this.#plan.mayChange(schema);
  }

  /** Compiles all that is needed to fill values. */
  compile(): void {
    for (const { schema, hasDefault } of this.#plan.members()) if (hasDefault) this.#default(schema);
  }

  /** The default of the schema itself; undefined when it has none that fits it. */
  own(): unknown {
    return fresh(this.#default(this.#schema));
  }

  /** The value that arrived, with those members that the schema wants to be there and has defaults for. */
  completed(value: unknown): unknown {
    if (!this.#plan.mayChange(this.#schema)) return value;
    return this.#filled(this.#schema, value, ({ isRequired }) => isRequired);
  }

  /** A value that was accepted, with all defaults that leave it valid. */
  filled(value: unknown): unknown {
    return this.settled(value).value;
  }

  /** A value that was accepted, with all defaults that leave it valid, and those that do not. */
  settled(value: unknown): FilledValue {
    if (this.#isSafe && this.#plan.mayChange(this.#schema))
      return { value: this.#filled(this.#schema, value, () => true), leftOut: [] };
    const { full, used } = this.#full(this.#schema, value);
    if (Object.is(full, value)) return { value, leftOut: [] };
    const settled = withinVisits(CHECK_VISITS, () =>
      this.#chosen(this.#schema, value, full, used, this.#accept),
    );
    return settled ?? { value, leftOut: [...used] };
  }

  #full(
    schema: JsonSchema,
    value: unknown,
  ): { readonly full: unknown; readonly used: ReadonlySet<DefaultMember> } {
    const used = new Set<DefaultMember>();
    if (!this.#plan.mayChange(schema)) return { full: value, used };
    const full = this.#filled(schema, value, (member) => {
      used.add(member);
      return true;
    });
    return { full, used };
  }

  /** Undefined when the value takes none of its defaults, or it would take too long to tell which. */
  #chosen(
    schema: JsonSchema,
    value: unknown,
    full: unknown,
    used: ReadonlySet<DefaultMember>,
    accept: Accept,
  ): FilledValue | undefined {
    const accepted = accept(full);
    if (accepted !== undefined) return { value: accepted, leftOut: [] };
    if (!this.#plan.mayChange(schema) || isLarger(value, MAX_CHOICE_SIZE)) return undefined;
    const all = this.#plan.members().filter((member) => used.has(member));
    const choice = chooseFitting(all, (some) =>
      accept(this.#filled(schema, value, (member) => some.has(member))),
    );
    if (choice === undefined) return undefined;
    return { value: choice.result, leftOut: all.filter((member) => !choice.chosen.has(member)) };
  }

  #filled(schema: SchemaObject, value: unknown, isWanted: Wanted): unknown {
    return this.#once(schema, value, { isWanted, done: new Map() });
  }

  /** Several parts of a schema may lead to the same member: filled anew for each, the work doubles at every level. */
  #once(schema: SchemaObject, value: unknown, filling: Filling): unknown {
    if (typeof value !== "object" || value === null) return value;
    const done = getOrInsert(filling.done, schema, () => new Map());
    if (done.has(value)) return done.get(value);
    let result: unknown = value;
    for (const part of this.#plan.together(schema))
      result = changed(result, this.#changes(part, result, filling));
    done.set(value, result);
    return result;
  }

  #changes(part: SchemaObject, value: unknown, filling: Filling): Changes {
    const changes: Changes = new Map();
    const { members, names, others, prefix, rest } = this.#plan.steps(part);
    const change = (key: string | number, schema: SchemaObject | undefined, member: unknown) => {
      if (schema === undefined || !this.#plan.mayChange(schema)) return;
      const full = this.#once(schema, member, filling);
      if (!Object.is(full, member)) changes.set(key, full);
    };
    if (Array.isArray(value)) {
      if (rest !== undefined || prefix.length > 0) {
        for (const [index, item] of value.entries())
          change(index, index < prefix.length ? prefix[index] : rest, item);
      }
    } else if (isJsonObject(value)) {
      for (const member of members) {
        const { name, schema, hasDefault } = member;
        if (Object.hasOwn(value, name) && value[name] !== undefined) change(name, schema, value[name]);
        else if (hasDefault) {
          const fallback = this.#default(schema);
          if (fallback !== undefined && filling.isWanted(member)) changes.set(name, fresh(fallback));
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
    const raw = defaultOf(schema, (ref) => this.#definitions.resolve(ref));
    const fitting = raw === undefined ? undefined : this.#fittingDefault(schema, raw);
    this.#defaults.set(schema, fitting);
    return fitting;
  }

  #fittingDefault(schema: JsonSchema, raw: unknown): unknown {
    const { full, used } = this.#full(schema, raw);
    const accept = (value: unknown) =>
      schema === this.#schema ? this.#accept(value) : this.#acceptMember(schema, value);
    return (
      withinVisits(CHECK_VISITS, () => this.#chosen(schema, raw, full, used, accept)?.value) ??
      withinVisits(CHECK_VISITS, () => accept(raw))
    );
  }

  /** One validator checks all defaults of members: compiling the definitions again for each takes seconds. */
  #acceptMember(schema: JsonSchema, value: unknown): unknown {
    this.#acceptDefault ??= this.#defaultsValidator();
    return this.#acceptDefault(schema, value);
  }

  #defaultsValidator(): (schema: JsonSchema, value: unknown) => unknown {
    const schemas = new Set(
      this.#plan
        .members()
        .filter(({ hasDefault }) => hasDefault)
        .map(({ schema }) => schema),
    );
    const names = new Map<JsonSchema, string>([...schemas].map((schema, index) => [schema, String(index)]));
    const properties = Object.fromEntries([...names].map(([schema, name]) => [name, schema]));
    const validator = new SchemaValidator({ properties }, this.#definitions);
    return (schema, value) => {
      const name = names.get(schema) ?? "";
      return (validator.convertFitting({ [name]: value }) as Record<string, unknown> | undefined)?.[name];
    };
  }
}

/** A copy of a default, as an endpoint may change what it gets. */
function fresh(value: unknown): unknown {
  return typeof value === "object" && value !== null ? structuredClone(value) : value;
}

/** True when a value has more members and items, at any depth. */
function isLarger(value: unknown, size: number): boolean {
  const open = [value];
  let found = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== "object" || next === null) continue;
    const inner: unknown[] = Array.isArray(next) ? next : Object.values(next);
    found += inner.length;
    if (found > size) return true;
    for (const part of inner) if (typeof part === "object" && part !== null) open.push(part);
  }
  return false;
}

/** The value with other members or items; the value itself when there are none. */
function changed(value: unknown, changes: Changes): unknown {
  if (changes.size === 0) return value;
  if (Array.isArray(value))
    return value.map((item, index) => (changes.has(index) ? changes.get(index) : item));
  if (!isJsonObject(value)) return value;
  const copy: Record<string | number, unknown> = { ...value };
  for (const [name, member] of changes) {
    // Assigned, one called __proto__ would not become an ordinary member.
    if (name === "__proto__") Object.defineProperty(copy, name, { ...ORDINARY, value: member });
    else copy[name] = member;
  }
  return copy;
}
