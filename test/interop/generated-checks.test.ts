import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { pythonSchema } from "../../generator/python/python-schema.js";
import type { JsonSchema } from "../../src/definition/descriptor.js";
import { parseJson, stringifyJson } from "../../src/json/json.js";
import { Definitions } from "../../src/validation/definitions.js";
import { Mismatch } from "../../src/validation/mismatch.js";
import { SchemaValidator } from "../../src/validation/schema-validator.js";
import { needs } from "../support/peers.js";
import { LIGHT_PYTHON, pythonJsonschema, pythonOslo, pythonProgram } from "../support/python.js";

const SCRIPT = fileURLToPath(new URL("./peers/generated_checks.py", import.meta.url));
const DEEP_VALUES = fileURLToPath(new URL("./peers/deep_values.py", import.meta.url));

/** Schemas, and values that both sides judge alike. */
const CASES: readonly (readonly [JsonSchema, readonly unknown[]])[] = [
  [{}, [null, 1, "a", [], {}]],
  [{ type: "integer" }, [1, -1, 1.5, true, "1", null, 2n ** 53n - 1n, 2n ** 53n, 2n ** 70n, 1e300]],
  [
    { type: "integer", format: "int64" },
    [1, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, -(2n ** 63n), true, "1", null],
  ],
  [{ type: ["integer", "null"], format: "int64" }, [null, 2n ** 60n, "a"]],
  [{ type: "number" }, [1, 1.5, 1e300, true, "1", 2n ** 70n]],
  [{ type: "number", minimum: 0.5, exclusiveMaximum: 2 }, [0.5, 0.4, 1.9, 2]],
  [{ type: "integer", multipleOf: 5 }, [10, 11, 0, -5]],
  [{ type: "boolean" }, [true, false, 0, 1, "true"]],
  [{ enum: [1, "a", null] }, [1, true, "a", null, "b", 0, false]],
  [{ const: { a: [1] } }, [{ a: [1] }, { a: [true] }, { a: [1, 2] }]],
  [{ type: "string", minLength: 2, maxLength: 3 }, ["a", "ab", "abcd", "\u{1f600}\u{1f600}", 12]],
  [{ type: "string", pattern: "^o-\\d+$" }, ["o-1", "o-1\n", "o-\u0661", "xo-1", "o-"]],
  [{ type: "string", pattern: "^[\\w.]+$" }, ["a_1.", "ä", ""]],
  [{ type: "string", pattern: "^.$" }, ["a", "\n", "\u2028", "\u{1f600}", "ab"]],
  [{ type: "string", pattern: "^\\s\\S$" }, ["\u00a0a", " a", "aa", "\ufeffa", "  "]],
  [{ type: "string", pattern: "^(?<year>\\d{4})/\\k<year>\\u{1f600}?$" }, ["2026/2026", "2026/2025"]],
  [{ type: "string", pattern: "\\bo\\b" }, ["a o b", "aob", "äo"]],
  [{ type: "string", pattern: "^[[\\]&&~|^-]+$" }, ["[]&~|^-", "a"]],
  [{ type: "string", format: "uuid" }, ["2f1e0a52-8d4e-4d5c-9d2e-0a1b2c3d4e5f", "2f1e0a528d4e", "x"]],
  [
    { type: "string", format: "date-time" },
    [
      "2026-01-02T03:04:05Z",
      "2026-01-02T03:04:05.123+02:00",
      "2026-01-02T03:04:05",
      "2026-13-02T03:04:05Z",
      "x",
    ],
  ],
  [
    { type: "string", format: "oslo-date-time" },
    [
      ...[
        "2026-01-02T03:04:05.000000",
        "2026-01-02T03:04:05",
        "2024-02-29T23:59:59.1",
        "0000-01-01T00:00:00",
      ],
      ...["2026-01-02T03:04:05Z", "2026-01-02T03:04:05+00:00", "2026-01-02 03:04:05", "2026-02-29T00:00:00"],
      ...[
        "2026-01-02T24:00:00",
        "2026-01-02T03:04:05.1234567",
        "2026-01-02T03:04:05\n",
        "2026-01-02t03:04:05",
        "",
      ],
    ],
  ],
  [
    { type: "string", format: "oslo-decimal" },
    [
      ...[
        "1",
        "-1.50",
        "1E+30",
        "1e-7",
        "-0",
        "007",
        "0E-10",
        "1E+9999",
        "1E+99999",
        "1e+",
        "+1",
        ".5",
        "1.",
      ],
      ...["NaN", "Infinity", "1,5", "1_000", "\u0661", "", "1\n", "0x10", "- 1"],
    ],
  ],
  [{ type: "string", format: "date" }, ["2026-01-02", "2026-1-2", "2026-01-32"]],
  [{ type: "string", format: "ipv4" }, ["10.0.0.1", "10.0.0.256", "10.0.0", "x"]],
  [{ type: "string", format: "ipv6" }, ["::1", "fe80::1", "10.0.0.1", "::g"]],
  [{ type: "string", format: "email" }, ["ada@example.org", "ada"]],
  [{ type: "string", format: "hostname" }, ["node-1.example.org", "node_1", "-a", ""]],
  [{ type: "string", format: "uri" }, ["https://example.org/a?b#c", "example.org", "a b:c"]],
  [{ type: "string", format: "duration" }, ["P1DT2H", "PT5M", "P2W", "P", "PT", "1D"]],
  [
    { type: "array", items: { type: "integer" }, minItems: 1, uniqueItems: true },
    [[1], [], [1, 1], [1, 1.5], {}],
  ],
  [{ type: "array", prefixItems: [{ type: "string" }], items: false }, [["a"], ["a", 1], [1], []]],
  [
    {
      type: "object",
      properties: { a: { type: "string" } },
      required: ["a"],
      additionalProperties: false,
    },
    [{ a: "x" }, {}, { a: 1 }, { a: "x", b: 1 }, [], null],
  ],
  [
    { type: "object", patternProperties: { "^x-": { type: "integer" } }, additionalProperties: false },
    [{ "x-a": 1 }, { "x-a": "1" }, { y: 1 }],
  ],
  [
    {
      oneOf: [
        { type: "integer", minimum: 5 },
        { type: "integer", maximum: 5 },
      ],
    },
    [4, 5, 6, "a"],
  ],
  [
    {
      allOf: [{ type: "object", properties: { a: {} } }],
      properties: { b: {} },
      unevaluatedProperties: false,
    },
    [{ a: 1, b: 2 }, { c: 1 }],
  ],
  [
    JSON.parse(
      '{ "if": { "required": ["a"] }, "then": { "required": ["b"] }, "else": { "maxProperties": 0 } }',
    ),
    [{ a: 1 }, { a: 1, b: 1 }, {}, { c: 1 }],
  ],
  [{ not: { type: "string" } }, ["a", 1]],
  [{ type: "array", contains: { const: 1 }, minContains: 2 }, [[1], [1, 1], []]],
  [{ dependentRequired: { a: ["b"] } }, [{ a: 1 }, { a: 1, b: 1 }, {}]],
];

