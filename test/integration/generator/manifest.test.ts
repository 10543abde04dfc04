import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename } from "node:path";
import { describe, it } from "node:test";
import { whileLocked } from "../../../generator/manifest/lock.js";
import { hashOf, readManifest } from "../../../generator/manifest/manifest.js";
import { programWords } from "../../support/node-words.js";
import { oslogen } from "../../unit/generator/oslogen.js";
import { enterProject, SMALLEST, tree } from "../../unit/generator/project.js";

const MANIFEST = "generated/.oslo-gen-manifest.json";
const LOCK = `${MANIFEST}.lock`;
const WITH_ERRORS = { ...SMALLEST, errors: { E: { module: "m" } } };

function change(definition: object): void {
  writeFileSync("schemas/a.json", JSON.stringify(definition));
}

describe("the manifest", () => {
  it("says what was written, so that another run knows it again", async () => {
    enterProject({ "schemas/a.json": WITH_ERRORS, "schemas/b.json": SMALLEST });
    await oslogen();
    const manifest = readManifest("generated", false);
    assert.deepEqual([...manifest.keys()], ["a", "b"]);
    assert.equal(manifest.get("a")?.definition, "../schemas/a.json");
    for (const [file, hashes] of manifest.get("a")?.files ?? []) {
      assert.deepEqual(hashes, [hashOf(readFileSync(`generated/a/${file}`, "utf8"))]);
    }
    change(SMALLEST);
    await oslogen("schemas/a.json");
    assert.ok(!existsSync("generated/a/errors.ts"));
    assert.deepEqual([...readManifest("generated", false).keys()], ["a", "b"]);
  });

  it("keeps a file that was edited from being replaced, unless that is wanted", async () => {
    enterProject({ "schemas/a.json": SMALLEST });
    await oslogen();
    appendFileSync("generated/a/types.ts", "// mine\n");
    appendFileSync("generated/a/index.ts", "// mine\n");
    change({ ...WITH_ERRORS, version: "1.1" });
    const before = tree();
    const { errors, exitCode } = await oslogen();
    assert.deepEqual(
      [errors, exitCode],
      [
        [
          "error: generated/a/types.ts was edited since oslo-gen wrote it; --force replaces it; generated/a/index.ts was edited since oslo-gen wrote it; --force replaces it; nothing was written",
        ],
        1,
      ],
    );
    assert.deepEqual(tree(), before);
    assert.equal((await oslogen("--force")).exitCode, 0);
    assert.doesNotMatch(readFileSync("generated/a/types.ts", "utf8"), /mine/);
    assert.ok(existsSync("generated/a/errors.ts"));
  });

  it("keeps a file that was edited from being removed, and then leaves it to its owner", async () => {
    enterProject({ "schemas/a.json": WITH_ERRORS });
    await oslogen();
    appendFileSync("generated/a/errors.ts", "// mine\n");
    change(SMALLEST);
    const { lines, exitCode } = await oslogen();
    assert.equal(
      lines.at(-1),
      "kept generated/a/errors.ts: it is generated no longer, and somebody edited it",
    );
    assert.equal(exitCode, 0);
    assert.deepEqual((await oslogen()).lines, ["generated/a is up to date"]);
    assert.match(readFileSync("generated/a/errors.ts", "utf8"), /mine/);
    change(WITH_ERRORS);
    assert.match((await oslogen()).errors[0] ?? "", /errors\.ts was edited since/);
  });

  it("lets the code of a definition go when that is gone, and only then", async () => {
    enterProject({ "schemas/a.json": SMALLEST, "other/b.json": SMALLEST });
    await oslogen("schemas/a.json", "other/b.json");
    writeFileSync("generated/b/mine.ts", "");
    assert.deepEqual((await oslogen()).lines, ["generated/a is up to date"]);
    renameSync("schemas/a.json", "schemas/c.json");
    rmSync("other", { recursive: true });
    await oslogen();
    assert.ok(!existsSync("generated/a"));
    assert.ok(existsSync("generated/c/index.ts"));
    assert.deepEqual(
      Object.keys(tree()).filter((path) => path.includes("/b/")),
      ["generated/b/mine.ts"],
    );
  });

  it("takes no notice of line ends, which version control may change", async () => {
    enterProject({ "schemas/a.json": SMALLEST });
    await oslogen();
    const path = "generated/a/client.ts";
    writeFileSync(path, readFileSync(path, "utf8").replaceAll("\n", "\r\n"));
    assert.deepEqual((await oslogen()).lines, ["generated/a is up to date"]);
    change({ ...SMALLEST, methods: { ping: {}, pong: {} } });
    assert.equal((await oslogen()).exitCode, 0);
  });

  it("that is lost or damaged makes nobody's files anybody else's", async () => {
    enterProject({ "schemas/a.json": SMALLEST });
    await oslogen();
    rmSync(MANIFEST);
    assert.deepEqual((await oslogen()).lines, ["generated/a is up to date"]);
    assert.ok(existsSync(MANIFEST));
    rmSync(MANIFEST);
    change({ ...SMALLEST, methods: {} });
    assert.match((await oslogen()).errors[0] ?? "", /was edited since oslo-gen wrote it/);
    for (const damaged of [
      "<<<<<<< HEAD",
      "[]",
      '{"services":{"../victim":{"definition":"x","files":{}}}}',
      `{"services":{"a":{"definition":"x","files":{"../../victim.ts":"${"0".repeat(64)}"}}}}`,
      '{"services":{"a":{"definition":"x","files":{"a.ts":"0"}}}}',
      '{"services":{"a":{"files":{}}}}',
    ]) {
      writeFileSync(MANIFEST, damaged);
      assert.match((await oslogen()).errors[0] ?? "", /manifest\.json is damaged/, damaged);
    }
    assert.equal((await oslogen("--force")).exitCode, 0);
    assert.equal((await oslogen("--check")).exitCode, 0);
    rmSync(MANIFEST);
    mkdirSync(MANIFEST);
    for (const options of [[], ["--force"], ["--check"]]) {
      assert.deepEqual((await oslogen(...options)).errors, [
        `error: ${MANIFEST} is in the way: it is no file; move it away; nothing was written`,
      ]);
    }
  });

  it("removes what a run that was ended left half-written, and leaves that of one that is running", async () => {
    enterProject({ "schemas/a.json": SMALLEST });
    const ended = spawnSync(process.execPath, ["-e", "0"]).pid;
    const partOf = (pid: number) => `generated/a/types.ts.${pid}-${randomUUID()}.tmp`;
    const [abandoned, current, own] = [partOf(ended), partOf(process.pid), "generated/a/types.ts.mine.tmp"];
    mkdirSync("generated/a", { recursive: true });
    for (const path of [abandoned, current, own]) writeFileSync(path, "export");
    assert.equal((await oslogen()).exitCode, 0);
    assert.deepEqual(
      [abandoned, current, own].map((path) => existsSync(path)),
      [false, true, true],
    );
  });

  it("knows the files of a run that was interrupted", async () => {
    enterProject({ "schemas/a.json": SMALLEST });
    await oslogen();
    const [old, path] = [readFileSync(MANIFEST, "utf8"), "generated/a/client.ts"];
    const before = readFileSync(path, "utf8");
    change({ ...SMALLEST, methods: { pong: {} } });
    await oslogen();
    const both = JSON.parse(old);
    both.services.a.files["client.ts"] = [hashOf(before), hashOf(readFileSync(path, "utf8"))];
    writeFileSync(MANIFEST, JSON.stringify(both));
    writeFileSync(path, before);
    rmSync("generated/a/descriptor.ts");
    rmSync("generated/a/endpoint.ts");
    change({ ...SMALLEST, methods: { third: {} } });
    assert.equal((await oslogen()).exitCode, 0);
  });
});

