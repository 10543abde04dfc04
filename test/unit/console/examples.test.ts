import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { exampleMaker } from "../../../src/console/examples.js";
import type { JsonSchema, MethodDescriptor } from "../../../src/index.js";

function method(schemas: Readonly<Record<string, JsonSchema>>): MethodDescriptor {
  const params = Object.entries(schemas).map(([name, schema]) => ({ name, required: true, schema }));
  return { name: "m", kind: "call", since: "1.0", params, errors: [] };
}

function example(
  schemas: Readonly<Record<string, JsonSchema>>,
  $defs: Readonly<Record<string, JsonSchema>> = {},
): unknown {
  const [{ arguments: text = "" } = {}] = exampleMaker({ $defs })(method(schemas));
  return JSON.parse(text);
}

describe("arguments to begin with", () => {
  it("are those of the definition's examples first, as far as they are short", () => {
    const big = { name: "big", arguments: { a: "x".repeat(64 * 1024) } };
    const examples = [big, { name: "small", arguments: { a: 9007199254740993n, b: [1] } }];
    const made = exampleMaker({})({ ...method({ a: {} }), examples });
    assert.deepEqual(
      made.map(({ title }) => title),
      ["small", "Required arguments"],
    );
    assert.match(made[0]?.arguments ?? "", /"a": 9007199254740993,/);
    const many = Array.from({ length: 1_000 }, (_, index) => ({ name: `${index}`, arguments: {} }));
    assert.equal(exampleMaker({})({ ...method({}), examples: many }).length, 21);
  });

  it("are what schemas show, and else the least of a type", () => {
    const a = {
      type: "object",
      properties: { one: { type: "integer", minimum: 3 }, two: { type: "string" } },
      required: ["one"],
    };
    assert.deepEqual(
      example(
        {
          a: { $ref: "#/$defs/A" },
          b: { type: "string", examples: ["shown"] },
          c: { enum: ["x", "y"] },
          d: { type: "array", items: { type: "boolean" }, minItems: 2 },
          e: {
            allOf: [
              { $ref: "#/$defs/A" },
              { type: "object", properties: { f: { const: 1 } }, required: ["f"] },
            ],
          },
          g: { anyOf: [{ type: "null" }, { type: "string" }] },
          h: { type: "string", format: "uuid" },
          i: true,
        },
        { A: a },
      ),
      {
        a: { one: 3 },
        b: "shown",
        c: "x",
        d: [false, false],
        e: { one: 3, f: 1 },
        g: null,
        h: "00000000-0000-4000-8000-000000000000",
        i: null,
      },
    );
    const ended = {
      ...method({ a: true }),
      params: [{ name: "a", required: false, until: "1.0", schema: true }],
    };
    assert.deepEqual(exampleMaker({})(ended), [{ title: "Required arguments", arguments: "{}" }]);
  });

  it("are made in bounds of schemas that never end, or are very many", () => {
    const node = {
      type: "object",
      properties: { l: { $ref: "#/$defs/N" }, r: { $ref: "#/$defs/N" } },
      required: ["l", "r"],
    };
    const [{ arguments: text = "" } = {}] = exampleMaker({ $defs: { N: node } })(
      method({ tree: { $ref: "#/$defs/N" } }),
    );
    assert.ok(text.length < 40_000, String(text.length));
    assert.deepEqual(example({ a: { $ref: "#/$defs/none" }, b: { $ref: "other.json" } }), {
      a: null,
      b: null,
    });
    const long = example({
      a: { type: "string", minLength: 1e12 },
      b: { type: "array", items: {}, minItems: 1e12 },
    });
    assert.deepEqual(long, { a: "x".repeat(64), b: [null, null, null] });
  });

  it("are not much longer than the definition, however deep and often it shows a value", () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 400; depth += 1) deep = [deep, 1, 1, 1];
    const shown = method({ a: { examples: [deep] } });
    const [{ arguments: text = "" } = {}] = exampleMaker({})(shown);
    assert.deepEqual(JSON.parse(text), { a: deep });
    assert.ok(text.length < 10 * JSON.stringify(deep).length, String(text.length));

    const long = { examples: [{ text: "x".repeat(30_000) }] };
    const often = method(Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`a${at}`, long])));
    const make = exampleMaker({});
    const all = Array.from({ length: 60 }, () => make(often)).flat();
    const size = all.reduce((sum, example) => sum + example.arguments.length, 0);
    assert.ok(size < 1_200_000, String(size));
    const larger = {
      type: "object",
      properties: { ["x".repeat(70_000)]: true },
      required: ["x".repeat(70_000)],
    };
    assert.deepEqual(example({ a: larger, b: { default: "x".repeat(70_000) } }), { a: {}, b: null });
  });
});
