import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, it } from "node:test";
import { oslogen } from "../oslogen.js";
import { enterProject, SMALLEST } from "../project.js";

const MORE = { ...SMALLEST, version: "1.1", methods: { ping: {}, pong: { since: "1.1" } } };

function git(...words: readonly string[]): void {
  const identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
  execFileSync("git", [...identity, ...words], { stdio: "ignore" });
}

/** Makes a repository of those files, with one commit that has the tag v1. */
function enterRepository(files: Readonly<Record<string, unknown>>): void {
  enterProject(files);
  git("init", "-q");
  git("add", ".");
  git("commit", "-q", "-m", "first");
  git("tag", "v1");
}

function write(path: string, content: unknown): void {
  writeFileSync(path, JSON.stringify(content));
}

describe("oslo-gen breaking", () => {
  it("compares with a file, and fails when the version does not allow the change", async () => {
    enterProject({
      "old.json": SMALLEST,
      "new.json": MORE,
      "low.json": { ...MORE, version: "1.0", methods: {} },
    });
    const fine = await oslogen("breaking", "new.json", "--against", "old.json");
    assert.deepEqual(fine, {
      lines: [
        'new.json:1:69#/methods/pong: minor: the method "pong" is new; breaks: new client with old server [method-set]',
        "new.json: version 1.0 to 1.1: the changes need a new minor version",
      ],
      errors: [],
      exitCode: 0,
    });
    const broken = await oslogen("breaking", "low.json", "--against", "old.json");
    assert.equal(broken.exitCode, 1);
    assert.deepEqual(broken.errors, [
      "error: low.json: version 1.0 does not allow these changes to 1.0; they need 2.0",
    ]);
    const lowered = await oslogen("breaking", "old.json", "--against", "new.json");
    assert.deepEqual(lowered.errors, ["error: old.json: version 1.0 is lower than 1.1"]);
    const same = await oslogen("breaking", "old.json", "--against", "old.json");
    assert.deepEqual(same.lines, ["old.json: version 1.0: nothing changed for any peer"]);
  });

  it("fails on what it cannot tell, unless that is allowed", async () => {
    const param = (pattern: string) => ({
      ...SMALLEST,
      methods: { ping: { params: [{ name: "p", schema: { type: "string", pattern } }] } },
    });
    enterProject({ "old.json": param("^(?=a)a"), "new.json": { ...param("^(?=a)[ab]"), version: "1.1" } });
    const refused = await oslogen("breaking", "new.json", "--against", "old.json");
    assert.match(refused.lines[0] ?? "", /unsure \(major at worst\): cannot tell whether/);
    assert.match(refused.errors[0] ?? "", /they need 2\.0 unless the unsure ones are harmless/);
    assert.equal(
      (await oslogen("breaking", "new.json", "--against", "old.json", "--allow-uncertain")).exitCode,
      0,
    );
  });

  it("prints for programs, integers of any size included", async () => {
    const result = (format: string | undefined) => ({
      ...SMALLEST,
      methods: { ping: { result: { type: "integer", format } } },
    });
    enterProject({ "old.json": result(undefined), "new.json": { ...result("int64"), version: "2.0" } });
    const { lines, exitCode } = await oslogen("breaking", "new.json", "--against", "old.json", "--json");
    assert.equal(exitCode, 0);
    const { services } = JSON.parse(lines.join("\n")) as {
      services: { findings: unknown[]; allowed: boolean }[];
    };
    assert.equal(services[0]?.allowed, true);
    assert.deepEqual(services[0]?.findings, [
      {
        file: "new.json",
        pointer: "/methods/ping/result",
        message: "the result allows more than it did (format)",
        breaks: ["old client with new server"],
        bump: "major",
        rule: "result-schema",
        example: 2 ** 53,
        line: 1,
        column: 67,
        severity: "error",
        allowed: true,
      },
    ]);
  });

  it("compares with a git ref, and the files that refs lead to as they were", async () => {
    const definition = (version: string) => ({
      ...SMALLEST,
      version,
      methods: { ping: { params: [{ name: "p", schema: { $ref: "../common/types.json#/$defs/P" } }] } },
    });
    enterRepository({
      "schemas/a.json": definition("1.0"),
      "common/types.json": { $defs: { P: { type: "string" } } },
    });
    write("common/types.json", { $defs: { P: { type: "integer" } } });
    write("schemas/b.json", { ...SMALLEST, service: "B" });
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith("oslo-gen-"));
    const { lines, exitCode } = await oslogen("breaking", "--against", "v1");
    assert.equal(exitCode, 1);
    assert.equal(lines[0], "schemas/b.json: is new");
    assert.match(lines[1] ?? "", /^common\/types\.json:1:\d+#\/\$defs\/P: major: .*no longer allows/);
    process.chdir("schemas");
    assert.equal((await oslogen("breaking", "a.json", "--against", "HEAD")).exitCode, 1);
    assert.deepEqual(
      readdirSync(tmpdir()).filter((name) => name.startsWith("oslo-gen-")),
      before,
    );
  });

  it("tells of services that are gone, and follows those that were moved", async () => {
    const other = (more: object) => ({ ...SMALLEST, service: "B", topic: "b", ...more });
    enterRepository({
      "schemas/a.json": SMALLEST,
      "schemas/b.json": other({}),
      "schemas/types.json": { $defs: {} },
      "schemas/broken.json": "{",
    });
    rmSync("schemas/b.json");
    rmSync("schemas/types.json");
    rmSync("schemas/broken.json");
    const removed = 'schemas/b.json: major: the service "B" was removed; breaks: old client with new server';
    assert.deepEqual(await oslogen("breaking", "--against", "v1"), {
      lines: [removed, "schemas/a.json: version 1.0: nothing changed for any peer"],
      errors: [
        "error: schemas/b.json: is no definition of the project any more; where that is meant, name the files that are left",
      ],
      exitCode: 1,
    });
    const { lines } = await oslogen("breaking", "--against", "v1", "--json");
    assert.deepEqual((JSON.parse(lines.join("\n")) as { removed: unknown }).removed, [
      { file: "schemas/b.json", service: "B" },
    ]);
    assert.equal((await oslogen("breaking", "schemas/a.json", "--against", "v1")).exitCode, 0);

    write("schemas/c.json", other({ methods: {} }));
    const moved = await oslogen("breaking", "--against", "v1");
    assert.match(moved.errors[0] ?? "", /^error: schemas\/c\.json: version 1\.0 does not allow/);
    assert.ok(!moved.lines.includes(removed));

    enterRepository({ "old/one.json": other({}), "oslo-gen.config.json": { schemas: ["old/one.json"] } });
    rmSync("old", { recursive: true });
    write("two.json", SMALLEST);
    write("oslo-gen.config.json", { schemas: ["two.json"] });
    const unlisted = await oslogen("breaking", "--against", "v1");
    assert.match(unlisted.errors[0] ?? "", /^error: old\/one\.json: is no definition/);
  });

  it("says clearly what it has nothing to compare with", async () => {
    enterProject({ "a.json": SMALLEST, "b.json": MORE });
    const outside = await oslogen("breaking", "a.json", "--against", "v1");
    assert.match(
      outside.errors[0] ?? "",
      /^error: --against v1: there is no such file, and \. is in no git repository$/,
    );
    assert.equal(outside.exitCode, 2);
    const several = await oslogen("breaking", "a.json", "b.json", "--against", "a.json");
    assert.match(several.errors[0] ?? "", /is one file: name the one definition/);

    enterRepository({ "a.json": "{", "b.json": MORE });
    for (const ref of ["v2", "--output=x", "v1:a.json", "$(touch x)"]) {
      const unknown = await oslogen("breaking", "b.json", `--against=${ref}`);
      assert.match(unknown.errors[0] ?? "", /there is no such file and no such git ref$/);
      assert.equal(unknown.exitCode, 2);
    }
    assert.deepEqual(readdirSync(".").sort(), [".git", "a.json", "b.json"]);
    write("a.json", SMALLEST);
    assert.match(
      (await oslogen("breaking", "a.json", "--against", "v1")).errors[0] ?? "",
      /^error: v1:a\.json: is not JSON/,
    );
    rmSync("b.json");
    assert.match(
      (await oslogen("breaking", "b.json", "--against", "v1")).errors[0] ?? "",
      /^error: b\.json: no such file/,
    );
  });

  it("takes links as they were, and never a file of today for one of then", async () => {
    const withRef = (ref: string) => ({
      ...SMALLEST,
      methods: { ping: { params: [{ name: "p", schema: { $ref: ref } }] } },
    });
    enterProject({
      "common.json": { type: "integer" },
      "repo/common.json": { type: "string" },
      "repo/deep/common.json": { type: "boolean" },
      "repo/deep/defs/a.json": withRef("../common.json"),
      "repo/linked.json": SMALLEST,
    });
    process.chdir("repo");
    symlinkSync("deep/defs", "schemas");
    symlinkSync("../../linked.json", "deep/defs/link.json");
    git("init", "-q");
    git("add", ".");
    git("commit", "-q", "-m", "first");
    const unchanged = await oslogen("breaking", "--against", "HEAD");
    assert.deepEqual(unchanged, {
      lines: [
        "schemas/a.json: version 1.0: nothing changed for any peer",
        "schemas/link.json: version 1.0: nothing changed for any peer",
      ],
      errors: [],
      exitCode: 0,
    });
    // What is no link any more is still compared with what it led to.
    rmSync("deep/defs/link.json");
    write("deep/defs/link.json", { ...SMALLEST, methods: {} });
    const changed = await oslogen("breaking", "schemas/link.json", "--against", "HEAD");
    assert.match(changed.lines[0] ?? "", /methods\/ping: major: /);
    rmSync("deep/defs/link.json");
    const gone = await oslogen("breaking", "--against", "HEAD");
    assert.match(
      gone.errors[0] ?? "",
      /^error: schemas\/link\.json: is no definition of the project any more/,
    );
  });

  it("follows the refs of what is a link from where that is, then as now", async () => {
    const withRef = { ...SMALLEST, methods: { ping: { result: { $ref: "../common.json" } } } };
    enterProject({
      "common.json": { type: "boolean" },
      "deep/common.json": { type: "string" },
      "deep/shared/a.json": withRef,
      "schemas/common.json": { type: "integer" },
    });
    symlinkSync("deep/shared", "folder");
    symlinkSync("../folder/a.json", "schemas/a.json");
    symlinkSync("loop.json", "loop.json");
    git("init", "-q");
    git("add", ".");
    git("commit", "-q", "-m", "first");
    const unchanged = await oslogen("breaking", "--against", "HEAD");
    assert.deepEqual(unchanged.errors, []);
    assert.deepEqual(unchanged.lines, ["schemas/a.json: version 1.0: nothing changed for any peer"]);
    write("common.json", { type: "integer" });
    assert.deepEqual((await oslogen("breaking", "--against", "HEAD")).lines, unchanged.lines);
    write("deep/common.json", { type: "string", maxLength: 1 });
    const changed = await oslogen("breaking", "--against", "HEAD");
    assert.match(changed.lines.join("\n"), /^deep\/common\.json:1:1#: minor: /m);
  });

  it("fails where git cannot tell what was there", async () => {
    enterProject({
      "common.json": { type: "integer" },
      "repo/a.json": {
        ...SMALLEST,
        methods: { ping: { params: [{ name: "p", schema: { $ref: "../common.json" } }] } },
      },
      "elsewhere/sub/c.json": { ...SMALLEST, service: "C" },
    });
    process.chdir("repo");
    symlinkSync("../elsewhere/sub/c.json", "b.json");
    symlinkSync("nothing.json", "d.json");
    symlinkSync("../elsewhere/sub", "away");
    git("init", "-q");
    git("add", ".");
    git("commit", "-q", "-m", "first");
    const cannot = "which cannot tell what it held at HEAD; compare with a file (--against FILE)";
    assert.deepEqual((await oslogen("breaking", "a.json", "--against", "HEAD")).errors, [
      `error: HEAD:../common.json: is outside of the git repository, ${cannot}`,
      'error: HEAD:a.json#/methods/ping/params/0/schema/$ref: "../common.json" leads to a file that cannot be read: ../common.json',
    ]);
    const linked = await oslogen("breaking", "b.json", "--against", "HEAD");
    assert.deepEqual(linked.errors, [
      `error: HEAD:b.json: is a link that leads out of the git repository, ${cannot}`,
    ]);
    assert.equal(linked.exitCode, 1);
    rmSync("d.json");
    write("d.json", SMALLEST);
    const nowhere = await oslogen("breaking", "d.json", "--against", "HEAD");
    assert.deepEqual(nowhere.errors, ["error: HEAD:d.json: is a link that leads nowhere"]);
    const away = await oslogen("breaking", "away/c.json", "--against", "HEAD");
    assert.match(away.errors[0] ?? "", /^error: --against HEAD: .* away is in no git repository$/);
    process.chdir("../elsewhere");
    git("init", "-q");
    git("add", ".");
    git("commit", "-q", "-m", "other");
    process.chdir("../repo");
    const other = await oslogen("breaking", "away/c.json", "--against", "HEAD");
    assert.match(
      other.errors[0] ?? "",
      /^error: away leads by a link into the git repository .*\/elsewhere; name/,
    );
  });

  it("goes by the repository around the definition, whatever a hook of git names", async () => {
    enterRepository({ "schemas/a.json": SMALLEST });
    process.env.GIT_DIR = resolve(".git");
    try {
      assert.deepEqual((await oslogen("breaking", "--against", "HEAD")).lines, [
        "schemas/a.json: version 1.0: nothing changed for any peer",
      ]);
    } finally {
      delete process.env.GIT_DIR;
    }
  });

  it("fails where the clone lacks a file, instead of calling it new", async () => {
    enterRepository({ "a.json": SMALLEST });
    const id = execFileSync("git", ["rev-parse", "HEAD:a.json"], { encoding: "utf8" }).trim();
    rmSync(join(".git/objects", id.slice(0, 2), id.slice(2)), { force: true });
    const { errors } = await oslogen("breaking", "a.json", "--against", "HEAD");
    assert.deepEqual(errors, ["error: HEAD:a.json: is not in this clone; fetch it first"]);
  });
});
