import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { parseYaml } from "../../../../src/definition/parse-yaml.js";
import { oslogen } from "../oslogen.js";
import { enterProject } from "../project.js";

const OPEN_RPC = {
  openrpc: "1.2.6",
  info: { title: "Stock", version: "1.0.0" },
  methods: [
    {
      name: "get",
      params: [
        { name: "key", required: true, schema: {}, description: "Which." },
        { name: "one", required: true, schema: {} },
        { name: "two", required: true, schema: {} },
        { name: "opt", schema: {} },
      ],
    },
  ],
};

/** Merges two parameters that are required, and a description of the first that is there. */
async function merge(file: string, head: string, params: string) {
  enterProject({ "stock.json": OPEN_RPC, [file]: head + params });
  const { errors } = await oslogen("import", "stock.json", "--topic", "stock", "--merge", file);
  assert.deepEqual(errors, []);
  const text = readFileSync(file, "utf8");
  assert.ok(text.startsWith(head));
  return text.slice(head.length);
}

const YAML = `service: Stock
topic: stock
version: "1.0"
methods:
  get:
    params:
`;
const JSONC = `{
  "service": "Stock", "topic": "stock", "version": "1.0",
  "methods": { "get": { "params": [
`;

describe("oslo-gen import --merge of a parameter before one with a comment", () => {
  it("puts it above the lines that are about the other in YAML", async () => {
    assert.equal(
      await merge(
        "mine.yaml",
        YAML,
        `      # about key
      - name: key # the key
        schema: {}
        # more about key
      # about opt

      # about opt
      #   in two lines
      - name: opt
        schema: {}
        required: false
`,
      ),
      `      # about key
      - name: key # the key
        schema: {}
        description: Which.
        # more about key
      # about opt

      - name: one
        schema: {}
      - name: two
        schema: {}
      # about opt
      #   in two lines
      - name: opt
        schema: {}
        required: false
`,
    );
  });

  it("leaves apart what ends a parameter and what is about the next", async () => {
    assert.equal(
      await merge(
        "mine.yaml",
        YAML,
        `    - name: key
      schema: {}
    # about opt
    - name: opt
      schema: {}
      required: false
`,
      ),
      `    - name: key
      schema: {}
      description: Which.
    - name: one
      schema: {}
    - name: two
      schema: {}
    # about opt
    - name: opt
      schema: {}
      required: false
`,
    );
  });

  it("puts it above them in brackets of YAML", async () => {
    assert.equal(
      await merge(
        "mine.yaml",
        YAML.replace(/\n$/, " [\n"),
        `      { name: key, schema: {}, description: "Which
      # no comment" },
      # about opt
      { name: opt, schema: {}, required: false } ]
`,
      ),
      `      { name: key, schema: {}, description: "Which
      # no comment" },
      {"name":"one","schema":{}},
      {"name":"two","schema":{}},
      # about opt
      { name: opt, schema: {}, required: false } ]
`,
    );
  });

  it("takes no line of a text for a comment", async () => {
    const text = await merge(
      "mine.yaml",
      YAML.replace(/\n$/, " [\n"),
      `      { name: key, schema: {}, description: "Which
      # no comment
      " }, { name: opt, schema: {}, required: false } ]
`,
    );
    const { methods } = parseYaml(YAML.replace(/\n$/, " [\n") + text) as {
      methods: { get: { params: { name: string }[] } };
    };
    assert.deepEqual(
      methods.get.params.map(({ name }) => name),
      ["key", "one", "two", "opt"],
    );
  });

  it("puts it above them in JSON with comments", async () => {
    assert.equal(
      await merge(
        "mine.jsonc",
        JSONC,
        `    { "name": "key", "schema": {}, "description": "// Which" }, // the key
    // far

    /* about opt

       in a block */
    // and a line
    /* here */ { "name": "opt", "schema": {}, "required": false }
  ] } }
}
`,
      ),
      `    { "name": "key", "schema": {}, "description": "// Which" }, // the key
    // far

    {
      "name": "one",
      "schema": {}
    },
    {
      "name": "two",
      "schema": {}
    },
    /* about opt

       in a block */
    // and a line
    /* here */ { "name": "opt", "schema": {}, "required": false }
  ] } }
}
`,
    );
  });

  it("leaves a comment behind a parameter where it is", async () => {
    const text = await merge(
      "mine.jsonc",
      JSONC,
      `    { "name": "key", "schema": {}, "description": "Which" }, /* the key */
    { "name": "opt", "schema": {}, "required": false }
  ] } }
}
`,
    );
    assert.match(text, /"Which" \}, \/\* the key \*\/\n {4}\{\n {6}"name": "one"/);
  });
});