const OCTETS = { type: "string", contentEncoding: "base64" };
const URL_SAFE = { ...OCTETS, contentEncoding: "base64url" };
const TEXTS = ["YQ==", "", "+/9h", "-_9h", "YR==", "YQ", "YQ===", "Y Q=", "YQ==\n", "\u00e9", 1, null];

/** Schemas of texts that programs have as octets, and values that both sides judge and read alike. */
const OCTET_CASES: readonly (readonly [JsonSchema, readonly unknown[]])[] = [
  [marked(OCTETS), TEXTS],
  [marked(URL_SAFE), TEXTS],
  [marked({ ...OCTETS, type: ["string", "null"], minLength: 4 }), TEXTS],
  [
    { type: "array", uniqueItems: true, items: marked(OCTETS) },
    [["YQ==", "Yg=="], ["YQ==", "?"], [], ["", ""]],
  ],
  [
    { type: "array", prefixItems: [marked(OCTETS)], contains: { const: 1 } },
    [["YQ==", 1], ["YQ=="], ["?", 1]],
  ],
  [
    {
      type: "object",
      properties: { a: marked(OCTETS) },
      patternProperties: { "^x": marked(URL_SAFE) },
      additionalProperties: { type: "integer" },
    },
    [{ a: "YQ==", x1: "-_9h", n: 1 }, { a: "-_9h" }, { x1: "+/9h" }, { n: "YQ==" }],
  ],
  [
    { allOf: [{ properties: { a: true } }], unevaluatedProperties: marked(OCTETS) },
    [{ b: "YQ==" }, { b: "?" }],
  ],
  [{ anyOf: [marked(OCTETS), { const: "never" }, { type: "integer" }] }, ["YQ==", "never", "?", 1]],
  [{ oneOf: [marked(OCTETS), true] }, ["YQ==", "?", 1]],
  [{ not: marked(OCTETS) }, ["YQ==", "?", 1]],
];

