import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonSchema } from "../../../src/definition/descriptor.js";
import { InvalidArguments, InvalidResult } from "../../../src/errors/validation-errors.js";
import { ServiceValidator } from "../../../src/validation/service-validator.js";

const $defs: Record<string, JsonSchema> = {
  Card: {
    type: "object",
    properties: {
      kind: { const: "card" },
      number: { type: "string", minLength: 12, writeOnly: true },
      days: { type: "integer" },
    },
    required: ["kind", "number"],
  },
  Bank: {
    allOf: [
      { type: "object", properties: { kind: { enum: ["bank", "giro"] } }, required: ["kind"] },
      { properties: { iban: { type: "string" }, days: { type: "integer" } }, required: ["iban"] },
    ],
  },
  Payment: { oneOf: [{ $ref: "#/$defs/Card" }, { $ref: "#/$defs/Bank" }] },
  Node: {
    anyOf: [
      { type: "object", properties: { next: { $ref: "#/$defs/Node" }, a: { type: "string" } } },
      { type: "object", properties: { next: { $ref: "#/$defs/Node" }, b: { type: "string" } } },
    ],
  },
};

function validator(schema: JsonSchema) {
  const method = { name: "m", kind: "call", since: "1.0", errors: [], result: schema } as const;
  const params = [
    { name: "p", required: true, schema },
    { name: "q", required: true, schema: { type: "integer" } },
  ];
  const made = new ServiceValidator({ service: "S", methods: [{ ...method, params }], $defs }).method("m");
  assert.ok(made);
  return made;
}

function said(schema: JsonSchema, p: unknown, others: object = { q: 1 }): string {
  try {
    validator(schema).incomingArguments({ p, ...others });
  } catch (error) {
    assert.ok(error instanceof InvalidArguments);
    return error.message.replace("Invalid arguments of method m at ", "");
  }
  return assert.fail("nothing was refused");
}

const PAYMENT = { $ref: "#/$defs/Payment" };

describe("the error about alternatives", () => {
  it("is that of the one which a constant tells", () => {
    assert.equal(
      said(PAYMENT, { kind: "giro", iban: "x", days: "soon" }),
      '/p/days: must be integer, got "soon"',
    );
    assert.equal(
      said({ anyOf: [{ type: "null" }, PAYMENT] }, { kind: "bank", iban: 5 }),
      "/p/iban: must be string, got 5",
    );
  });

  it("lists the right constants when none is right, or there is none", () => {
    const listed = '"card", "bank", "giro"';
    assert.equal(said(PAYMENT, { kind: "cash" }), `/p/kind: must be one of ${listed}, got "cash"`);
    assert.equal(said(PAYMENT, {}), `/p: must have required property 'kind', one of ${listed}`);
    assert.equal(
      said({ anyOf: [{ const: "a" }, { const: "b" }] }, "c"),
      '/p: must be one of "a", "b", got "c"',
    );
  });

  it("goes by the type of the value first, and names the types when none is right", () => {
    const either = {
      anyOf: [
        { type: "string", maxLength: 3 },
        { type: "integer", minimum: 5 },
      ],
    };
    assert.equal(said(either, "long"), '/p: must not have more than 3 characters, got "long"');
    assert.equal(said(either, 3), "/p: must be >= 5, got 3");
    assert.equal(said(either, true), "/p: must be string or integer, got true");
  });

  it("is that of the nearest where nothing tells them apart", () => {
    const members = (name: string) => ({
      type: "object",
      properties: { [name]: { type: "string" }, more: { type: "integer" } },
      required: [name],
      additionalProperties: false,
    });
    assert.equal(
      said({ anyOf: [members("a"), members("b")] }, { b: "x", more: "y" }),
      '/p/more: must be integer, got "y"',
    );
  });
});

describe("all the problems of arguments", () => {
  it("are told, up to five and their number", () => {
    const names = ["a", "b", "c", "d", "e", "f", "g"];
    const schema = {
      type: "object",
      properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
    };
    assert.equal(
      said(schema, Object.fromEntries(names.map((name, index) => [name, index]))),
      "/p/a: must be string, got 0; /p/b must be string, got 1; /p/c must be string, got 2; /p/d must be string, got 3; /p/e must be string, got 4; and 2 more",
    );
    assert.equal(
      said({ type: "string" }, 1, { r: 2 }),
      "/p: must be string, got 1; /r the method has no such argument; /q is required",
    );
  });

  it("show what came, shortened, and no secret", () => {
    assert.equal(said({ type: "integer" }, "x".repeat(99)), `/p: must be integer, got "${"x".repeat(40)}…"`);
    assert.equal(said({ type: "integer" }, { a: 1 }), "/p: must be integer, got an object");
    assert.equal(
      said(PAYMENT, { kind: "card", number: "4111", days: "x" }),
      '/p/number: must not have fewer than 12 characters, got ***; /p/days must be integer, got "x"',
    );
    const password = { type: "object", properties: { password: { type: "integer" } } };
    assert.equal(said(password, { password: "hunter2" }), "/p/password: must be integer, got ***");
  });

  it("say nothing of the value of a result", () => {
    assert.throws(
      () => validator({ type: "string" }).outgoingResult(42),
      (error: unknown) => error instanceof InvalidResult && error.message.endsWith(": must be string"),
    );
  });

  it("are found in no more than so many steps, however often alternatives could be tried", () => {
    let value: unknown = 5;
    for (let level = 0; level < 60; level += 1) value = { next: value };
    assert.match(said({ $ref: "#/$defs/Node" }, value), /^\/p/);
    const list = Array.from({ length: 5000 }, () => ({ kind: "card" }));
    assert.match(
      said({ type: "array", items: PAYMENT }, list),
      /^\/p\/0: must have required property 'number'.*and \d more$/,
    );
  });
});
