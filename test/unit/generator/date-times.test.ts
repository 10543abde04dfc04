import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Parts, programOf } from "./program-of.js";

const TIME = { type: "string", format: "date-time" };
const text = { type: "string" };

const program = (parts: Parts) => programOf(parts, { dateTimes: "Date" });
const marks = (descriptor: string) => descriptor.split('programType: "Date"').length - 1;

describe("times as Dates", () => {
  it("are in the signatures, the types and the descriptor", () => {
    const { client, types, descriptor, notes } = program({
      params: [TIME, { type: "array", items: { ...TIME, format: "oslo-date-time" } }],
      result: { $ref: "#/$defs/Thing" },
      $defs: {
        Thing: {
          type: "object",
          properties: { at: TIME, until: { ...TIME, type: ["string", "null"] } },
          required: ["at"],
        },
      },
    });
    assert.match(client, /m\(p0: Date, p1: Date\[\]\): Promise<Thing>/);
    assert.match(types, /at: Date;\n {2}until\?: Date \| null;/);
    assert.equal(marks(descriptor), 4);
    assert.deepEqual(notes, []);
  });

  const certain: Readonly<Record<string, Parts>> = {
    "beside null and objects": { params: [{ anyOf: [TIME, { type: "null" }, { type: "object" }] }] },
    "beside constants that are no times": { params: [{ oneOf: [TIME, { enum: ["never", 1] }] }] },
    "in limits that say no type": { params: [{ allOf: [TIME, { minLength: 3 }] }] },
    "in limits beside a reference": {
      params: [{ anyOf: [{ $ref: "#/$defs/T", maxLength: 30 }, { type: "null" }] }],
      $defs: { T: TIME },
    },
    "by two schemas": { params: [{ allOf: [{ $ref: "#/$defs/T" }, TIME] }], $defs: { T: TIME } },
    "beside members with other names": {
      params: [
        {
          type: "object",
          properties: { at: TIME },
          additionalProperties: text,
          patternProperties: { "^x": text },
        },
      ],
    },
  };
  for (const [what, parts] of Object.entries(certain)) {
    it(`are certain ${what}`, () => {
      const { notes, descriptor } = program(parts);
      assert.deepEqual(notes, []);
      assert.ok(marks(descriptor) > 0);
    });
  }

  const open: Readonly<Record<string, [Parts, RegExp]>> = {
    "another alternative is any text": [
      { params: [{ anyOf: [TIME, text] }] },
      /^s\.json#\/methods\/m\/params\/0\/schema\/anyOf\/0: stays a text and becomes no Date: by #\/methods\/m\/params\/0\/schema\/anyOf\/1 the same value may be any text$/,
    ],
    "another alternative limits texts and says no type": [
      { params: [{ anyOf: [TIME, { pattern: "^2" }] }] },
      /anyOf\/0: stays a text.* by #.*anyOf\/1 the same value may be any text$/,
    ],
    "another alternative refers to what limits texts": [
      { params: [{ oneOf: [TIME, { $ref: "#/$defs/L" }] }], $defs: { L: { allOf: [{ maxLength: 3 }] } } },
      /may be any text/,
    ],
    "it may be in either format": [
      { params: [{ anyOf: [TIME, { ...TIME, format: "oslo-date-time" }] }] },
      /anyOf\/0: stays a text.* by #.*anyOf\/1 the same value may be a time in either format/,
    ],
    "another alternative is a constant time": [
      { params: [{ anyOf: [TIME, { const: "2026-01-02T03:04:05Z" }] }] },
      /may be any text/,
    ],
    "a schema around it says string": [{ params: [{ type: "string", allOf: [TIME] }] }, /may be any text/],
    "another object has any text there": [
      {
        params: [
          {
            anyOf: [
              { type: "object", properties: { at: TIME } },
              { type: "object", properties: { at: text } },
            ],
          },
        ],
      },
      /properties\/at: stays a text/,
    ],
    "members that are not named are texts": [
      {
        params: [
          {
            allOf: [
              { type: "object", properties: { at: TIME } },
              { type: "object", additionalProperties: text },
            ],
          },
        ],
      },
      /additionalProperties the same value/,
    ],
    "patterns meet": [
      { params: [{ type: "object", patternProperties: { "^a": TIME, t$: text } }] },
      /patternProperties\/\^a: stays/,
    ],
    "an item may be any text": [
      { params: [{ type: "array", prefixItems: [TIME], contains: text }] },
      /prefixItems\/0/,
    ],
    // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema
    "a condition takes texts": [{ params: [{ if: text, then: TIME }] }, /then: stays/],
    "another place of a shared definition": [
      {
        params: [{ $ref: "#/$defs/T" }],
        result: { anyOf: [{ $ref: "#/$defs/T" }, text] },
        $defs: { T: TIME },
      },
      /^s\.json#\/\$defs\/T: stays a text/,
    ],
    "it meets one that stays a text": [
      {
        params: [{ anyOf: [{ $ref: "#/$defs/T" }, text] }],
        result: { anyOf: [{ $ref: "#/$defs/T" }, TIME] },
        $defs: { T: TIME },
      },
      /^s\.json#\/methods\/m\/result\/anyOf\/1: stays a text.* by #\/\$defs\/T /m,
    ],
    "it is in an error": [
      {
        params: [TIME],
        errors: { E: { module: "m", kwargs: { type: "object", properties: { at: TIME } } } },
      },
      /^s\.json#\/errors\/E\/kwargs\/properties\/at: stays a text.*keyword arguments of an error/,
    ],
  };
  for (const [what, [parts, expected]] of Object.entries(open)) {
    it(`stay texts where ${what}, and that is told`, () => {
      const { notes, types, client } = program(parts);
      assert.match(notes.join("\n"), expected);
      if (parts.errors === undefined) assert.doesNotMatch(types + client, /Date/);
    });
  }
});
