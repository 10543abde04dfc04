import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonSchema, MethodDescriptor, ParamDescriptor } from "../../../src/definition/descriptor.js";
import { DefinitionError } from "../../../src/errors/setup-errors.js";
import { InvalidArguments, InvalidResult } from "../../../src/errors/validation-errors.js";
import { parseJson } from "../../../src/json/json.js";
import type { MethodValidator } from "../../../src/validation/method-validator.js";
import { ServiceValidator } from "../../../src/validation/service-validator.js";

function param(name: string, schema: JsonSchema, required = true): ParamDescriptor {
  return { name, schema, required };
}

function validatorOf(
  parts: Partial<Pick<MethodDescriptor, "kind" | "params" | "result">>,
  $defs: { readonly [name: string]: JsonSchema } = {},
): MethodValidator {
  const method: MethodDescriptor = {
    name: "m",
    kind: "call",
    since: "1.0",
    params: [],
    errors: [],
    ...parts,
  };
  const validator = new ServiceValidator({ service: "S", methods: [method], $defs }).method("m");
  assert.ok(validator);
  return validator;
}

/** A validator whose one argument `x` has the schema. */
function argument(schema: JsonSchema, $defs?: { readonly [name: string]: JsonSchema }): MethodValidator {
  return validatorOf({ params: [param("x", schema)] }, $defs);
}

function refused(act: () => unknown): InvalidArguments | InvalidResult {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof InvalidArguments || error instanceof InvalidResult, String(error));
    return error;
  }
  assert.fail("nothing was refused");
}

/** The expectation in a message, without the value that came. */
const expectedOf = (error: Error): string =>
  error.message.slice(error.message.indexOf(": ") + 2).replace(/, got .*$/, "");

const string: JsonSchema = { type: "string" };
const integer: JsonSchema = { type: "integer" };
const int64: JsonSchema = { type: "integer", format: "int64" };

describe("ServiceValidator", () => {
  it("knows the methods of the service and no others", () => {
    const validator = new ServiceValidator({ service: "S", methods: [] });
    for (const name of ["m", "constructor", "__proto__"]) assert.equal(validator.method(name), undefined);
  });
});

