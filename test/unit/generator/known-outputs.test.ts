import assert from "node:assert/strict";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { describe, it } from "node:test";
import { type GenerateOptions, generateInto } from "../../../generator/commands/generate.js";
import { readConfig } from "../../../generator/config.js";
import { KnownOutputs, type Wanted } from "../../../generator/manifest/known-outputs.js";
import { CommandFailure } from "../../../src/terminal/command-failure.js";
import { enterProject, SMALLEST } from "./project.js";

const VERSION = "1";
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

function keep(version: string | undefined = VERSION): void {
  const known = new KnownOutputs("", version);
  keepWith(known);
  known.save();
}

function keepWith(known: KnownOutputs, wanted: Partial<Wanted> = {}): void {
  const inputs = ["schemas/a.json", "schemas/common.json"].map((path) => [path, readFileSync(path)] as const);
  known.keep({ ...WANTED, ...wanted }, OUTPUT, new Map(inputs));
}

const find = (wanted: Partial<Wanted> = {}, version = VERSION) =>
  new KnownOutputs("", version).find({ ...WANTED, ...wanted });

/** The places that the cache has. */
const places = () => Object.keys(JSON.parse(readFileSync(CACHE, "utf8")) as object).sort();

function copyTo(out: string): void {
  mkdirSync(`${out}/a`, { recursive: true });
  writeFileSync(`${out}/a/client.ts`, "code\n");
}

describe("what was generated before", () => {
  it("is known while nothing changed", () => {
    enterGenerated();
    assert.deepEqual(find(), OUTPUT);
    // Version control may change line ends.
    writeFileSync("generated/a/client.ts", "code\r\n");
    assert.deepEqual(find(), OUTPUT);
  });

  it("is not known when a link leads to another file of the same content, as refs go from there", () => {
    enterGenerated();
    for (const folder of ["one", "two"]) {
      mkdirSync(folder);
      writeFileSync(`${folder}/a.json`, "a");
    }
    const linkTo = (path: string) => {
      rmSync("schemas/a.json");
      symlinkSync(path, "schemas/a.json");
    };
    linkTo("../one/a.json");
    keep();
    assert.deepEqual(find(), OUTPUT);
    linkTo("../two/a.json");
    assert.equal(find(), undefined);
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
    assert.equal(find({}, "2"), undefined);
  });

  it("is not remembered where nothing is installed, and where it runs from its sources", () => {
    enterGenerated();
    rmSync("node_modules", { recursive: true });
    keep();
    assert.ok(!existsSync("node_modules"));
    mkdirSync("node_modules");
    const ofSources = new KnownOutputs("", undefined);
    keepWith(ofSources);
    ofSources.save();
    assert.ok(!existsSync(CACHE));
  });

  it("is remembered where the workspace or the repository has its packages, and nowhere around that", () => {
    for (const [top, content] of [
      [".git/HEAD", ""],
      [".git", "gitdir: elsewhere"],
      ["pnpm-workspace.yaml", ""],
      ["package.json", { workspaces: ["packages/*"] }],
      ["package.json", { workspaces: { packages: ["packages/*"] } }],
    ] as const) {
      enterProject({
        "node_modules/x.js": "",
        [`all/${top}`]: content,
        "all/packages/p/package.json": {},
        "all/packages/p/schemas/a.json": "a",
        "all/packages/p/schemas/common.json": "common",
        "all/packages/p/generated/a/client.ts": "code\n",
      });
      process.chdir("all/packages/p");
      keep();
      assert.equal(find(), undefined, top);
      mkdirSync("../../node_modules");
      keep();
      assert.deepEqual(find(), OUTPUT, top);
      assert.ok(existsSync(`../../${CACHE}`));
      assert.ok(!existsSync(`../../../${CACHE}`));
    }
  });

  it("is not remembered in the packages of a folder around a project that is no part of anything", () => {
    enterProject({ "node_modules/x.js": "", "p/schemas/a.json": "a", "p/schemas/common.json": "common" });
    process.chdir("p");
    copyTo("generated");
    keep();
    assert.equal(find(), undefined);
    assert.ok(!existsSync(`../${CACHE}`));
  });

  it("is forgotten with its folder", () => {
    enterGenerated();
    const known = new KnownOutputs("", VERSION);
    for (const out of ["once", "kept"]) {
      copyTo(out);
      keepWith(known, { out });
    }
    known.save();
    assert.deepEqual(places(), ["generated/a", "kept/a", "once/a"]);
    rmSync("once", { recursive: true });
    keep();
    assert.deepEqual(places(), ["generated/a", "kept/a"]);
  });

  it("is known of both of two runs at once, whichever ends last", () => {
    enterGenerated();
    const [one, other] = [new KnownOutputs("", VERSION), new KnownOutputs("", VERSION)];
    copyTo("one");
    copyTo("other");
    keepWith(one, { out: "one" });
    keepWith(other, { out: "other" });
    other.save();
    one.save();
    assert.deepEqual(places(), ["generated/a", "one/a", "other/a"]);
  });

  it("is never half written for a run that reads it meanwhile", () => {
    enterGenerated();
    const before = statSync(CACHE).ino;
    const reading = openSync(CACHE, "r");
    keep();
    assert.notEqual(statSync(CACHE).ino, before);
    assert.equal(Object.keys(JSON.parse(readFileSync(reading, "utf8")) as object).length, 1);
    closeSync(reading);
    assert.deepEqual(readdirSync(dirname(CACHE)), ["outputs.json"]);
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

describe("a run of generate", () => {
  it("remembers what it wrote, and nothing when it is to write nothing", async () => {
    enterProject({ "schemas/a.json": SMALLEST });
    mkdirSync("node_modules");
    const config = readConfig();
    const run = (options: GenerateOptions) =>
      generateInto([], options, config, () => {}, [], new KnownOutputs("", VERSION));
    await run({ dryRun: true });
    await assert.rejects(run({ check: true }), CommandFailure);
    assert.deepEqual(readdirSync("node_modules"), []);
    await run({});
    assert.deepEqual(places(), ["generated/a"]);
    rmSync("node_modules/.cache", { recursive: true });
    await run({ check: true });
    await run({ dryRun: true });
    assert.deepEqual(readdirSync("node_modules"), []);
  });

  it("remembers nothing when something is in its way", async () => {
    enterProject({ "schemas/a.json": SMALLEST, "generated/a/client.ts": "mine" });
    mkdirSync("node_modules");
    const known = new KnownOutputs("", VERSION);
    await assert.rejects(
      generateInto([], {}, readConfig(), () => {}, [], known),
      CommandFailure,
    );
    assert.deepEqual(readdirSync("node_modules"), []);
  });
});
