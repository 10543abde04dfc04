import assert from "node:assert/strict";
import { dirname } from "node:path";
import { describe, it } from "node:test";
import { load, mistakes, mistakesIn, SMALLEST, written } from "./definition-file.js";

/** A definition with one method. */
function withMethod(method: unknown, more: object = {}): unknown {
  return { ...SMALLEST, methods: { m: method }, ...more };
}

/** A definition whose one parameter has the schema. */
function withSchema(schema: unknown, more: object = {}): unknown {
  return withMethod({ params: [{ name: "p", schema }] }, more);
}

const AT = "s.json /methods/m/params/0/schema";

describe("a file that is no definition", () => {
  it("is reported with what it is", () => {
    const cases: readonly (readonly [string | Buffer, string])[] = [
      ["", "s.json  is empty; expected a JSON object: write one, or remove the file"],
      [" \n ", "s.json  is empty; expected a JSON object: write one, or remove the file"],
      ["\ufeff", "s.json  is empty; expected a JSON object: write one, or remove the file"],
      ["[]", "s.json  must be an object"],
      ['"text"', "s.json  must be an object"],
      ["null", "s.json  must be an object"],
      ['{\n  "service": ,\n}', "s.json  is not JSON: expected a value at 2:14"],
      ['{"service": "S",\r\n  "topic" "t"}', 's.json  is not JSON: expected ":" at 2:11'],
      [Buffer.from([0x7b, 0xff, 0x7d]), "s.json  is not UTF-8 text; expected a JSON file: save it as UTF-8"],
      ["[".repeat(600), "s.json  is not JSON: nested deeper than 512 levels at 1:513"],
    ];
    for (const [text, expected] of cases)
      assert.deepEqual(mistakesIn(written({ "s.json": text })), [expected]);
  });

  it("is named when it is of another kind", () => {
    const cases: readonly (readonly [string | object, string])[] = [
      [
        { openrpc: "1.3.2", methods: [] },
        "is an OpenRPC document; make a definition of it with: npx oslo-gen import s.json",
      ],
      [
        { asyncapi: "3.0.0" },
        "is an AsyncAPI document, which oslo-gen writes (export --format asyncapi) and does not read",
      ],
      [
        { openapi: "3.1.0", paths: {} },
        "is an OpenAPI document; its components/schemas can be referred to, its paths are no methods",
      ],
      [
        { $schema: "http://json-schema.org/draft-07/schema#" },
        "is a JSON Schema of draft-07; turn the file into 2020-12 with: npx oslo-gen import s.json",
      ],
      [
        { $schema: "https://json-schema.org/draft/2020-12/schema" },
        'is a JSON Schema; refer to it from a definition: { "$ref": "s.json" }',
      ],
      [
        { type: "object", properties: {} },
        'is a JSON Schema; refer to it from a definition: { "$ref": "s.json" }',
      ],
      [
        "# A service\nservice: S\n",
        "is not JSON: it looks like YAML, which is for files that end in .yaml or .yml",
      ],
      [
        '// c\nsyntax = "proto3";\n',
        "is not JSON: it looks like Protocol Buffers, of which nothing makes a definition",
      ],
      [{ name: "x" }, 'has no "service": not a service definition'],
    ];
    for (const [content, expected] of cases)
      assert.deepEqual(mistakesIn(written({ "s.json": content })), [`s.json  ${expected}`]);
  });

  it("may not be there at all, or be a directory, or be huge", () => {
    const file = written({ "s.json": "{}" });
    assert.deepEqual(mistakesIn(`${file}x`), ["s.jsonx  no such file"]);
    assert.deepEqual(mistakesIn(`${file}/x`), [
      `${file}/x  no such file`.replace(`${dirname(file)}/s.json/`, ""),
    ]);
    assert.match(mistakesIn(dirname(file))[0] ?? "", /is a directory; expected a JSON file$/);
    const huge = written({ "s.json": Buffer.alloc(16 * 1024 * 1024 + 1, " ") });
    assert.deepEqual(mistakesIn(huge), ["s.json  is larger than 16 MiB; expected a service definition"]);
  });

  it("may begin with a byte order mark", () => {
    assert.equal(load(`\ufeff${JSON.stringify(SMALLEST)}`).service, "S");
  });

  it("may not hold a key twice, nor a number that is none", () => {
    const text =
      '{"service":"S","topic":"t","version":"1.0","methods":{"a":{},"b":[{"x":1}],"a":{"x-n":[NaN,1e999]}}}';
    assert.deepEqual(mistakes(text), [
      "s.json /methods/a stands twice in its object",
      "s.json /methods/a/x-n/0 must be a finite number",
      "s.json /methods/a/x-n/1 must be a finite number",
      "s.json /methods/b must be an object",
    ]);
  });
});