function marked(schema: object): { readonly [keyword: string]: unknown } {
  return { ...schema, programType: "Uint8Array" };
}

/** A value of a program as that of Python tells it. */
function inPython(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("hex") };
  if (Array.isArray(value)) return value.map(inPython);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inPython(member)]));
}

/** Both are right of a member that `unevaluatedProperties` refuses: its own place, and that of the object around it. */
function placesOf(pointer: string): readonly string[] {
  return [pointer, pointer.slice(0, Math.max(0, pointer.lastIndexOf("/")))];
}

describe("checks of generated Python", needs(pythonOslo, pythonJsonschema), () => {
  it("take what those of TypeScript take, and refuse what they refuse at the same place", () => {
    const input = CASES.map(([schema, values]) => [pythonSchema(schema), values]);
    const { stdout, stderr, status } = spawnSync(pythonProgram(), ["-B", SCRIPT], {
      input: stringifyJson(input),
      encoding: "utf8",
      env: { ...process.env, ...LIGHT_PYTHON },
    });
    assert.equal(status, 0, stderr);
    const said = parseJson(stdout) as readonly (readonly (readonly [string, string] | null)[])[];
    const differences: string[] = [];
    for (const [index, [schema, values]] of CASES.entries()) {
      const validator = new SchemaValidator(schema, new Definitions({ service: "Checks" }));
      for (const [at, value] of values.entries()) {
        const text = stringifyJson(value);
        const ours = validator.acceptArriving(parseJson(text));
        const theirs = said[index]?.[at] ?? null;
        const isAgreed =
          ours instanceof Mismatch
            ? theirs !== null && placesOf(ours.pointer).includes(theirs[0])
            : theirs === null;
        if (!isAgreed)
          differences.push(`${text} for ${stringifyJson(schema)}: ${JSON.stringify([ours, theirs])}`);
      }
    }
    assert.deepEqual(differences, []);
  });

  it("read and write octets as those of TypeScript do", () => {
    const forPython = JSON.stringify(OCTET_CASES.map(([schema, values]) => [pythonSchema(schema), values]));
    const { stdout, stderr, status } = spawnSync(pythonProgram(), ["-B", SCRIPT, "forms"], {
      input: forPython.replaceAll('"Uint8Array"', '"bytes"'),
      encoding: "utf8",
      env: { ...process.env, ...LIGHT_PYTHON },
    });
    assert.equal(status, 0, stderr);
    const said = JSON.parse(stdout) as readonly (readonly unknown[])[];
    for (const [index, [schema, values]] of OCTET_CASES.entries()) {
      const validator = new SchemaValidator(schema, new Definitions({ service: "Checks" }));
      for (const [at, value] of values.entries()) {
        const ours = validator.acceptArriving(value);
        const theirs = said[index]?.[at];
        const about = JSON.stringify({ schema, value, theirs });
        if (ours instanceof Mismatch) assert.ok(Array.isArray(theirs), about);
        else assert.deepEqual(theirs, { read: inPython(ours), written: value }, about);
      }
    }
  });

  it("refuse what overflows the stack of Python, wherever a value goes", () => {
    const { stdout, stderr, status } = spawnSync(pythonProgram(), ["-B", DEEP_VALUES], {
      encoding: "utf8",
      env: { ...process.env, ...LIGHT_PYTHON },
    });
    assert.equal(status, 0, stderr);
    const refusals = {
      ...{ arguments: "InvalidArguments: Invalid arguments of method m at /v: is nested too deeply" },
      ...{ result: "InvalidResult: Invalid result of method m at /: is nested too deeply" },
      ...{ payload: "InvalidPayload: Invalid payload of e at /: is nested too deeply" },
    };
    const refused = (text: string) => [null, text, text];
    assert.deepEqual(JSON.parse(stdout), {
      check_arguments: refused(refusals.arguments),
      read: refused(refusals.arguments),
      written: refused(refusals.arguments),
      check_result: refused(refusals.result),
      read_result: refused(refusals.result),
      written_result: refused(refusals.result),
      payload: refused(refusals.payload.replace("InvalidPayload: ", "")),
      read_payload: refused(refusals.payload),
      written_payload: refused(refusals.payload),
    });
  });
});
