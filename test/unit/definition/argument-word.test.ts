import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readTypedWord, typedWord } from "../../../src/definition/argument-word.js";
import type { JsonSchema } from "../../../src/definition/descriptor.js";

const definitions = { Name: { type: "string" }, Any: {} };

describe("words of arguments", () => {
  const schemas: readonly JsonSchema[] = [
    {},
    true,
    { type: "string" },
    { type: ["string", "integer"] },
    { type: ["string", "null"] },
    { anyOf: [{ $ref: "#/$defs/Name" }, { type: "object" }] },
    { $ref: "#/$defs/Name" },
    { $ref: "#/$defs/Any" },
  ];
  const texts = [
    "",
    "a b",
    "5",
    "1.50",
    "null",
    "true",
    '"x"',
    "[1",
    "{}",
    " 5 ",
    "NaN",
    "it's",
    "a=b",
    "-1",
  ];
  for (const schema of schemas) {
    test(`of a text are read as that text by ${JSON.stringify(schema)}`, () => {
      for (const text of texts) {
        const said: string[] = [];
        const word = typedWord(text, schema, definitions);
        assert.equal(
          readTypedWord(word, schema, definitions, (what) => said.push(what)),
          text,
          word,
        );
        assert.deepEqual(said, []);
      }
    });
  }

  test("of other values are JSON, and a text that is read as itself has no quotes", () => {
    assert.equal(typedWord({ a: [1, null] }, {}), '{"a":[1,null]}');
    assert.equal(typedWord(9007199254740993n, {}), "9007199254740993");
    assert.equal(typedWord("text", {}), "text");
    assert.equal(typedWord("5", { type: "string" }), "5");
    assert.equal(typedWord("5", {}), '"5"');
  });
});
