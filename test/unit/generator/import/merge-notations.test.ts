import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { describe, it } from "node:test";
import { parseYaml } from "../../../../src/definition/parse-yaml.js";
import { oslogen } from "../oslogen.js";
import { enterProject } from "../project.js";

const MANAGER = `import oslo_messaging
from depot import exception

class StockManager:
    """Looks after the stock."""

    target = oslo_messaging.Target(topic="stock", version="1.2")

    def drop(self, context): pass

    def get(self, context, key: str, depth: int = 3, urgent=False) -> dict:
        """Gets a part."""
        return {}

    @oslo_messaging.expected_exceptions(exception.Missing)
    def find(self, context, part: "Part", owner=None):
        """Finds a part."""
        return part

class Part(TypedDict):
    name: str
`;

/** Merges the manager into a definition in a file of that name. */
async function merge(file: string, definition: string) {
  enterProject({ "stock.py": MANAGER, [file]: definition });
  const { lines, errors, exitCode } = await oslogen("import", "stock.py", "--merge", file);
  return { text: readFileSync(file, "utf8"), lines, errors, exitCode };
}

describe("oslo-gen import --merge into a definition with comments", () => {
  it("keeps comments and commas of JSON with comments", async () => {
    const { text, errors } = await merge(
      "mine.jsonc",
      `{
  // mine, "really": {
  "service": "Mine", "topic": "stock", "version": "1.2", /* words */
  "description": "Mine.",
  "methods": {
    "drop": {}, // as it was
    "get": {
      "description": "Gets.",
      "params": [
        { "name": "key", "schema": {}, "x-import": "open" }, // the key
        { "name": "depth", "schema": { "type": "integer", "default": 3 }, "required": false },
      ],
      "result": { "type": "object" },
    },
    "find": { "description": "Finds.", "result": {}, "params": [{ "name": "part", "schema": {} }, { "name": "owner", "schema": {}, "required": false }] },
  },
}
`,
    );
    assert.deepEqual(errors, []);
    assert.equal(
      text,
      `{
  // mine, "really": {
  "service": "Mine", "topic": "stock", "version": "1.2", /* words */
  "description": "Mine.",
  "methods": {
    "drop": {}, // as it was
    "get": {
      "description": "Gets.",
      "params": [
        { "name": "key", "schema": {
          "type": "string"
        } }, // the key
        { "name": "depth", "schema": { "type": "integer", "default": 3 }, "required": false },
        {
          "name": "urgent",
          "schema": {
            "type": [
              "boolean",
              "null"
            ],
            "default": false
          },
          "required": false
        },
      ],
      "result": { "type": "object" },
    },
    "find": { "description": "Finds.", "result": {}, "params": [{ "name": "part", "schema": {} }, { "name": "owner", "schema": {}, "required": false }] },
  },
}
`,
    );
  });

  it("keeps every word of YAML, and adds in the style of what is around it", async () => {
    const { text, lines, errors } = await merge(
      "mine.yaml",
      `# mine
service: Mine   # a name
topic: stock
version: '1.0' # soon more
methods:
  get:
    params:
      # the key
      - name: key
        x-import: open
        schema: {}   # any
      - { name: depth, schema: { type: integer, default: 3 }, required: false }
    result: # what comes back
      type: object
  # not yet
  find: { params: [ { name: part, x-import: open, schema: {} } ], result: {} }   # last
# the end
`,
    );
    assert.deepEqual(errors, []);
    assert.equal(
      text,
      `# mine
service: Mine   # a name
topic: stock
version: "1.2" # soon more
methods:
  get:
    params:
      # the key
      - name: key
        schema: {"type":"string"}   # any
      - { name: depth, schema: { type: integer, default: 3 }, required: false }
      - name: urgent
        schema:
          type:
            - boolean
            - "null"
          default: false
        required: false
    result: # what comes back
      type: object
    description: Gets a part.
  # not yet
  find: { params: [ { name: part, schema: {"$ref":"#/$defs/Part"} }, {"name":"owner","schema":{"default":null},"required":false,"x-import":"the source does not say the type"} ], result: {}, "description": "Finds a part." }   # last
  drop:
    result: {}
    x-import: the source does not say the type of the result
description: Looks after the stock.
$defs:
  Part:
    type: object
    properties:
      name:
        type: string
    required:
      - name
# the end
`,
    );
    assert.ok(lines.includes("  added: version 1.2 instead of 1.0"));
  });

  it("has nothing to add the second time", async () => {
    const first = await merge(
      "mine.yml",
      "service: Mine\ntopic: stock\nversion: '1.2'\nmethods:\n  drop: {}",
    );
    assert.deepEqual(first.errors, []);
    const second = await merge("mine.yml", first.text);
    assert.equal(second.text, first.text);
  });

  it("fills brackets that were empty, and keeps the line ends of the file", async () => {
    const { text, errors } = await merge(
      "mine.yaml",
      'service: Mine\r\ntopic: stock\r\nversion: "1.2"\r\nmethods: { }\r\n',
    );
    assert.deepEqual(errors, []);
    assert.ok(!/[^\r]\n/.test(text));
    const { methods } = parseYaml(text) as { methods: object };
    assert.deepEqual(Object.keys(methods), ["drop", "get", "find"]);
  });

  it("touches no YAML that means one thing in several places", async () => {
    const definition = `service: Mine
topic: stock
version: '1.2'
methods:
  get: &it
    params: [{ name: key, schema: {}, x-import: open }]
    result: { type: object }
  find: *it
`;
    const { text, errors, exitCode } = await merge("mine.yaml", definition);
    assert.deepEqual([text, exitCode], [definition, 1]);
    assert.match(errors[0] ?? "", /mine\.yaml: the YAML cannot be added to as it stands; write aliases out/);
  });
});

describe("oslo-gen import --out", () => {
  it("writes YAML where the name of the file says so, and no folder of that name", async () => {
    enterProject({ "stock.py": MANAGER });
    const { exitCode } = await oslogen("import", "stock.py", "--out", "schemas/stock.yaml");
    assert.equal(exitCode, 0);
    assert.ok(statSync("schemas/stock.yaml").isFile() && !existsSync("schemas/stock.yaml/stock.json"));
    const { service, methods } = parseYaml(readFileSync("schemas/stock.yaml", "utf8")) as {
      service: string;
      methods: object;
    };
    assert.deepEqual([service, Object.keys(methods)], ["Stock", ["drop", "get", "find"]]);
    assert.equal((await oslogen("lint", "schemas/stock.yaml")).exitCode, 0);
  });
});
