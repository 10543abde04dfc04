import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { KnownOutputs, type Wanted } from "../../../generator/manifest/known-outputs.js";
import { enterProject } from "./project.js";

const CODE = "file:///dist/chunks/chunk-A1B2C3D4.js";
const CACHE = "node_modules/.cache/oslo-gen/outputs.json";
const WANTED: Wanted = {
  name: "a",
  file: "schemas/a.json",
  out: "generated",
  settings: { importExtension: "js" },
};
const OUTPUT = { name: "a", definition: "schemas/a.json", files: [{ name: "client.ts", text: "code\n" }] };

/** A project in which a service was generated of two files, and is remembered. */
function enterGenerated(): void {
  enterProject({ "schemas/a.json": "a", "schemas/common.json": "common", "generated/a/client.ts": "code\n" });
  mkdirSync("node_modules");
  keep();
}

function keep(code = CODE): void {
  const known = new KnownOutputs("", code);
  const inputs = ["schemas/a.json", "schemas/common.json"].map((path) => [path, readFileSync(path)] as const);
  known.keep(WANTED, OUTPUT, new Map(inputs));
  known.save();
}

const find = (wanted: Partial<Wanted> = {}, code = CODE) =>
  new KnownOutputs("", code).find({ ...WANTED, ...wanted });

describe("what was generated before", () => {
  it("is known while nothing changed", () => {
    enterGenerated();
    assert.deepEqual(find(), OUTPUT);
    // Version control may change line ends.
    writeFileSync("generated/a/client.ts", "code\r\n");
    assert.deepEqual(find(), OUTPUT);
  });

  it("is not known when a file that was read, the code, the settings or the generator is another", () => {
    for (const change of [
      () => writeFileSync("schemas/a.json", "b"),
      () => writeFileSync("schemas/common.json", "b"),
      () => rmSync("schemas/common.json"),
      () => writeFileSync("generated/a/client.ts", "edited\n"),
      () => rmSync("generated/a/client.ts"),
      () => writeFileSync(CACHE, "{"),
      () => writeFileSync(CACHE, '{ "generated/a": 1 }'),
      () => writeFileSync(CACHE, readFileSync(CACHE, "utf8").replace('"client.ts"', '"../../x.ts"')),
    ]) {
      enterGenerated();
      change();
      assert.equal(find(), undefined, String(change));
    }
    enterGenerated();
    assert.equal(find({ settings: { importExtension: "ts" } }), undefined);
    assert.equal(find({ file: "schemas/common.json" }), undefined);
    assert.equal(find({ out: "other" }), undefined);
    assert.equal(find({}, CODE.replace("A1", "Z9")), undefined);
  });

  it("is not remembered where nothing is installed, and where it runs from its sources", () => {
    enterGenerated();
    rmSync("node_modules", { recursive: true });
    keep();
    assert.ok(!existsSync("node_modules"));
    mkdirSync("node_modules");
    keep("file:///generator/commands/generate.ts");
    assert.ok(!existsSync(CACHE));
  });

  it("is forgotten without a word where it cannot be written", () => {
    enterGenerated();
    rmSync("node_modules", { recursive: true });
    mkdirSync("node_modules");
    writeFileSync("node_modules/.cache", "");
    keep();
    assert.equal(find(), undefined);
  });
});