describe("arguments", () => {
  const methodA = validatorOf({ params: [param("arg1", string), param("arg2", string, false)] });

  for (const direction of ["outgoingArguments", "incomingArguments"] as const) {
    it(`pass when they fit: ${direction}`, () => {
      const args = { arg1: "a", arg2: "b" };
      assert.equal(methodA[direction](args), args);
      assert.deepEqual(methodA[direction]({ arg1: "a" }), { arg1: "a" });
    });

    it(`are refused with method, pointer and expectation: ${direction}`, () => {
      for (const [args, pointer, expected] of [
        [{}, "/arg1", "is required"],
        [{ arg1: undefined, arg2: "b" }, "/arg1", "is required"],
        [{ arg1: 1 }, "/arg1", "must be string"],
        [{ arg1: null }, "/arg1", "must be string"],
        [{ arg1: "a", arg2: null }, "/arg2", "must be string"],
        [{ arg1: "a", arg3: 1 }, "/arg3", "the method has no such argument"],
        [{ arg1: "a", "o/t~her": 1 }, "/o~1t~0her", "the method has no such argument"],
      ] as const) {
        const error = refused(() => methodA[direction](args));
        assert.ok(error instanceof InvalidArguments);
        assert.equal(error.method, "m");
        assert.equal(error.pointer, pointer);
        assert.ok(error.message.startsWith(`Invalid arguments of method m at ${pointer}: ${expected}`));
      }
    });

    it(`named as members of Object.prototype are unknown: ${direction}`, () => {
      for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
        const args = parseJson(`{"arg1":"a","${name}":{"polluted":true}}`) as Record<string, unknown>;
        assert.equal(refused(() => methodA[direction](args)).pointer, `/${name}`);
        assert.equal(refused(() => methodA[direction](JSON.parse(`{"${name}":1}`))).pointer, `/${name}`);
      }
      assert.equal(refused(() => methodA[direction](Object.create({ arg1: "a" }))).pointer, "/arg1");
    });
  }

  it("that are no object are refused on arrival", () => {
    for (const args of [null, undefined, [], "a", 1]) {
      assert.equal(expectedOf(refused(() => methodA.incomingArguments(args))), "must be object");
    }
  });

  it("count as absent when undefined, at any depth", () => {
    assert.doesNotThrow(() => methodA.outgoingArguments({ arg1: "a", arg2: undefined }));
    const nested = argument({ type: "object", properties: { a: string }, additionalProperties: false });
    assert.doesNotThrow(() => nested.outgoingArguments({ x: { a: undefined, b: undefined } }));
    assert.doesNotThrow(() =>
      argument({ items: { maxProperties: 0 } }).outgoingArguments({ x: [{ b: undefined }] }),
    );
    const needed = argument({ type: "object", properties: { a: string }, required: ["a"] });
    assert.match(
      refused(() => needed.outgoingArguments({ x: { a: undefined } })).message,
      /required property 'a'/,
    );
  });

  it("may be null only where the schema allows it", () => {
    const nullable = argument({ type: ["string", "null"] });
    assert.deepEqual(nullable.incomingArguments({ x: null }), { x: null });
  });

  it("named on one short line, whatever the peer sends", () => {
    const error = refused(() => methodA.incomingArguments({ [`a\n\u001b[31m\u2028${"z".repeat(1e5)}`]: 1 }));
    assert.ok(error.message.length < 400);
    assert.match(error.message, /at \/a\\u000a\\u001b\[31m\\u2028z+…: /);
  });

  it("with hostile members reach no prototype", () => {
    const open = argument({ type: "object", additionalProperties: int64 });
    const { x } = open.incomingArguments({ x: JSON.parse('{"__proto__":5,"constructor":6}') });
    assert.deepEqual(Object.entries(x as object), [
      ["__proto__", 5n],
      ["constructor", 6n],
    ]);
    assert.equal(Object.getPrototypeOf(x), Object.prototype);
  });
});

describe("results", () => {
  it("are null without a schema", () => {
    const none = validatorOf({});
    assert.equal(none.outgoingResult(undefined), null);
    assert.equal(none.outgoingResult(null), null);
    assert.equal(none.incomingResult(null), null);
    for (const value of [0, "", {}]) {
      assert.ok(refused(() => none.outgoingResult(value)) instanceof InvalidResult);
      assert.match(refused(() => none.incomingResult(value)).message, /at \/: must be null/);
    }
  });

  it("of a cast are null, whatever the method returns", () => {
    assert.equal(validatorOf({ kind: "cast" }).outgoingResult("x"), null);
  });

  it("that are undefined are checked as the null that is sent", () => {
    assert.equal(validatorOf({ result: {} }).outgoingResult(undefined), null);
    assert.throws(() => validatorOf({ result: string }).outgoingResult(undefined), InvalidResult);
  });

  it("never show in the error", () => {
    const result = {
      type: "object",
      properties: { token: { enum: ["a", "b"] } },
      additionalProperties: false,
    };
    const validator = validatorOf({ result });
    for (const value of [{ token: "secret" }, { token: { secret: 1 } }, ["secret"], "secret"]) {
      assert.doesNotMatch(refused(() => validator.outgoingResult(value)).message, /secret/);
    }
    assert.equal(
      refused(() => validator.incomingResult({ token: "secret" })).message,
      'Invalid result of method m at /token: must be one of ["a","b"]',
    );
  });
});

