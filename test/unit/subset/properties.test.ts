import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import { isSubset } from "../../../src/subset/compare-schemas.js";
import { candidates } from "../../../src/subset/counterexample.js";
import { type SchemaOf, SetDefinitions } from "../../../src/subset/definitions.js";
import { Definitions } from "../../../src/validation/definitions.js";
import { Mismatch } from "../../../src/validation/mismatch.js";
import { SchemaValidator } from "../../../src/validation/schema-validator.js";
import { name, type Schema, scalar, schema } from "./schemas.js";

/** Many more were tried when this was written. */
const RUNS = 100;
const KNOTS = 40;

/** A schema and one that differs in a few keywords. */
const pair = fc.oneof(
  fc.tuple(schema, schema),
  // The first lacks a keyword of the second, which a proof that forgets one would not notice.
  {
    weight: 4,
    arbitrary: fc.tuple(schema, fc.nat()).map(([one, at]): [Schema, Schema] => {
      const entries = Object.entries(one);
      return [Object.fromEntries(entries.filter((_, index) => index !== at % entries.length)), one];
    }),
  },
  fc.tuple(schema, schema).map(([one, other]): [Schema, Schema] => {
    if (typeof one === "boolean" || typeof other === "boolean") return [one, other];
    const [first, ...rest] = Object.entries(one);
    return [
      { ...one, ...other },
      Object.fromEntries(first === undefined ? rest : [...rest, first].slice(0, 2)),
    ];
  }),
  schema.map((one): [Schema, Schema] => [one, { anyOf: [one, { type: "null" }] }]),
  fc.tuple(schema, schema).map(([one, other]): [Schema, Schema] => [{ allOf: [one, other] }, other]),
  fc.tuple(schema, schema, name).map(([one, other, key]): [Schema, Schema] => [
    { type: "object", properties: { [key]: one }, required: [key] },
    { type: "object", properties: { [key]: other } },
  ]),
);

const anyValue = fc.jsonValue({ maxDepth: 2 });
const nearValue = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, depthSize: "small" },
    scalar,
    fc.constantFrom<unknown>(4, 8, "ab", 2n ** 53n, 2n ** 62n, 2n ** 70n, 1e300, Number.NaN),
    fc.dictionary(name, tie("value"), { maxKeys: 3 }),
    fc.array(tie("value"), { maxLength: 3 }),
  ),
})).value;

const TREE = (more: object) => ({ type: "object", properties: { a: { $ref: "#/$defs/List" }, ...more } });
const LEFT = { List: { type: "array", items: TREE({}) }, Other: TREE({ b: { type: "string" } }) };
const RIGHT = { List: { type: "array", items: TREE({ c: { type: "null" } }) }, Other: TREE({}) };

function side(schema: Schema, definitions: Record<string, unknown>): SchemaOf {
  const list = Object.entries(definitions).map(([key, inner]) => ({ name: key, schema: inner as Schema }));
  return { schema, definitions: new SetDefinitions(list) };
}

/** What this library's validator says. */
function validator(schema: Schema, definitions: Record<string, unknown>): (value: unknown) => boolean {
  const compiled = new SchemaValidator(
    schema,
    new Definitions({ service: "S", $defs: definitions as never }),
  );
  return (value) => !(compiled.acceptArriving(value) instanceof Mismatch);
}

/** Objects that lead to each other, and to themselves. */
const refs = fc.constantFrom("A", "B", "C").map((key): Schema => ({ $ref: `#/$defs/${key}` }));
const member = fc.oneof(
  { weight: 4, arbitrary: refs },
  refs.map((items): Schema => ({ type: "array", items })),
  refs.map((one): Schema => ({ anyOf: [one, { type: "null" }] })),
  fc.constantFrom<Schema>({ type: "string" }, { type: ["string", "null"] }, { type: "integer" }),
);
const knot = fc
  .record({
    properties: fc.dictionary(name, member, { maxKeys: 3 }),
    required: fc.uniqueArray(name, { maxLength: 1 }),
    additionalProperties: fc.oneof(fc.constant(false), refs, fc.constant(true)),
  })
  .map((one): Schema => ({ type: "object", ...one }));
const knots = fc.record({ A: knot, B: knot, C: knot });

describe("the comparison of any two schemas", () => {
  it("answers as if it had not compared others before, where they lead to each other", () => {
    const counts = { yes: 0, no: 0, unknown: 0 };
    fc.assert(
      fc.property(knots, knots, fc.array(nearValue, { maxLength: 9 }), (old, now, values) => {
        const [left, right] = [side(true, old).definitions, side(true, now).definitions];
        for (const one of Object.values(old)) {
          for (const other of Object.values(now)) {
            const { answer } = isSubset(
              { schema: one, definitions: left },
              { schema: other, definitions: right },
            );
            counts[answer] += 1;
            assert.equal(answer, isSubset(side(one, old), side(other, now)).answer);
            if (answer !== "yes") continue;
            const [inOne, inOther] = [validator(one, old), validator(other, now)];
            for (const value of [...candidates(side(one, old), side(other, now)), ...values]) {
              if (inOne(value)) assert.ok(inOther(value), `yes, but ${inspect(value)}`);
            }
          }
        }
      }),
      { numRuns: KNOTS },
    );
    assert.ok(counts.yes > KNOTS / 2 && counts.no > KNOTS && counts.unknown < KNOTS * 3, inspect(counts));
  });

  it("never calls one a subset that is none, and gives proof when it says no", () => {
    const counts = { yes: 0, no: 0, unknown: 0 };
    fc.assert(
      fc.property(
        pair,
        fc.array(fc.oneof(nearValue, anyValue), { maxLength: 12 }),
        ([one, other], values) => {
          const [left, right] = [side(one, LEFT), side(other, RIGHT)];
          const verdict = isSubset(left, right);
          counts[verdict.answer] += 1;
          if (verdict.answer === "unknown") return;
          const [inOne, inOther] = [validator(one, LEFT), validator(other, RIGHT)];
          if (verdict.answer === "no") {
            assert.ok(inOne(verdict.example) && !inOther(verdict.example), `no, with ${inspect(verdict)}`);
            return;
          }
          for (const value of [...candidates(left, right), ...values]) {
            if (inOne(value)) assert.ok(inOther(value), `yes, but ${inspect(value)}`);
          }
        },
      ),
      { numRuns: RUNS },
    );
    // A comparison that never knows would pass too.
    assert.ok(counts.yes > RUNS / 4 && counts.no > RUNS / 10 && counts.unknown < RUNS / 2, inspect(counts));
  });
});
