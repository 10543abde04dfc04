import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { CHECKED_FORMATS } from "../../../src/definition/formats.js";
import { metaschema } from "../../../src/definition/metaschema.js";
import { checkAgainstMetaschema } from "../../../src/definition/metaschema-check.js";
import { FIXTURES } from "../generator/fixtures.js";
import { SMALLEST } from "./definition-file.js";

const ajv = new Ajv2020({ strict: true, strictTypes: false, allowUnionTypes: true, allErrors: true });
ajv.addKeyword("patternErrorMessage");
const validate = ajv.compile(metaschema());

function isAccepted(document: unknown): boolean {
  let accepted = true;
  checkAgainstMetaschema(document, "", "", () => {
    accepted = false;
  });
  return accepted;
}

/** The document and copies of it in which one value is another. */
function* variants(value: unknown): Generator<unknown> {
  yield value;
  yield* [null, true, 0, -1, 1.5, "", "x", "1.0", [], [1], ["a", "a"], {}, { a: 1 }, { type: "strin" }];
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      for (const other of variants(item)) yield value.with(index, other);
  } else if (typeof value === "object" && value !== null) {
    yield { ...value, unknown: 1 };
    for (const [name, member] of Object.entries(value)) {
      const { [name]: _, ...others } = value as Record<string, unknown>;
      yield others;
      for (const other of variants(member)) yield { ...value, [name]: other };
    }
  }
}

const EVERYTHING = {
  ...SMALLEST,
  description: "d",
  exchange: "e",
  namespace: "n",
  methods: {
    m: {
      description: "d",
      kind: "call",
      params: [{ name: "p", schema: {}, required: true, since: "1.0", deprecated: true, description: "d" }],
      result: { type: ["string", "null"], enum: ["a"], anyOf: [{ pattern: "x", minLength: 1 }], items: true },
      errors: ["E"],
      timeout: 1,
      callMonitorTimeout: 0.5,
      deprecated: false,
      since: "1.0",
    },
  },
  errors: {
    E: { module: "a.b", description: "d", kwargs: { required: ["a"], dependentRequired: { a: ["b"] } } },
  },
  notifications: {
    n: { priority: ["info"], payload: { prefixItems: [{}], multipleOf: 2 }, deprecated: true },
  },
  $defs: { D: { properties: { a: { format: "uuid" } }, if: {}, else: false, uniqueItems: true } },
};

describe("the metaschema", () => {
  it("accepts every definition of this repository", () => {
    for (const file of FIXTURES) {
      const document: unknown = JSON.parse(readFileSync(file, "utf8"));
      assert.ok(validate(document), JSON.stringify(validate.errors));
      assert.ok(isAccepted(document), file);
    }
  });

  it("is checked as another validator checks it", () => {
    let count = 0;
    for (const document of variants(EVERYTHING)) {
      count += 1;
      assert.equal(isAccepted(document), validate(document), JSON.stringify(document));
    }
    assert.ok(count > 500);
  });

  it("says something of every key, for editors to show", () => {
    for (const part of ["method", "param", "error", "notification"]) {
      const { properties } =
        (metaschema().$defs as Record<string, { properties: Record<string, unknown> }>)[part] ?? {};
      for (const [name, schema] of Object.entries(properties ?? {})) {
        const text = JSON.stringify(schema);
        assert.match(text, /"description":|#\/\$defs\/(description|deprecated)/, `${part}.${name}`);
      }
    }
  });

  it("has each format that is checked as an example", () => {
    const { schema } = metaschema().$defs as Record<
      string,
      { properties: { format: { examples: string[] } } }
    >;
    assert.deepEqual(schema?.properties.format.examples, [...CHECKED_FORMATS]);
  });

  it("tells the naming rules", () => {
    const text = String(metaschema().description);
    for (const word of "prepare invoke named descriptor canSendVersion constructor toString then close ctx".split(
      " ",
    )) {
      assert.match(text, new RegExp(`\\b${word}\\b`));
    }
  });
});