describe("a definition", () => {
  it("is right when it is", () => {
    assert.deepEqual(mistakes(SMALLEST), []);
    assert.deepEqual(mistakes({ ...SMALLEST, $schema: "x", "x-mine": 1, description: "d" }), []);
  });

  it("has every mistake reported at once, with its place", () => {
    const found = mistakes({
      servce: "S",
      topic: "my topic",
      version: "1",
      methods: {
        a: { kind: "cll", params: [{ nam: "x", schema: { type: "strin" } }], timeout: 0, resutl: {} },
        b: [],
        "": { params: {}, errors: ["Gone", "Gone"] },
      },
      errors: { "a-b": { module: "a..b" }, Ok: {} },
      notifications: { e: { priority: ["warning"] }, f: { payload: 1, priority: [] } },
      $defs: { "x y": {}, c: { required: [1], minLength: -1, maxItems: 1.5, multipleOf: 0 } },
    });
    assert.deepEqual(found, [
      's.json  needs the key "service"',
      's.json /servce is no known key; did you mean "service"?',
      "s.json /topic must be a name without spaces or control characters",
      's.json /version must be a version MAJOR.MINOR, such as "1.0"',
      's.json /methods/a/kind must be one of "call", "cast", "both"; did you mean "call"?',
      's.json /methods/a/params/0 needs the key "name"',
      's.json /methods/a/params/0/nam is no known key; did you mean "name"?',
      's.json /methods/a/params/0/schema/type must be one of "string", "integer", "number", "boolean", "object", ' +
        '"array", "null"; did you mean "string"?',
      "s.json /methods/a/timeout must be more than 0",
      's.json /methods/a/resutl is no known key; did you mean "result"?',
      "s.json /methods/b must be an object",
      "s.json /methods/ must be a name without control characters",
      "s.json /methods//params must be an array",
      "s.json /methods//errors/1 stands twice in its list",
      's.json /errors/a-b must be the name of a Python class: letters, digits and "_"',
      's.json /errors/a-b/module must be a Python module, such as "my_service.exceptions"',
      's.json /errors/Ok needs the key "module"',
      's.json /notifications/e needs the key "payload"',
      's.json /notifications/e/priority/0 must be one of "audit", "debug", "info", "warn", "error", "critical", "sample"' +
        '; did you mean "warn"?',
      "s.json /notifications/f/payload must be an object or a boolean",
      "s.json /notifications/f/priority must not be empty",
      "s.json /$defs/c/required/0 must be a string",
      "s.json /$defs/c/minLength must be at least 0",
      "s.json /$defs/c/maxItems must be an integer",
      "s.json /$defs/c/multipleOf must be more than 0",
      "s.json /methods//errors/0 is no error of the definition",
      "s.json /methods//errors/1 is no error of the definition",
      "s.json /methods/ must have a letter or a digit to make a TypeScript name of",
    ]);
  });

  it("has parameters whose optional ones come last", () => {
    const params = [
      { name: "a", schema: {}, required: false },
      { name: "b", schema: {} },
      { name: "c", schema: {}, required: false },
      { name: "d", schema: {}, required: true },
    ];
    const message = 'must have "required": false, as it follows the optional parameter "a"';
    assert.deepEqual(mistakes(withMethod({ params })), [
      `s.json /methods/m/params/1 ${message}`,
      `s.json /methods/m/params/3 ${message}`,
    ]);
  });

  it("names a parameter once", () => {
    const params = [
      { name: "a", schema: {} },
      { name: "a", schema: {} },
    ];
    assert.deepEqual(mistakes(withMethod({ params })), [
      "s.json /methods/m/params/1/name is the name of two parameters",
    ]);
  });

  it("declares the errors its methods name", () => {
    const errors = { NotReady: { module: "m" } };
    assert.deepEqual(mistakes(withMethod({ errors: ["NotReady"] }, { errors })), []);
    assert.deepEqual(mistakes(withMethod({ errors: ["NotRedy", "toString"] }, { errors })), [
      's.json /methods/m/errors/0 is no error of the definition; did you mean "NotReady"?',
      "s.json /methods/m/errors/1 is no error of the definition",
    ]);
  });

  it("gives a cast nothing to return", () => {
    const errors = { E: { module: "m" } };
    assert.deepEqual(mistakes(withMethod({ kind: "cast", result: {}, errors: ["E"] }, { errors })), [
      "s.json /methods/m/result does not go with a cast: nothing comes back",
      "s.json /methods/m/errors does not go with a cast: nothing comes back",
    ]);
  });

  it("says of nothing that it came with a later version, or with another major one", () => {
    for (const since of ["1.0", "1.2"]) assert.deepEqual(mistakes(withMethod({ since })), []);
    const message = "must be 1.0 to 1.2, the version of the definition being 1.2";
    for (const since of ["1.3", "0.9", "2.0", "1.10"]) {
      const params = [{ name: "a", schema: {}, since }];
      assert.deepEqual(mistakes(withMethod({ since, params })), [
        `s.json /methods/m/since ${message}`,
        `s.json /methods/m/params/0/since ${message}`,
      ]);
    }
  });

  it("describes keyword arguments as an object", () => {
    for (const kwargs of [{}, true, { type: "object" }, { $ref: "#/$defs/O" }]) {
      assert.deepEqual(
        mistakes({ ...SMALLEST, errors: { E: { module: "m", kwargs } }, $defs: { O: {} } }),
        [],
      );
    }
    for (const kwargs of [false, { type: "array" }, { type: ["object", "null"] }]) {
      assert.deepEqual(mistakes({ ...SMALLEST, errors: { E: { module: "m", kwargs } } }), [
        's.json /errors/E/kwargs must be that of an object: write "type": "object"',
      ]);
    }
  });
});

