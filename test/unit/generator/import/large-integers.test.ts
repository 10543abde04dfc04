import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { parseYaml } from "../../../../src/definition/parse-yaml.js";
import { parseJson } from "../../../../src/json/json.js";
import { memberOf } from "../../../../src/json/json-object.js";
import { oslogen } from "../oslogen.js";
import { enterProject } from "../project.js";

const LARGEST = 2n ** 63n - 1n;
const NUMBER = `{ "type": "integer", "maximum": ${LARGEST}, "default": ${LARGEST} }`;
const OPEN_RPC = `{
  "openrpc": "1.2.6",
  "info": { "title": "Stock", "version": "1.0.0" },
  "methods": [
    { "name": "get", "params": [{ "name": "key", "schema": ${NUMBER} }, { "name": "depth", "schema": ${NUMBER} }] },
    { "name": "put", "params": [{ "name": "key", "schema": ${NUMBER} }], "result": { "name": "r", "schema": { "$ref": "#/components/schemas/A" } } }
  ],
  "components": { "schemas": { "A": { "anyOf": [{ "$ref": "#/components/schemas/B" }, ${NUMBER}] }, "B": ${NUMBER} } }
}`;
const HEAD = '"service": "Stock", "topic": "stock", "version": "1.0", "x-own": 18446744073709551615';
const KEY = '{ "name": "key", "schema": { "maximum": 9223372036854775807 }, "required": false }';

/** The largest numbers of the file, after what the document has was added to it. */
async function merge(file: string, text: string) {
  enterProject({ "stock.json": OPEN_RPC, [file]: text });
  const { errors, lines } = await oslogen("import", "stock.json", "--topic", "stock", "--merge", file);
  assert.deepEqual(errors, []);
  const merged = readFileSync(file, "utf8");
  const definition = file.endsWith("yaml") ? parseYaml(merged) : parseJson(merged);
  assert.equal(memberOf(definition, "x-own"), 2n ** 64n - 1n);
  return { definition, lines, text: merged };
}

describe("oslo-gen import with integers of 64 bits", () => {
  it("writes them as they are", async () => {
    for (const options of [[], ["--json"]]) {
      enterProject({ "stock.json": OPEN_RPC });
      const { errors, lines } = await oslogen("import", "stock.json", "--topic", "stock", ...options);
      assert.deepEqual(errors, []);
      assert.match(lines.join("\n"), /"maximum": 9223372036854775807,\n/);
    }
    for (const file of ["a.json", "a.yaml"]) {
      enterProject({ "stock.json": OPEN_RPC });
      await oslogen("import", "stock.json", "--topic", "stock", "--out", file);
      assert.match(readFileSync(file, "utf8"), /maximum"?: 9223372036854775807/);
    }
    enterProject({
      "schema.json": `{ "$schema": "http://json-schema.org/draft-04/schema#", "maximum": ${LARGEST} }`,
    });
    for (const options of [[], ["--json"]])
      assert.match(
        (await oslogen("import", "schema.json", ...options)).lines.join("\n"),
        /: 9223372036854775807\n/,
      );
  });

  it("merges them into each notation, as what is added and beside it", async () => {
    for (const [file, text] of [
      ["mine.json", `{ ${HEAD}, "methods": { "get": { "params": [${KEY}] } } }`],
      ["mine.json", `{\n  ${HEAD},\n  "methods": {\n    "get": { "params": [${KEY}] }\n  }\n}\n`],
      ["mine.yaml", `{ ${HEAD}, "methods": { "get": { "params": [${KEY}] } } }`],
      [
        "mine.yaml",
        `${HEAD.replaceAll(", ", "\n")}\nmethods:\n  get:\n    params:\n      - name: key\n        required: false\n        schema:\n          maximum: 9223372036854775807\n`,
      ],
    ] as const) {
      const { definition, lines } = await merge(file, text);
      const { get, put } = memberOf(definition, "methods") as Record<
        string,
        { params: { schema: object }[] }
      >;
      const maximums = [...(get?.params ?? []), ...(put?.params ?? [])].map(({ schema }) =>
        memberOf(schema, "maximum"),
      );
      assert.deepEqual(maximums, [LARGEST, LARGEST, LARGEST], text);
      assert.deepEqual(Object.keys(memberOf(definition, "$defs") as object), ["A", "B"]);
      assert.ok(
        lines.some((line) => line.endsWith(`another default in the sources: ${LARGEST}`)),
        lines.join("\n"),
      );
    }
  });

  it("reads those that a Python type consists of", async () => {
    const manager = `import oslo_messaging
from typing import Literal, Union

class StockManager:
    target = oslo_messaging.Target(topic="stock", version="1.0")

    def get(self, context, size: Union[Literal[9223372036854775807], "Part"]) -> None: pass

class Part(TypedDict):
    size: Literal[9223372036854775807]
`;
    enterProject({ "stock.py": manager });
    const { errors, lines } = await oslogen("import", "stock.py");
    assert.deepEqual(errors, []);
    assert.match(lines.join("\n"), /9223372036854775807/);
  });
});
