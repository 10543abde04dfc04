import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DEFAULT_TYPES } from "../../../generator/emit/type-settings.js";
import { lintFile } from "../../../generator/lint/lint-file.js";
import { defaultSettings } from "../../../generator/project/package-settings.js";
import { load, mistakes } from "../definition/definition-file.js";
import { oslogen } from "./oslogen.js";
import { enterProject, SMALLEST } from "./project.js";

const INT64 = { type: "integer", format: "int64" };
const METHOD = {
  description: "d",
  params: [
    { name: "a", schema: { type: "string", maxLength: 3 } },
    { name: "b", schema: INT64, required: false, since: "1.1" },
    { name: "old", schema: { type: "boolean" }, required: false, until: "1.0" },
  ],
  additionalParams: { type: "number" },
  result: { type: "object", properties: { n: INT64 }, required: ["n"] },
  errors: ["E"],
};
const GOOD = { name: "good", arguments: { a: "x" }, result: { n: 1 } };

/** A definition whose method has those examples, and is otherwise of those members. */
function withExamples(examples: readonly object[], members: object = {}): object {
  return {
    ...SMALLEST,
    version: "1.1",
    methods: { m: { ...METHOD, examples, ...members } },
    errors: {
      E: { module: "m", kwargs: { type: "object", properties: { s: { type: "integer" } }, required: ["s"] } },
    },
    notifications: { "a.b": { payload: { type: "integer" }, examples: [{ name: "p", payload: 1 }] } },
  };
}

/** The places of what `lint` finds wrong with examples that have those members. */
function misfits(...examples: readonly object[]): string[] {
  enterProject({
    "a.json": withExamples(examples.map((each, index) => ({ ...GOOD, name: `${index}`, ...each }))),
  });
  return lintFile("a.json", {})
    .filter(({ rule }) => rule === "example-misfit")
    .map(({ pointer, message }) => `${pointer.replace("/methods/m/examples/", "")} ${message}`);
}

describe("an example of a call", () => {
  it("is one that some version of the method takes and answers", () => {
    const good: readonly object[] = [
      {},
      { arguments: { a: "x", b: 2 ** 53 } },
      { arguments: { a: "x", old: true } },
      { arguments: { a: "x", more: 1.5, others: 2 } },
      { result: undefined, error: { name: "E", kwargs: { s: 1 } } },
    ];
    assert.deepEqual(misfits(...good), []);
  });

  it("is refused with the place of what does not fit", () => {
    const cases: readonly (readonly [object, string])[] = [
      [{ arguments: {} }, "0/arguments/a is required"],
      [{ arguments: undefined }, "0/arguments/a is required"],
      [{ arguments: { a: "long" } }, "0/arguments/a must not have more than 3 characters"],
      [{ arguments: { a: "x", b: "1" } }, "0/arguments/b must be bigint (int64)"],
      [{ arguments: { a: "x", more: "1" } }, "0/arguments/more must be number"],
      [{ arguments: { a: "x", toString: 1 } }, "0/arguments/toString the method has no such argument"],
      [
        { arguments: { a: "x", b: 1, old: true } },
        "0/arguments/old the method has it up to version 1.0 only",
      ],
      [{ result: { n: "1" } }, "0/result/n must be bigint (int64)"],
      [{ result: null }, "0/result must be object"],
      [{ result: undefined, error: { name: "E" } }, "0/error/kwargs must have required property 's'"],
      [{ result: undefined, error: { name: "E", kwargs: { s: "1" } } }, "0/error/kwargs/s must be integer"],
    ];
    for (const [example, expected] of cases) assert.deepEqual(misfits(example), [expected]);
  });

  it("keeps the definition from being generated", async () => {
    enterProject({ "a.json": withExamples([{ ...GOOD, result: {} }]) });
    const { errors, exitCode } = await oslogen("generate", "a.json");
    assert.equal(exitCode, 1);
    assert.match(errors.join(), /a\.json#\/methods\/m\/examples\/0\/result/);
  });

  it("is refused by lint, too, where programs have other types that ask more of it", async () => {
    const schema = { type: "string", contentEncoding: "base64" };
    const example = { name: "one", arguments: { a: "AB==" }, result: "AA==" };
    const definition = {
      ...SMALLEST,
      description: "d",
      methods: {
        m: {
          description: "d",
          params: [{ name: "a", schema, description: "d" }],
          result: schema,
          examples: [example],
        },
      },
      notifications: { n: { description: "d", payload: schema, examples: [{ name: "one", payload: "?" }] } },
    };
    enterProject({ "schemas/a.json": definition });
    assert.equal((await oslogen("lint")).exitCode, 0);
    enterProject({
      "schemas/a.json": definition,
      "oslo-gen.config.json": { types: { octets: "Uint8Array" } },
    });
    assert.equal((await oslogen("lint")).exitCode, 1);
    const found = lintFile(
      "schemas/a.json",
      {},
      { settings: { ...defaultSettings(), types: { ...DEFAULT_TYPES, octets: "Uint8Array" } } },
    );
    assert.deepEqual(
      found.map(({ pointer, rule }) => [pointer, rule]),
      [["/methods/m/examples/0", "example-misfit"]],
    );
    assert.match(found[0]?.message ?? "", /must be encoded as base64/);
    assert.equal((await oslogen("generate")).exitCode, 1);
  });

  it("of a notification is a payload that fits", () => {
    const notification = { payload: { type: "integer" }, examples: [{ name: "p", payload: "1" }] };
    enterProject({ "a.json": { ...withExamples([GOOD]), notifications: { "a.b": notification } } });
    const found = lintFile("a.json", {}).filter(({ severity }) => severity === "error");
    assert.deepEqual(
      found.map(({ pointer }) => pointer),
      ["/notifications/a.b/examples/0/payload"],
    );
  });
});

describe("the shape of an example", () => {
  it("is one name, and an answer as the method gives one", () => {
    const cases: readonly (readonly [object, object, string])[] = [
      [{ name: undefined }, {}, ' needs the key "name"'],
      [{ name: "two\nlines" }, {}, "/name must be one line of text"],
      [{ name: " " }, {}, "/name must be one line of text"],
      [{ argument: {} }, {}, '/argument is no known key; did you mean "arguments"?'],
      [{ arguments: [] }, {}, "/arguments must be an object"],
      [{ result: undefined }, {}, ' must have a "result", or an "error" of the method'],
      [{ error: { name: "E" } }, {}, '/result does not go with "error"'],
      [{ result: undefined, error: { name: "F" } }, {}, "/error/name is no error of the method"],
      [
        {},
        { kind: "cast", result: undefined, errors: undefined },
        "/result does not go with a cast: nothing comes back",
      ],
    ];
    for (const [example, members, expected] of cases) {
      const found = mistakes(withExamples([{ ...GOOD, ...example }], members));
      assert.ok(
        found.some((line) => line.startsWith(`s.json /methods/m/examples/0${expected}`)),
        `${expected}: ${found.join("; ")}`,
      );
    }
    assert.deepEqual(mistakes(withExamples([GOOD, GOOD])), [
      "s.json /methods/m/examples/1/name is the name of two examples",
    ]);
  });

  it("is in the model, with what was left out", () => {
    const [method] = load(withExamples([GOOD, { name: "none", error: { name: "E" } }])).methods;
    assert.deepEqual(method?.examples, [GOOD, { name: "none", arguments: {}, error: { name: "E" } }]);
  });
});
