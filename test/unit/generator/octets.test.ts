import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pythonPackage } from "../../../generator/python/package-files.js";
import { pythonModel } from "../../../generator/python/program-types.js";
import { DEFAULT_PYTHON_TYPES } from "../../../generator/python/type-settings.js";
import { isEncoded } from "../../../src/definition/content-encoding.js";
import { drawText } from "../../../src/sampling/draw-text.js";
import { Random } from "../../../src/sampling/random.js";
import { modelOf, type Parts, programOf } from "./program-of.js";

const python = (parts: Parts) => pythonModel(modelOf(parts), { octets: "bytes", decimals: "str" });
const OCTETS = { type: "string", contentEncoding: "base64" };

const program = (parts: Parts) => programOf(parts, { octets: "Uint8Array" });
const marks = (descriptor: string) => descriptor.split('programType: "Uint8Array"').length - 1;

describe("texts as octets", () => {
  it("are in the signatures, the types and the descriptor", () => {
    const { client, types, descriptor, notes } = program({
      params: [OCTETS, { type: "array", items: { ...OCTETS, contentEncoding: "base64url" } }],
      result: { $ref: "#/$defs/Thing" },
      $defs: {
        Thing: {
          type: "object",
          properties: { data: { ...OCTETS, contentMediaType: "image/png" }, Uint8Array: { type: "null" } },
          required: ["data"],
        },
      },
    });
    assert.match(client, /m\(p0: Uint8Array, p1: Uint8Array\[\]\): Promise<Thing>/);
    assert.match(types, /data: Uint8Array;/);
    assert.match(descriptor, /contentMediaType: "image\/png"/);
    assert.equal(marks(descriptor), 3);
    assert.deepEqual(notes, []);
  });

  it("are texts, without a note, where no project asks for them", () => {
    const { client, descriptor, notes } = programOf({ params: [OCTETS] }, {});
    assert.match(client, /m\(p0: string\)/);
    assert.equal(marks(descriptor), 0);
    assert.deepEqual(notes, []);
  });

  it("leave the name of their type to them alone", () => {
    const { types } = program({
      params: [OCTETS],
      result: { $ref: "#/$defs/Uint8Array" },
      $defs: { Uint8Array: { type: "object", properties: { data: OCTETS } } },
    });
    assert.match(types, /interface Uint8Array_ \{\n {2}data\?: Uint8Array;/);
  });

  it("stand beside times, each with a type of its own", () => {
    const params = [{ type: "array", prefixItems: [OCTETS, { type: "string", format: "date-time" }] }];
    const { client } = programOf({ params }, { octets: "Uint8Array", dateTimes: "Date" });
    assert.match(client, /Uint8Array, \(?Date|Uint8Array \| Date|\[.*Uint8Array.*Date/);
  });

  const examples = (data: string) => ({
    params: [OCTETS],
    result: OCTETS,
    examples: [{ name: "one", arguments: { p0: data }, result: data }],
  });

  it("are written as such in the examples of both languages, and an example that says none is refused", () => {
    assert.match(program(examples("b2N0ZXRz")).client, /Buffer\.from\("b2N0ZXRz", "base64"\)/);
    const { model } = pythonModel(modelOf(examples("b2N0ZXRz")), { octets: "bytes", decimals: "str" });
    const files = pythonPackage({ model, isMarked: true }, { version: "0.0.0", sourceFile: "s.json" });
    const text = files.find(({ name }) => name === "client.py")?.text ?? "";
    assert.match(text, /client\.m\(ctxt, p0=b"octets"\)\n *# b"octets"/);
    for (const write of [program, python])
      assert.throws(
        () => write(examples("hello!")),
        /s\.json#\/methods\/m\/examples\/0: is none for programs with such types: .*encoded as base64/,
      );
    assert.doesNotThrow(() => pythonModel(modelOf(examples("hello!")), DEFAULT_PYTHON_TYPES));
  });

  it("are what an example beside a constant that looks like none may be", () => {
    const either = { anyOf: [OCTETS, { const: "all of it" }] };
    const example = { name: "one", arguments: { p0: "all of it" } };
    for (const write of [program, python]) write({ params: [either], examples: [example] });
  });

  it("refuse a default elsewhere than in their own schema that is none, in both languages", () => {
    const misfits: [object, string][] = [
      [{ $ref: "#/$defs/Data", default: "hello!" }, ""],
      [{ allOf: [OCTETS], default: "hello!" }, ""],
      [{ anyOf: [OCTETS, { type: "null" }], default: "hello!" }, ""],
      [{ type: "object", properties: { a: OCTETS }, default: { a: "hello!" } }, "/a "],
    ];
    for (const write of [program, python]) {
      for (const [schema, place] of misfits) {
        const message = `s.json#/methods/m/params/0/schema/default: is none for programs with such types: ${place}must be encoded as base64`;
        assert.throws(() => write({ params: [schema], $defs: { Data: OCTETS } }), { message });
      }
      write({ params: [{ $ref: "#/$defs/Data", default: "YQ==" }], $defs: { Data: OCTETS } });
      write({ params: [{ ...OCTETS, default: "hello!" }] });
    }
  });

  it("are what a mock makes of a text that says that it is some", () => {
    for (const [minLength, maxLength] of [
      [0, 100],
      [5, 8],
      [4, 4],
    ] as const) {
      for (let seed = 0; seed < 20; seed += 1) {
        const text = drawText(Random.of(seed), [{ ...OCTETS, minLength, maxLength }]) ?? "?";
        assert.ok(isEncoded(text, "base64") && text.length >= minLength && text.length <= maxLength, text);
      }
    }
  });

  const open: Readonly<Record<string, [Parts, RegExp]>> = {
    "the same value may be any text": [{ params: [{ anyOf: [OCTETS, { type: "string" }] }] }, /any text$/],
    "a constant beside it could be some": [{ params: [{ anyOf: [OCTETS, { const: "none" }] }] }, /any text$/],
    "it is octets in either encoding": [
      { params: [{ anyOf: [OCTETS, { ...OCTETS, contentEncoding: "base64url" }] }] },
      /octets in either encoding$/,
    ],
    "it may be a time": [
      { params: [{ anyOf: [OCTETS, { type: "string", format: "date-time" }] }] },
      /any text$/,
    ],
    "the encoding is another": [
      { params: [{ ...OCTETS, contentEncoding: "base16" }] },
      /^s\.json#\/methods\/m\/params\/0\/schema: stays a text and becomes no Uint8Array: its contentEncoding is neither base64 nor base64url$/,
    ],
    "it lists its texts": [{ params: [{ ...OCTETS, enum: ["YQ=="] }] }, /it lists its texts$/],
    "it has a format": [{ params: [{ ...OCTETS, format: "uuid" }] }, /it has the format uuid as well$/],
    "its default is none": [
      { params: [{ type: "object", properties: { a: { ...OCTETS, default: "?" } } }] },
      /its default is not encoded as base64$/,
    ],
    "an error has it": [
      { errors: { E: { module: "m", kwargs: { type: "object", properties: { data: OCTETS } } } } },
      /keyword arguments of an error/,
    ],
  };
  for (const [what, [parts, expected]] of Object.entries(open)) {
    it(`stay texts where ${what}, and that is told`, () => {
      const { notes, types, client, descriptor } = program(parts);
      assert.match(notes.join("\n"), expected);
      assert.doesNotMatch(types + client + descriptor, /Uint8Array/);
    });
  }
});
