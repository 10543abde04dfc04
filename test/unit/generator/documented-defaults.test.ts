import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pythonPackage } from "../../../generator/python/package-files.js";
import { pythonModel } from "../../../generator/python/program-types.js";
import { DEFAULT_PYTHON_TYPES, type PythonTypeSettings } from "../../../generator/python/type-settings.js";
import { modelOf, programOf } from "./program-of.js";

const OCTETS = { type: "string", contentEncoding: "base64" };
const DECIMAL = { type: "string", format: "oslo-decimal" };
const TYPES = { octets: "Uint8Array", dateTimes: "Date" } as const;

/** What the methods of a client, and the members of types, say of a default. */
function typescript(schema: object, $defs: object = {}): readonly [param: string, member: string] {
  const Thing = { type: "object", properties: { x: schema } };
  const parts = { params: [schema], optional: true, result: { $ref: "#/$defs/Thing" } };
  const { client, types } = programOf({ ...parts, $defs: { ...$defs, Thing } }, TYPES);
  const [, param = client] = /@param p0 \(default: (.*)\)$/m.exec(client) ?? [];
  const [, member = types] = /@defaultValue `(.*)`$/m.exec(types) ?? [];
  assert.ok(client.includes(`@defaultValue \`${member}\``), client);
  return [param, member];
}

/** The same of Python, as help() and a reader of the file see it. */
function python(
  schema: object,
  settings: Partial<PythonTypeSettings> = { octets: "bytes", decimals: "Decimal" },
): readonly [param: string, member: string] {
  const Thing = { type: "object", properties: { x: schema } };
  const model = modelOf({
    params: [schema],
    optional: true,
    result: { $ref: "#/$defs/Thing" },
    $defs: { Thing },
  });
  const program = pythonModel(model, { ...DEFAULT_PYTHON_TYPES, ...settings });
  const files = pythonPackage(program, { version: "0.0.0", sourceFile: "s.json" });
  const textOf = (name: string) => files.find((file) => file.name === name)?.text ?? "";
  const [, param = textOf("client.py")] = /:param p0: \(default: (.*)\)$/m.exec(textOf("client.py")) ?? [];
  const [, member = textOf("types.py")] = /#: \(default: (.*)\)$/m.exec(textOf("types.py")) ?? [];
  return [param.replaceAll("\\\\", "\\"), member];
}

describe("the default that documentation names", () => {
  const cases: Readonly<Record<string, readonly [schema: object, typescript: string, python: string]>> = {
    octets: [{ ...OCTETS, default: "AGE=" }, 'Buffer.from("AGE=", "base64")', 'b"\\x00a"'],
    "octets in an object": [
      { type: "object", properties: { data: OCTETS, more: {} }, default: { data: "YQ==", more: "YQ==" } },
      '{ data: Buffer.from("YQ==", "base64"), more: "YQ==" }',
      '{"data": b"a", "more": "YQ=="}',
    ],
    "a list of octets, in the other alphabet": [
      { type: "array", items: { ...OCTETS, contentEncoding: "base64url" }, default: ["_w=="] },
      '[Buffer.from("/w==", "base64")]',
      '[b"\\xff"]',
    ],
    "a time": [
      { type: "string", format: "date-time", default: "2026-01-02T03:04:05Z" },
      'new Date("2026-01-02T03:04:05.000Z")',
      '"2026-01-02T03:04:05Z"',
    ],
    "a large integer": [{ type: "integer", format: "int64", default: 5 }, "5n", "5"],
    "a decimal": [{ ...DECIMAL, default: "1.50" }, '"1.50"', 'Decimal("1.50")'],
    "decimals in a list": [
      { type: "array", items: DECIMAL, default: ["1.50"] },
      '["1.50"]',
      '[Decimal("1.50")]',
    ],
    "null, in a list with what is true and false": [
      { type: "array", default: [null, true, false, 1.5] },
      "[null, true, false, 1.5]",
      "[None, True, False, 1.5]",
    ],
    "an object of plain values": [
      { type: "object", default: { force: true, none: null } },
      "{ force: true, none: null }",
      '{"force": True, "none": None}',
    ],
    "a text with backticks, blanks and a backslash": [
      { type: "string", default: "a`b  c\\d" },
      '"a`b  c\\\\d"',
      '"a`b  c\\\\d"',
    ],
  };

  for (const [name, [schema, wantedTypescript, wantedPython]] of Object.entries(cases)) {
    it(`is what a program writes: ${name}`, () => {
      const [param, member] = typescript(schema);
      assert.equal(param, wantedTypescript);
      // A code span cannot hold a backtick.
      assert.equal(member, wantedTypescript.replaceAll("`", "\\u0060"));
      assert.deepEqual(python(schema), [wantedPython, wantedPython]);
    });
  }

  it("is the text where programs have texts", () => {
    const schema = { type: "array", items: { ...OCTETS }, default: ["YQ=="] };
    assert.deepEqual(python(schema, {}), ['["YQ=="]', '["YQ=="]']);
  });

  it("is that of what a schema refers to, and of an object its fields", () => {
    const Flavor = {
      versionedObject: { name: "Flavor", namespace: "nova", version: "1.0" },
      type: "object",
      properties: { key: OCTETS },
      default: {
        "versioned_object.name": "Flavor",
        "versioned_object.namespace": "nova",
        "versioned_object.version": "1.0",
        "versioned_object.data": { key: "YQ==" },
      },
    };
    const [param] = typescript({ $ref: "#/$defs/Flavor" }, { Flavor });
    assert.equal(param, '{ key: Buffer.from("YQ==", "base64") }');
  });

  it("stays on its line, however long", () => {
    const text = `${"long  ".repeat(40)}end`;
    const [param] = typescript({ type: "object", default: { text } });
    assert.equal(param, `{ text: "${text}" }`);
  });
});