describe("two runs at once in one output folder", () => {
  it("know of each other's files afterwards", async () => {
    const names = ["a", "b", "c", "d"];
    enterProject(
      Object.fromEntries(names.map((name) => [`schemas/${name}.json`, { ...SMALLEST, service: name }])),
    );
    const words = programWords("generator/cli.ts");
    const runs = names.map((name) => spawn(process.execPath, [...words, `schemas/${name}.json`]));
    const ends = await Promise.all(runs.map((run) => once(run, "exit")));
    assert.deepEqual(
      ends,
      [0, 0, 0, 0].map((code) => [code, null]),
    );
    assert.deepEqual([...readManifest("generated", false).keys()], names);
    assert.deepEqual(readdirSync("generated").sort(), [basename(MANIFEST), ...names]);
  });

  it("wait for each other, and for nobody who was ended", () => {
    enterProject({ "generated/x": "" });
    const ended = spawnSync(process.execPath, ["-e", "0"]).pid;
    writeFileSync(LOCK, String(ended));
    assert.equal(
      whileLocked("generated", () => readFileSync(LOCK, "utf8")),
      String(process.pid),
    );
    assert.ok(!existsSync(LOCK));
    assert.throws(() => whileLocked("generated", () => assert.fail("mine")), /mine/);
    for (const [owner, name] of [
      [String(process.pid), process.pid],
      ["", "unknown"],
    ] as const) {
      writeFileSync(LOCK, owner);
      assert.throws(
        () => whileLocked("generated", () => assert.fail(), 0),
        new RegExp(
          `^CommandFailure: ${LOCK}: another oslo-gen \\(process ${name}\\) is writing; nothing was`,
        ),
      );
      assert.equal(readFileSync(LOCK, "utf8"), owner);
    }
  });
});

describe("an output folder that is a link", () => {
  it("is refused when it leads out of the project", async () => {
    enterProject({ "victim/x": "" });
    const victim = `${process.cwd()}/victim`;
    enterProject({ "schemas/a.json": SMALLEST });
    symlinkSync(victim, "generated");
    for (const words of [[], ["--force"], ["--out", "generated/deep/er"]]) {
      const { errors, exitCode } = await oslogen(...words);
      assert.match(errors[0] ?? "", /is a link that leads out of the project/);
      assert.equal(exitCode, 1);
    }
    assert.equal((await oslogen("--out", victim)).exitCode, 0);
  });

  it("is used when it leads to another place of the project, and refused when it leads nowhere", async () => {
    enterProject({ "schemas/a.json": SMALLEST });
    mkdirSync("build");
    symlinkSync("build", "generated");
    assert.equal((await oslogen()).exitCode, 0);
    assert.ok(existsSync("build/a/index.ts"));
    symlinkSync("nowhere", "dangling");
    assert.match((await oslogen("--out", "dangling")).errors[0] ?? "", /is a link that leads nowhere/);
  });
});