describe("numbers", () => {
  it("of type integer stay within 2^53 - 1", () => {
    for (const schema of [
      integer,
      { type: ["integer", "null"] },
      { ...integer, minimum: -1e300, maximum: 1e300 },
    ]) {
      const validator = argument(schema);
      for (const x of [0, -0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])
        validator.incomingArguments({ x });
      for (const text of [
        "9007199254740992",
        "-9007199254740992",
        "1e300",
        "-1e300",
        "1.5",
        "NaN",
        "Infinity",
      ]) {
        refused(() => validator.incomingArguments({ x: parseJson(text) }));
        refused(() => validator.outgoingArguments({ x: parseJson(text) }));
      }
    }
    const big = (schema: JsonSchema) =>
      expectedOf(refused(() => argument(schema).incomingArguments({ x: 2n ** 60n })));
    assert.equal(big(integer), "must be <= 9007199254740991");
    assert.equal(
      big({ type: ["number", "null"] }),
      "must be number or null; an integer only within ±(2^53 - 1)",
    );
    refused(() => argument({ ...integer, maximum: 5 }).incomingArguments({ x: 6 }));
  });

  it("of format int64 become bigints on arrival", () => {
    const validator = argument(int64);
    for (const text of ["0", "-5", "9223372036854775807", "-9223372036854775808"]) {
      assert.deepEqual(validator.incomingArguments({ x: parseJson(text) }), { x: BigInt(text) });
      assert.equal(validatorOf({ result: int64 }).incomingResult(parseJson(text)), BigInt(text));
    }
    for (const text of [
      "9223372036854775808",
      "-9223372036854775809",
      "1e300",
      "1e18",
      "1.5",
      "NaN",
      '"5"',
    ]) {
      refused(() => validator.incomingArguments({ x: parseJson(text) }));
    }
    const tooBig = refused(() => validator.incomingArguments({ x: 2n ** 63n }));
    assert.equal(expectedOf(tooBig), "must be within 64 bits");
  });

  it("of format int64 must be bigints on this side", () => {
    const validator = argument(int64);
    assert.deepEqual(validator.outgoingArguments({ x: 5n }), { x: 5n });
    assert.equal(expectedOf(refused(() => validator.outgoingArguments({ x: 5 }))), "must be bigint (int64)");
    refused(() => validatorOf({ result: int64 }).outgoingResult(5));
    refused(() => validator.outgoingArguments({ x: 2n ** 63n }));
  });

  it("of format int64 are found wherever the schema has them", () => {
    const $defs = {
      "the/id": int64,
      Node: {
        properties: { id: { $ref: "#/$defs/the~1id" }, next: { $ref: "#/$defs/Node" } },
        required: ["id"],
      },
    };
    const nullable = { type: ["integer", "null"], format: "int64" };
    for (const [schema, arrived, converted] of [
      [{ items: int64 }, [1, 2], [1n, 2n]],
      [{ prefixItems: [string, int64], items: integer }, ["a", 1, 2], ["a", 1n, 2]],
      [
        { properties: { a: int64 }, additionalProperties: integer },
        { a: 1, b: 2 },
        { a: 1n, b: 2 },
      ],
      [
        { patternProperties: { "^i": int64 }, additionalProperties: nullable },
        { i: 1, b: null, c: 3 },
        { i: 1n, b: null, c: 3n },
      ],
      [{ $ref: "#/$defs/Node" }, { id: 1, next: { id: 2 } }, { id: 1n, next: { id: 2n } }],
      [
        { allOf: [{ properties: { a: int64 } }, { properties: { b: int64 } }] },
        { a: 1, b: 2 },
        { a: 1n, b: 2n },
      ],
      [{ anyOf: [string, int64] }, 7, 7n],
      [{ anyOf: [string, int64] }, "7", "7"],
      [{ oneOf: [{ type: "null" }, { $ref: "#/$defs/Node" }] }, { id: 1 }, { id: 1n }],
      [
        { anyOf: [{ properties: { kind: { const: "n" }, v: integer } }, { properties: { v: int64 } }] },
        { kind: "i", v: 1 },
        { kind: "i", v: 1n },
      ],
      [{ if: string, else: { items: int64 } }, [1], [1n]],
      [{ dependentSchemas: { a: { properties: { b: int64 } } } }, { a: 0, b: 1 }, { a: 0, b: 1n }],
      [{ ...int64, enum: [1, 2] }, 2, 2n],
      [{ ...int64, const: 3, minimum: 3, maximum: 3, multipleOf: 3 }, 3, 3n],
      [{ const: { type: "bigint" } }, { type: "bigint" }, { type: "bigint" }],
    ] as const) {
      const validator = argument(schema, $defs);
      const args = { x: arrived };
      assert.deepEqual(validator.incomingArguments(args), { x: converted }, JSON.stringify(schema));
      assert.deepEqual(args, { x: arrived });
      assert.deepEqual(validator.outgoingArguments({ x: converted }), { x: converted });
    }
    refused(() => argument({ ...int64, enum: [1, 2] }).incomingArguments({ x: 3 }));
    refused(() => argument({ ...int64, minimum: 3 }).incomingArguments({ x: 2 }));
    refused(() =>
      argument({ $ref: "#/$defs/Node" }, $defs).incomingArguments({ x: { id: 1, next: { id: "2" } } }),
    );
  });

  it("are compared exactly with limits and constants that are bigints", () => {
    const limit = 2n ** 63n - 1n;
    const limited = argument({ ...int64, maximum: limit - 1n, exclusiveMinimum: -limit });
    limited.incomingArguments({ x: limit - 1n });
    assert.match(
      refused(() => limited.incomingArguments({ x: limit })).message,
      /must keep to maximum 9223372036854775806/,
    );
    refused(() => limited.incomingArguments({ x: -limit }));
    const constant = argument({ const: 2n ** 53n + 1n });
    constant.incomingArguments({ x: parseJson("9007199254740993") });
    assert.match(
      refused(() => constant.incomingArguments({ x: 2n ** 53n })).message,
      /must be 9007199254740993/,
    );
  });

  it("are multiples by their digits", () => {
    for (const [multipleOf, multiples, others] of [
      [0.5, [0, -0, 1.5, -2, 1e300, 2n ** 70n], [1e-199, 0.75, 5e-324, 1.5000000000000002]],
      [0.01, [19.99, 4.35, -0.07, 1.1, 1e21], [0.005, 19.995, 1e-11]],
      [1e-12, [1e-12, 3e-12, 0.1, 7], [1.5e-12, 1e-13]],
      [3, [9, 9e20, 3n * 2n ** 60n], [1e300, 2n ** 60n, 1.5]],
      [2n ** 60n, [0, 2n ** 60n, 2n ** 62n], [2n ** 59n, 2n ** 60n + 1n, 1]],
    ] as const) {
      const validator = argument({ anyOf: [{ multipleOf }, { type: "string" }] });
      for (const x of multiples) validator.incomingArguments({ x });
      for (const x of others) refused(() => validator.incomingArguments({ x }));
    }
    const half = argument({ ...int64, multipleOf: 0.5 });
    assert.deepEqual(half.incomingArguments({ x: 3 }), { x: 3n });
    const error = refused(() => argument({ multipleOf: 0.5 }).incomingArguments({ x: 0.25 }));
    assert.equal(expectedOf(error), "must be multiple of 0.5");
  });

  it("that are not finite pass only a schema that says nothing of the value", () => {
    for (const x of [Number.NaN, Number.POSITIVE_INFINITY]) {
      for (const schema of [
        {},
        true,
        { description: "any" },
        { $ref: "#/$defs/Any" },
        { anyOf: [string, {}] },
      ]) {
        argument(schema, { Any: {} }).incomingArguments({ x });
      }
      for (const schema of [
        { type: "number" },
        { minimum: 1 },
        { minLength: 1 },
        { not: string },
        { enum: [1] },
        { uniqueItems: true },
        { minimum: 2n ** 60n },
        { multipleOf: 0.5 },
      ]) {
        refused(() => argument(schema).incomingArguments({ x }));
      }
    }
    argument({ type: "object" }).incomingArguments({ x: { free: Number.NaN } });
  });
});

