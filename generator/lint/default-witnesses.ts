import { getOrInsert } from "../../src/collections/get-or-insert.js";
import type { JsonSchema } from "../../src/definition/descriptor.js";
import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../../src/json/json-object.js";
import { SetDefinitions } from "../../src/subset/definitions.js";
import { samplesOf } from "../../src/subset/witness/samples.js";
import { DefaultFiller } from "../../src/validation/default-filler.js";
import { DefaultPlan } from "../../src/validation/defaults.js";
import { Definitions } from "../../src/validation/definitions.js";
import { Mismatch } from "../../src/validation/mismatch.js";
import { SchemaValidator } from "../../src/validation/schema-validator.js";

/** Deeper inside a value no defaults are tried. */
const MAX_DEPTH = 4;

/** A value that is valid, and does not take the default of a member. */
export interface DefaultWitness {
  /** The schema that has the member. */
  readonly owner: JsonObject;
  readonly name: string;
  readonly value: unknown;
}

/** A schema that applies somewhere in a value. */
interface Spot {
  /** That of the parameter. */
  readonly index: number;
  readonly schema: JsonObject;
  readonly depth: number;
  /** True when it, or one around it, may refuse a value for what is filled in. */
  readonly isSensitive: boolean;
  /** The argument with a value there. */
  embed(value: unknown): unknown;
}

/** Looks for values that lose a default, and asks the filler of a server whether they do. */
export class DefaultWitnesses {
  readonly #definitions: Definitions;
  readonly #sampled: SetDefinitions;
  readonly #known = new Map<JsonSchema, readonly unknown[]>();

  constructor($defs: Readonly<Record<string, JsonSchema>>) {
    this.#definitions = new Definitions({ service: "", $defs });
    this.#sampled = new SetDefinitions(Object.entries($defs).map(([name, schema]) => ({ name, schema })));
  }

  /**
   * Of each default that an argument was found for, the first one.
   *
   * @param schemas those of parameters; they are compiled together, as each by itself may reach all definitions
   */
  of(schemas: readonly JsonSchema[]): readonly DefaultWitness[] {
    const properties = Object.fromEntries(schemas.map((schema, index) => [String(index), schema]));
    const plan = new DefaultPlan({ properties }, (ref) => this.#definitions.resolve(ref));
    if (plan.isSafe) return [];
    const validator = new SchemaValidator({ properties }, this.#definitions);
    const filler = new DefaultFiller({ properties }, this.#definitions, validator);
    const found = new Map<JsonObject, Map<string, DefaultWitness>>();
    for (const { index, schema, embed } of this.#spots(schemas, plan)) {
      for (const sample of this.#values(schema, plan)) {
        const value = embed(sample);
        const accepted = validator.acceptArriving({ [index]: value });
        if (accepted instanceof Mismatch) continue;
        for (const { owner, name } of filler.settled(accepted).leftOut) {
          const byName = getOrInsert(found, owner, () => new Map<string, DefaultWitness>());
          getOrInsert(byName, name, () => ({ owner, name, value }));
        }
      }
    }
    return [...found.values()].flatMap((byName) => [...byName.values()]);
  }

  /** Where in an argument something may be filled in, each schema once. */
  #spots(schemas: readonly JsonSchema[], plan: DefaultPlan): readonly Spot[] {
    const spots = new Map<unknown, Spot>();
    for (const [index, schema] of schemas.entries()) {
      if (!plan.mayChange(schema)) continue;
      const isSensitive = plan.isSensitive(schema);
      spots.set(schema, { index, schema, depth: 0, isSensitive, embed: (value) => value });
    }
    for (const { index, schema, depth, isSensitive, embed } of spots.values()) {
      if (depth === MAX_DEPTH) continue;
      const add = (inner: JsonObject | undefined, wrap: (value: unknown) => unknown) => {
        if (inner === undefined || spots.has(inner) || !plan.mayChange(inner)) return;
        spots.set(inner, {
          index,
          schema: inner,
          depth: depth + 1,
          isSensitive: isSensitive || plan.isSensitive(inner),
          embed: (value) => embed(wrap(value)),
        });
      };
      const base = this.#samples(schema).find(isJsonObject) ?? {};
      for (const part of plan.together(schema)) {
        const { members, others, prefix, rest } = plan.steps(part);
        for (const { name, schema: inner } of members) add(inner, (value) => ({ ...base, [name]: value }));
        add(others, (value) => ({ ...base, another: value }));
        const before = prefix.map((inner) => (inner === undefined ? null : this.#samples(inner)[0]));
        for (const [index, inner] of prefix.entries())
          add(inner, (value) => [...before.slice(0, index), value]);
        add(rest, (value) => [...before, value]);
      }
    }
    return [...spots.values()].filter(({ isSensitive }) => isSensitive);
  }

  #values(schema: JsonObject, plan: DefaultPlan): readonly unknown[] {
    return [...this.#samples(schema), ...this.#fullest(schema, plan), ...this.#twins(schema, plan)];
  }

  #samples(schema: JsonSchema): readonly unknown[] {
    return getOrInsert(this.#known, schema, () => samplesOf({ schema, definitions: this.#sampled }));
  }

  /** Objects with as many members as they may have, and none that would be filled in. */
  #fullest(schema: JsonObject, plan: DefaultPlan): readonly JsonObject[] {
    const together = plan.together(schema);
    const withDefault = together
      .flatMap((part) => plan.steps(part).members)
      .filter(({ hasDefault }) => hasDefault);
    const filledIn = new Set(withDefault.map(({ name }) => name));
    const members = together
      .flatMap(({ properties }) => membersOf(properties))
      .filter(([name]) => !filledIn.has(name))
      .map(([name, inner]) => [name, this.#samples(inner as JsonSchema)[0]] as const);
    const most = Math.min(...together.map(({ maxProperties }) => Number(maxProperties ?? Infinity)));
    return [Object.fromEntries(members.slice(0, most))];
  }

  /** Lists of two items that defaults make the same. */
  #twins(schema: JsonObject, plan: DefaultPlan): readonly unknown[] {
    const together = plan.together(schema);
    if (!together.some(({ uniqueItems }) => uniqueItems === true)) return [];
    const items = together.map((part) => plan.steps(part).rest).find((rest) => rest !== undefined);
    if (items === undefined || together.some(({ prefixItems }) => itemsOf(prefixItems).length > 0)) return [];
    const validator = new SchemaValidator(items, this.#definitions);
    const filler = new DefaultFiller(items, this.#definitions, validator);
    return this.#values(items, plan).flatMap((item) => {
      const accepted = validator.acceptArriving(item);
      if (accepted instanceof Mismatch) return [];
      const full = filler.filled(accepted);
      return Object.is(full, accepted) ? [] : [[item, full]];
    });
  }
}