describe("a schema", () => {
  it("has no keyword of another dialect that says which values fit, nor a misspelt one", () => {
    assert.deepEqual(
      mistakes(
        withSchema({
          "x-mine": 1,
          title: "t",
          default: 1,
          examples: [1],
          $comment: "c",
          markdownDescription: "m",
        }),
      ),
      [],
    );
    assert.deepEqual(
      mistakes(withSchema({ requird: [], nullable: true, AdditionalProperties: 1, itmes: {}, items: [{}] })),
      [
        `${AT}/requird is no known key; did you mean "required"?`,
        `${AT}/nullable nullable is no JSON Schema; write "type": ["string", "null"] instead`,
        `${AT}/AdditionalProperties is no known key; did you mean "additionalProperties"?`,
        `${AT}/itmes is no known key; did you mean "items"?`,
        `${AT}/items must be an object or a boolean; a list of schemas is written as "prefixItems"`,
      ],
    );
  });

  it("is checked at any depth", () => {
    assert.deepEqual(
      mistakes(
        withSchema({ type: ["array", "nul"], items: { anyOf: [{ properties: { a: { type: 1 } } }] } }),
      ),
      [
        `${AT}/type/1 must be one of "string", "integer", "number", "boolean", "object", "array", "null"; did you mean "null"?`,
        `${AT}/items/anyOf/0/properties/a/type must be a string or an array`,
      ],
    );
  });

  it("has any format, but int64 for an integer", () => {
    assert.deepEqual(mistakes(withSchema({ type: "string", format: "of-my-own" })), []);
    assert.deepEqual(mistakes(withSchema({ type: ["integer", "null"], format: "int64" })), []);
    assert.deepEqual(mistakes(withSchema({ type: "string", format: "int64" })), [
      `${AT}/format int64 needs "type": "integer" beside it`,
    ]);
  });

  it("has int64 only where it is clear what becomes a bigint", () => {
    const int64 = { type: "integer", format: "int64" };
    const judged =
      "must not hold an integer of format int64: whether a number becomes a bigint cannot depend on it";
    const both = "nothing fits: the value is an integer of format int64 and another number at once";
    const $defs = { Id: int64, Row: { type: "object", properties: { id: { $ref: "#/$defs/Id" } } } };
    const cases: [object, ...string[]][] = [
      [{ not: int64 }, `${AT}/not ${judged}`],
      [{ not: { $ref: "#/$defs/Row" } }, `${AT}/not ${judged}`],
      [{ items: { if: { properties: { id: int64 } }, else: false } }, `${AT}/items/if ${judged}`],
      [{ allOf: [int64, { type: "integer" }] }, `${AT} ${both}`],
      [{ $ref: "#/$defs/Id", type: ["number", "null"] }, `${AT} ${both}`],
      [{ allOf: [int64, { minimum: 3 }, { $ref: "#/$defs/Id" }] }],
      [{ anyOf: [int64, { type: "integer" }, { type: "array", items: int64 }], if: { type: "string" } }],
    ];
    for (const [schema, ...expected] of cases) {
      assert.deepEqual(
        mistakes({ ...(withSchema(schema) as object), $defs }),
        expected,
        JSON.stringify(schema),
      );
    }
  });

  it("may name a member as one that every object has, and a parameter may not", () => {
    const names = ["toString", "constructor", "__proto__", "hasOwnProperty", "valueOf"];
    const properties = JSON.parse(`{${names.map((name) => `"${name}":{}`).join()}}`);
    assert.deepEqual(mistakes(withSchema({ properties, required: names })), []);
    assert.deepEqual(mistakes(withMethod({ params: [{ name: "toString", schema: {} }] })), [
      "s.json /methods/m/params/0/name must not be called as a member every object has",
    ]);
  });

  it("of an older draft is named as such", () => {
    const $schema = "http://json-schema.org/draft-07/schema#";
    const message = "is of draft-07; turn the file into 2020-12 with: npx oslo-gen import FILE";
    assert.deepEqual(mistakes(withSchema({ $schema })), [
      `${AT}/$schema ${message.replace("FILE", "s.json")}`,
    ]);
    assert.deepEqual(
      mistakes(withSchema({ $ref: "o.json#/definitions/A" }), {
        "o.json": { $schema, definitions: { A: {} } },
      }),
      [`o.json /$schema ${message.replace("FILE", "o.json")}`],
    );
    assert.deepEqual(
      mistakes(withSchema({ $ref: "o.json" }), { "o.json": { $schema, items: { $schema } } }),
      [
        `o.json /$schema ${message.replace("FILE", "o.json")}`,
        `o.json /items/$schema ${message.replace("FILE", "o.json")}`,
      ],
    );
  });

  it("has patterns that are regular expressions and end in time", () => {
    const schema = { pattern: "^(a+)+$", patternProperties: { "(": {}, "^x-": { pattern: "\\" } } };
    assert.deepEqual(mistakes(withSchema(schema)), [
      `${AT}/pattern can take exponential time: a repeated part matches the same text in more than one way`,
      `${AT}/patternProperties/( is no regular expression: Unterminated group`,
      `${AT}/patternProperties/^x-/pattern is no regular expression: \\ at end of pattern`,
    ]);
  });

  it("may hold anything where it holds a value", () => {
    const value = { $ref: "#/nowhere", type: "strin", pattern: "(", toString: 1 };
    assert.deepEqual(
      mistakes(withSchema({ const: value, enum: [value], default: value, examples: [value] })),
      [],
    );
  });
});

describe("a versioned object", () => {
  const versionedObject = { name: "A", namespace: "n", version: "1.2", since: { a: "1.0", b: "1.1" } };
  const $defs = {
    A: { versionedObject, type: "object", properties: { a: {}, b: {} } },
  };

  it("requires no field that an older one lacks", () => {
    assert.deepEqual(mistakes({ ...SMALLEST, $defs: { A: { ...$defs.A, required: ["a", "b"] } } }), [
      "s.json /$defs/A/versionedObject/since/b came later than 1.0: an older object lacks it, so it cannot be required",
    ]);
  });

  it("does not travel in an error", () => {
    const kwargs = { type: "object", properties: { a: { type: "array", items: { $ref: "#/$defs/A" } } } };
    const message =
      "must not hold a versioned object: oslo.messaging does not write the fields of objects in an error";
    for (const value of [kwargs, { $ref: "#/$defs/K" }])
      assert.deepEqual(
        mistakes({
          ...SMALLEST,
          errors: { E: { module: "m", kwargs: value } },
          $defs: { ...$defs, K: kwargs },
        }),
        [`s.json /errors/E/kwargs ${message}`],
      );
  });
});
