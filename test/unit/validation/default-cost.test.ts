import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonSchema } from "../../../src/definition/descriptor.js";
import { chooseFitting, MAX_CHOICE_CHECKS } from "../../../src/validation/default-choice.js";
import { DefaultFiller } from "../../../src/validation/default-filler.js";
import { Definitions, type SchemaBundle } from "../../../src/validation/definitions.js";
import { SchemaValidator } from "../../../src/validation/schema-validator.js";

/** Counts how often a value is checked as a whole. */
class CountingValidator extends SchemaValidator {
  checks = 0;
  explanations = 0;

  override convertFitting(value: unknown): unknown {
    this.checks += 1;
    return super.convertFitting(value);
  }

  override acceptArriving(value: unknown): unknown {
    this.explanations += 1;
    return super.acceptArriving(value);
  }
}

/** Counts how often a schema is compiled with all definitions it reaches. */
class CountingDefinitions extends Definitions {
  bundles = 0;

  override bundle(...args: Parameters<Definitions["bundle"]>): SchemaBundle {
    this.bundles += 1;
    return super.bundle(...args);
  }
}

function fillerOf(schema: JsonSchema, $defs: Record<string, JsonSchema> = {}) {
  const definitions = new CountingDefinitions({ service: "S", $defs });
  const validator = new CountingValidator(schema, definitions);
  return { definitions, validator, filler: new DefaultFiller(schema, definitions, validator) };
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

describe("filling defaults in", () => {
  it("checks no value again when no default can make it invalid", () => {
    const { validator, filler } = fillerOf({ properties: { a: true, b: { default: 1 } } });
    assert.deepEqual(filler.filled({ a: 1 }), { a: 1, b: 1 });
    assert.equal(validator.checks, 0);
  });

  it("checks a value once more when it takes all defaults, and when it is large", () => {
    const schema = {
      type: "array",
      uniqueItems: true,
      items: { properties: { id: true, f: { default: 0 }, g: { default: 1 } } },
    };
    const items = numbers(6_000).map((id): object => ({ id }));
    const fitting = fillerOf(schema);
    const filled = fitting.filler.filled(items);
    assert.deepEqual(
      filled,
      items.map((item) => ({ ...item, f: 0, g: 1 })),
    );
    assert.equal(fitting.validator.checks, 1);
    for (const twin of [
      { id: 0, f: 0 },
      { id: 5_999, f: 0 },
    ]) {
      for (const conflicting of [
        [...items, twin],
        [twin, ...items],
      ]) {
        const { validator, filler } = fillerOf(schema);
        assert.equal(filler.filled(conflicting), conflicting);
        assert.equal(validator.checks, 1);
        assert.equal(validator.explanations, 0);
      }
    }
  });

  it("checks a value a few times when it does not take all defaults, and then fills in none", () => {
    const properties = Object.fromEntries(numbers(200).map((index) => [`m${index}`, { default: index }]));
    const one = fillerOf({ properties, not: { required: ["m77"] } });
    const { m77, ...others } = Object.fromEntries(numbers(200).map((index) => [`m${index}`, index]));
    assert.equal(m77, 77);
    assert.deepEqual(one.filler.filled({}), others);
    assert.ok(one.validator.checks <= 1 + MAX_CHOICE_CHECKS, `${one.validator.checks} checks`);

    const anyOf = numbers(100).map((index) => ({ required: [`m${2 * index}`] }));
    const many = fillerOf({ properties, not: { anyOf } });
    const arrived = {};
    assert.equal(many.filler.filled(arrived), arrived);
    assert.equal(many.validator.checks, 1 + MAX_CHOICE_CHECKS);
    assert.equal(many.validator.explanations, 0);
  });

  const NODE = { $ref: "#/$defs/Node" };
  const nodeWith = (anyOf: readonly JsonSchema[]) => ({
    properties: { v: { default: 1 }, next: NODE },
    if: { required: ["v"] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { anyOf },
  });

  it("fills in all at every level, however many alternatives look at them", () => {
    const next = { properties: { next: NODE } };
    const { validator, filler } = fillerOf(NODE, { Node: nodeWith([{ ...next, required: ["x"] }, next]) });
    const nested = (innermost: object) =>
      numbers(30).reduce<object>((inner) => ({ ...innermost, next: inner }), innermost);
    assert.deepEqual(filler.filled(nested({})), nested({ v: 1 }));
    assert.equal(validator.checks, 1);
  });

  it("fills in none when the attempts are used up", () => {
    const many = [...numbers(20_000).map(() => false), { properties: { next: NODE } }];
    const { validator, filler } = fillerOf({ items: NODE }, { Node: nodeWith(many) });
    const arrived = numbers(1_000).map(() => ({}));
    assert.equal(validator.acceptArriving(arrived), arrived);
    assert.equal(filler.filled(arrived), arrived);
  });

  it("compiles nothing for what arrives, and one validator for all defaults", () => {
    const count = 50;
    const $defs = Object.fromEntries(
      numbers(count).map((index): [string, JsonSchema] => {
        const next = { $ref: `#/$defs/E${(index + 1) % count}` };
        const properties = { [`x${index}`]: true, v: { type: "integer", default: 1 }, next };
        return [`E${index}`, { type: "object", properties, maxProperties: 1 }];
      }),
    );
    const { definitions, filler } = fillerOf({ $ref: "#/$defs/E0" }, $defs);
    const before = definitions.bundles;
    filler.compile();
    assert.equal(definitions.bundles - before, 1);
    let arrived = {};
    for (const _ of numbers(count)) arrived = { next: arrived };
    filler.filled(arrived);
    assert.equal(definitions.bundles - before, 1);
  });
});

describe("the choice of what goes together", () => {
  const chosen = (count: number, goes: (some: ReadonlySet<number>) => boolean) => {
    const choice = chooseFitting(numbers(count), (some) => (goes(some) ? true : undefined));
    return choice && [...choice.chosen];
  };

  it("prefers what comes first, and keeps together what needs each other", () => {
    assert.deepEqual(
      chosen(5, (some) => some.size <= 2),
      [0, 1],
    );
    assert.deepEqual(
      chosen(4, (some) => !some.has(1)),
      [0, 2, 3],
    );
    assert.deepEqual(
      chosen(4, (some) => !some.has(3) && some.has(0) === some.has(1)),
      [0, 1, 2],
    );
    assert.equal(
      chosen(3, () => false),
      undefined,
    );
  });

  it("finds one of hundreds that disturbs", () => {
    for (const at of [0, 100, 199]) assert.equal(chosen(200, (some) => !some.has(at))?.length, 199);
  });
});
