import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { withoutComments } from "../../../src/definition/comments.js";
import { loadService } from "../../../src/definition/load-service.js";
import { DefinitionError } from "../../../src/errors/setup-errors.js";
import { written } from "./definition-file.js";

const JSON_TEXT = `{
  "service": "My.Service", "topic": "t//no-comment", "version": "1.10",
  "methods": { "m": { "params": [{ "name": "a", "schema": { "const": 1180591620717411303424 } }] } },
  "$defs": { "A": { "enum": ["/* none */", 1, 0.5, true, null] }, "B": { "maxLength": 3 } }
}`;
const JSONC_TEXT = `// A definition.
{
  "service": "My.Service", /* as "it" is called */ "topic": "t//no-comment",
  "version": "1.10", // "quoted"
  "methods": { "m": { "params": [{ "name": "a", "schema": { "const": 1180591620717411303424, } },] } },
  "$defs": { "A": { "enum": ["/* none */", 1, 0.5, true, null] }, "B": { "maxLength": 3 }, /* last */ },
}`;
const YAML_TEXT = `# A definition.
service: My.Service
topic: t//no-comment
version: "1.10"
methods:
  m:
    params:
      - name: a
        schema: { const: 1180591620717411303424 }
$defs:
  A:
    enum: ["/* none */", 1, 0.5, true, null]
  B:
    maxLength: 3
`;

function mistakes(name: string, text: string): readonly string[] {
  try {
    loadService(written({ [name]: text }));
    return [];
  } catch (error) {
    assert.ok(error instanceof DefinitionError);
    return error.problems.map(({ pointer, message }) => `${pointer} ${message}`.trim());
  }
}

describe("a definition", () => {
  it("is the same in JSON, in JSON with comments and in YAML", () => {
    const { file: _, ...model } = loadService(written({ "a.json": JSON_TEXT }));
    for (const [name, text] of [
      ["a.jsonc", JSONC_TEXT],
      ["a.yaml", YAML_TEXT],
      ["a.yml", YAML_TEXT],
      ["b.yaml", JSON_TEXT],
    ] as const) {
      const { file: _file, ...other } = loadService(written({ [name]: text }));
      assert.deepEqual(other, model, name);
    }
  });

  it("says in each of them where it is wrong", () => {
    const version = 'must be a version MAJOR.MINOR, such as "1.0"';
    assert.deepEqual(mistakes("a.yaml", YAML_TEXT.replace('"1.10"', "1.10")), ["/version must be a string"]);
    assert.deepEqual(mistakes("a.jsonc", JSONC_TEXT.replace('"1.10"', '"x"')), [`/version ${version}`]);
    assert.match(
      mistakes("a.json", JSONC_TEXT)[0] ?? "",
      /^is not JSON: .* at 1:1; comments are for files that end in \.jsonc$/,
    );
    assert.match(mistakes("a.yaml", "service: [")[0] ?? "", /^is not YAML: .* at line 1, column 11$/);
    assert.match(
      mistakes("a.yaml", `${YAML_TEXT}topic: u\n`)[0] ?? "",
      /^is not YAML: Map keys must be unique at line/,
    );
    assert.match(mistakes("a.jsonc", JSONC_TEXT.replace('"B"', '"A"')).join(), /\/\$defs\/A stands twice/);
    assert.match(mistakes("a.yaml", "a: !thing 1\n")[0] ?? "", /^is not YAML: Unresolved tag/);
    assert.match(
      mistakes("a.yaml", `${YAML_TEXT}---\n${YAML_TEXT}`)[0] ?? "",
      /^is not YAML: .*multiple documents/,
    );
    assert.match(mistakes("a.yaml", YAML_TEXT.replace("0.5", ".inf")).join(), /must be a finite number/);
  });

  it("in YAML may name a part and use it again, but not inside itself nor without end", () => {
    const aliased = YAML_TEXT.replace("B:\n    maxLength", "B: &b\n    maxLength").concat("  C: *b\n");
    const { $defs } = loadService(written({ "a.yaml": aliased }));
    assert.deepEqual($defs.map(({ name, schema }) => [name, schema]).at(-1), ["C", { maxLength: 3 }]);
    assert.match(
      mistakes("a.yaml", "service: &a [*a]\n")[0] ?? "",
      /^is not YAML: an alias stands inside what it names/,
    );
    const bomb = [
      "a: &a [x, x]",
      ...[..."bcdefghijk"].map((name, at) => `${name}: &${name} [${`*${"abcdefghijk"[at]}, `.repeat(9)}]`),
    ];
    assert.match(mistakes("a.yaml", `${bomb.join("\n")}\n`)[0] ?? "", /^is not YAML: Excessive alias count/);
    assert.match(
      mistakes("a.yaml", `a: ${"[".repeat(600)}${"]".repeat(600)}\n`)[0] ?? "",
      /^is not YAML: .*512 levels/,
    );
  });

  it("in YAML has no member that becomes a prototype", () => {
    assert.match(mistakes("a.yaml", `${YAML_TEXT}__proto__: { topic: u }\n`).join(), /__proto__/);
  });
});

describe("comments", () => {
  it("are blanks, so that places stay", () => {
    assert.equal(
      withoutComments('{"a//b": 1, // c\n "d": /* e\n f */ [2,], }'),
      '{"a//b": 1,     \n "d":     \n      [2 ]  }',
    );
    assert.equal(withoutComments('"unfinished // text'), '"unfinished // text');
  });
});
