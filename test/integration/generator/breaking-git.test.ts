import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, it } from "node:test";
import { oslogen } from "../../unit/generator/oslogen.js";
import { enterProject, SMALLEST } from "../../unit/generator/project.js";
import { commitAll, enterRepository, git } from "./git.js";

function write(path: string, content: unknown): void {
  writeFileSync(path, JSON.stringify(content));
}

describe("oslo-gen breaking, against a git ref,", () => {
  it("compares with what was there, and the files that refs lead to as they were", async () => {
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

  it("says clearly where there is nothing to compare with", async () => {
    enterProject({ "a.json": SMALLEST });
    const outside = await oslogen("breaking", "a.json", "--against", "v1");
    assert.match(
      outside.errors[0] ?? "",
      /^error: --against v1: there is no such file, and \. is in no git repository$/,
    );
    assert.equal(outside.exitCode, 2);

    enterRepository({ "a.json": "{", "b.json": SMALLEST });
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
    commitAll();
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
    commitAll();
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
    commitAll();
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
    commitAll();
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

describe("a shallow clone", () => {
  it("is named where a ref is missing", async () => {
    enterProject({ "a/s.json": SMALLEST });
    process.chdir("a");
    commitAll();
    git("tag", "v1");
    git("commit", "-q", "--allow-empty", "-m", "second");
    git("clone", "-q", "--depth=1", "--no-tags", `file://${process.cwd()}`, "../b");
    process.chdir("../b");
    const { errors } = await oslogen("breaking", "s.json", "--against", "v1");
    assert.match(errors[0] ?? "", /no such git ref; this clone is shallow: fetch what is missing/);
  });
});