describe("an error", () => {
  it("tells what is wrong where", () => {
    const person = {
      type: "object",
      properties: { name: string },
      required: ["name"],
      additionalProperties: false,
    };
    for (const [schema, x, pointer, expected] of [
      [person, {}, "/x", "must have required property 'name'"],
      [person, { name: "a", more: 1 }, "/x/more", "must not be there"],
      [{ anyOf: [string, { type: "null" }] }, 5, "/x", "must be string or null"],
      [{ anyOf: [{ type: "null" }, person] }, { name: 5 }, "/x/name", "must be string"],
      [{ anyOf: [{ type: "null" }, person] }, {}, "/x", "must have required property 'name'"],
      [{ oneOf: [integer, { minimum: 1 }] }, 2, "/x", "must match exactly one schema in oneOf"],
      [{ type: ["integer", "null"] }, "a", "/x", "must be integer or null"],
      [{ const: "a" }, "b", "/x", 'must be "a"'],
      [
        { items: { type: "array", items: { minLength: 2 } } },
        [["aa"], ["b"]],
        "/x/1/0",
        "must not have fewer than 2 characters",
      ],
      [{ ...string, format: "uuid" }, "a", "/x", 'must match format "uuid"'],
      [
        { uniqueItems: true },
        [
          { a: 1, b: 2 },
          { b: 2, a: 1 },
        ],
        "/x",
        "must not have duplicate items",
      ],
      [{ propertyNames: { maxLength: 1 } }, { ab: 1 }, "/x/ab", "must not have more than 1 characters"],
      [false, 1, "/x", "must not be there"],
    ] as const) {
      const error = refused(() => argument(schema).incomingArguments({ x }));
      assert.deepEqual([error.pointer, expectedOf(error)], [pointer, expected]);
    }
    const long = refused(() =>
      argument({ enum: Array.from({ length: 500 }, (_, index) => index) }).incomingArguments({ x: -1 }),
    );
    assert.ok(long.message.length < 300);
  });

  it("names the place in time, however often a recursive schema with alternatives could be tried", () => {
    const next = { $ref: "#/$defs/Chain" };
    const $defs = {
      Chain: {
        anyOf: [
          int64,
          { type: "object", properties: { next, a: string } },
          { type: "object", properties: { next, b: string } },
        ],
      },
    };
    const validator = argument({ $ref: "#/$defs/Chain" }, $defs);
    const chain = (levels: number, end: unknown) => {
      let value = end;
      for (let level = 0; level < levels; level += 1) value = { next: value };
      return value;
    };
    assert.deepEqual(validator.incomingArguments({ x: chain(100, 5) }), { x: chain(100, 5n) });
    for (const levels of [12, 400]) {
      const { message } = refused(() => validator.incomingArguments({ x: chain(levels, "end") }));
      const pointer = `/x${"/next".repeat(levels)}`;
      const shown = pointer.length > 200 ? `${pointer.slice(0, 200)}…` : pointer;
      assert.equal(
        message,
        `Invalid arguments of method m at ${shown}: must be integer or object, got "end"`,
      );
    }
  });

  it("comes of a value too deep for the stack", () => {
    const validator = argument({ $ref: "#/$defs/List" }, { List: { items: { $ref: "#/$defs/List" } } });
    let x: unknown = [];
    for (let level = 0; level < 100_000; level += 1) x = [x];
    assert.match(refused(() => validator.outgoingArguments({ x })).message, /nested too deeply/);
  });
});

describe("definitions", () => {
  it("are found by names of any kind", () => {
    for (const [name, ref] of [
      ["a/b~c d", "#/$defs/a~1b~0c%20d"],
      ["__proto__", "#/$defs/__proto__"],
      ["100%", "#/$defs/100%"],
    ] as const) {
      const validator = argument({ $ref: ref }, Object.fromEntries([[name, string]]));
      validator.incomingArguments({ x: "a" });
      refused(() => validator.incomingArguments({ x: 1 }));
    }
  });

  it("that do not exist are a definition error", () => {
    for (const ref of ["#/$defs/None", "#/$defs/toString", "other.json", "#"]) {
      assert.throws(() => argument({ items: { $ref: ref } }).incomingArguments({ x: [] }), DefinitionError);
    }
  });
});
