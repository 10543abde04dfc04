import assert from "node:assert/strict";
import { lstatSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { describe, it } from "node:test";
import { oslogen } from "../oslogen.js";
import { enterProject } from "../project.js";

const MANAGER = `import oslo_messaging
from depot import exception

class StockManager:
    """Looks after the stock."""

    target = oslo_messaging.Target(topic="stock", version="1.2")

    def get(self, context, key: str, depth: int = 3, urgent=False) -> dict:
        """Gets a part."""
        return {}

    @oslo_messaging.expected_exceptions(exception.Missing)
    def find(self, context, part: "Part", owner=None):
        """Finds a part."""
        return part

    def drop(self, context): pass

class Part(TypedDict):
    name: str
`;
const MINE = `{
    "service": "Mine", "topic": "elsewhere",
    "version": "1.0",
    "x-mine": [1.0,  2e3],
    "methods": {
        "get": { "description": "My own words.", "params": [ {"name": "key", "schema": {}, "x-import": "open"}, { "name": "depth", "schema": { "type": "integer", "default": 5 }, "required": false } ] },
        "gone": {}
    }
}
`;

/** Merges the manager into a definition. */
async function merge(definition: string, manager = MANAGER) {
  enterProject({ "stock.py": manager, "schemas/mine.json": definition });
  const outcome = await oslogen("import", "stock.py", "--merge", "schemas/mine.json");
  assert.deepEqual(outcome.errors, []);
  return { text: readFileSync("schemas/mine.json", "utf8"), lines: outcome.lines };
}

/** True when all characters of the one are in the other, in their order. */
function isKept(old: string, text: string): boolean {
  let at = 0;
  for (const each of text) if (each === old[at]) at += 1;
  return at === old.length;
}

describe("oslo-gen import --merge", () => {
  it("adds what is missing, says what differs, and keeps every character of a person's", async () => {
    const { text, lines } = await merge(MINE);
    const ours = MINE.replace('"schema": {}, "x-import": "open"', '"schema": {}').replace(
      '"version": "1.0"',
      '"version": "1."',
    );
    assert.ok(isKept(ours, text), text);
    const merged = JSON.parse(text);
    assert.deepEqual(merged.methods.get, {
      description: "My own words.",
      params: [
        { name: "key", schema: { type: "string" } },
        { name: "depth", schema: { type: "integer", default: 5 }, required: false },
        { name: "urgent", schema: { type: ["boolean", "null"], default: false }, required: false },
      ],
    });
    assert.deepEqual(Object.keys(merged.methods), ["get", "gone", "find", "drop"]);
    assert.deepEqual([merged.service, merged.topic, merged.version], ["Mine", "elsewhere", "1.2"]);
    assert.deepEqual(merged.errors, { Missing: { module: "depot.exception" } });
    assert.deepEqual(Object.keys(merged.$defs), ["Part"]);
    const said = (head: string) =>
      lines.filter((line) => line.startsWith(head)).map((line) => line.slice(head.length));
    assert.deepEqual(said("  kept: "), [
      "topic is elsewhere, and stock in the sources",
      "get has no result, and may have one in the sources",
      "get(depth) has another default in the sources: 3",
      "gone is no method of the sources",
    ]);
    assert.deepEqual(said("  added: "), [
      "description",
      "version 1.2 instead of 1.0",
      "methods/get/params/key/schema",
      "methods/get/params/urgent",
      "methods/find",
      "methods/drop",
      "errors/Missing",
      "$defs/Part",
    ]);
    assert.equal((await oslogen("generate")).exitCode, 0);
  });

  it("touches nothing when nothing is missing", async () => {
    const { text } = await merge(MINE);
    const again = await merge(text);
    assert.equal(again.text, text);
    assert.equal(again.lines[0], "schemas/mine.json lacks nothing");
  });

  it("writes to what a link leads to", async () => {
    enterProject({ "stock.py": MANAGER, "shared/mine.json": MINE, schemas: {} });
    rmSync("schemas");
    symlinkSync("shared", "schemas");
    symlinkSync("mine.json", "shared/link.json");
    const { errors } = await oslogen("import", "stock.py", "--merge", "schemas/link.json");
    assert.deepEqual(errors, []);
    assert.ok(lstatSync("shared/link.json").isSymbolicLink());
    assert.match(readFileSync("shared/mine.json", "utf8"), /"find"/);
  });

  it("goes with any way to write JSON", async () => {
    const compact = JSON.stringify(JSON.parse(MINE));
    const tabs = JSON.stringify(JSON.parse(MINE), null, "\t").replaceAll("\n", "\r\n");
    const [one, other] = [await merge(compact), await merge(tabs)];
    assert.deepEqual(JSON.parse(one.text), JSON.parse(other.text));
    assert.ok(!one.text.includes("\n"));
    assert.ok(!/[^\r]\n/.test(other.text) && !/\n {2}/.test(other.text));
    const { text } = await merge('{"service":"S","topic":"t","version":"1.2","methods":{}}');
    assert.deepEqual(Object.keys(JSON.parse(text).methods), ["get", "find", "drop"]);
  });

  it("puts a parameter that must be there before those that need not", async () => {
    const definition = MINE.replace('{"name": "key", "schema": {}, "x-import": "open"}, ', "");
    const { text } = await merge(definition);
    assert.deepEqual(
      JSON.parse(text).methods.get.params.map(({ name }: { name: string }) => name),
      ["key", "depth", "urgent"],
    );
  });

  it("takes a parameter with an until for optional, as the definition does", async () => {
    const depth = '"schema": { "type": "integer", "default": 5 }, "required": false';
    assert.ok(MINE.includes(depth));
    const ended = depth.replace('"required": false', '"until": "1.0"');
    const definition = MINE.replace(depth, ended)
      .replace('"version": "1.0"', '"version": "1.1"')
      .replace('{"name": "key", "schema": {}, "x-import": "open"}, ', "");
    const { text, lines } = await merge(definition);
    assert.deepEqual(
      JSON.parse(text).methods.get.params.map(({ name }: { name: string }) => name),
      ["key", "depth", "urgent"],
    );
    assert.equal((await oslogen("generate")).exitCode, 0);
    assert.ok(!lines.some((line) => line.startsWith("  kept: get(depth) is ")), lines.join("\n"));
  });

  it("gives nothing a since behind an end of it", async () => {
    const params = (...of: object[]) =>
      JSON.stringify({ ...JSON.parse(MINE), version: "1.2", methods: { get: { params: of } } });
    const key = { name: "key", schema: { type: "string" } };
    const since = (what: string) => MANAGER.replace("def get", `# 1.2 ${what}\n    def get`);
    const said = async (definition: string, manager: string) => {
      const { text, lines } = await merge(definition, manager);
      assert.equal((await oslogen("generate")).exitCode, 0);
      const { get } = JSON.parse(text).methods;
      assert.deepEqual([get.since, get.params[1].since], [undefined, undefined]);
      return lines.filter((line) => line.includes("since"));
    };
    const depth = { name: "depth", schema: { type: "integer", default: 3 }, required: false };
    for (const ending of [{ until: "1.1" }, { earlier: [{ until: "1.1", schema: { type: "string" } }] }]) {
      const definition = params(key, { ...depth, ...ending });
      assert.deepEqual(await said(definition, since("Added depth to get()")), [
        "  kept: get(depth) has an end before 1.2, and is there since then in the sources",
      ]);
      assert.deepEqual(await said(definition, since("Added get")), [
        "  kept: get has an end before 1.2, and is there since then in the sources",
      ]);
    }
  });

  it("leaves out versions of another major one", async () => {
    const { text, lines } = await merge(
      MINE.replace('"1.0"', '"3.0"'),
      MANAGER.replace("def drop", "# 1.2 Added drop\n    def drop"),
    );
    assert.equal(JSON.parse(text).methods.drop.since, undefined);
    assert.ok(lines.includes("  kept: version is 3.0, and 1.2 in the sources"));
  });

  it("needs a definition that is right", async () => {
    enterProject({ "stock.py": MANAGER, "schemas/mine.json": "{}" });
    assert.equal((await oslogen("import", "stock.py", "--merge", "schemas/mine.json")).exitCode, 1);
    assert.equal((await oslogen("import", "stock.py", "--merge")).exitCode, 2);
    assert.equal((await oslogen("import", "--merge", "stock.py", "--out", "schemas/new.json")).exitCode, 0);
    assert.equal((await oslogen("import", "stock.py", "--merge", "schemas/new.json", "--force")).exitCode, 2);
    assert.equal((await oslogen("import")).exitCode, 2);
  });
});
