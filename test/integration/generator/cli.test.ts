import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { programWords } from "../../support/node-words.js";
import { oslogen } from "../../unit/generator/oslogen.js";
import { enterProject, SMALLEST } from "../../unit/generator/project.js";

/** Runs oslo-gen as a process of its own in the current folder. */
function run(...words: readonly string[]) {
  return spawnSync(process.execPath, [...programWords("generator/cli.ts"), ...words], {
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
}

describe("the command oslo-gen", () => {
  it("puts results on stdout and errors on stderr, and ends with 0, 1 or 2", () => {
    enterProject({ "schemas/a.json": SMALLEST, "b.json": { topic: "t", methods: {} } });
    const fine = run("schemas/a.json");
    assert.deepEqual([fine.status, fine.stderr], [0, ""]);
    assert.match(fine.stdout, /^wrote generated\/a\/client\.ts\n/);

    const failed = run("b.json", "--debug");
    assert.deepEqual([failed.status, failed.stdout], [1, ""]);
    assert.match(failed.stderr, /^error: b\.json: needs the key "service"\n(error: .*\n)+DefinitionError: /);
    assert.match(failed.stderr, /\n {4}at loadNamed /);

    const wrong = run("--outt");
    assert.deepEqual([wrong.status, wrong.stdout], [2, ""]);
    assert.match(wrong.stderr, /^error: unknown option '--outt'; did you mean --out\?\n$/);
  });

  it("explains itself with examples", () => {
    const { status, stdout, stderr } = run("--help");
    assert.deepEqual([status, stderr], [0, ""]);
    for (const text of ["generate", "scaffold", "init", "Examples:", "oslo-gen schemas/my-service.json"]) {
      assert.ok(stdout.includes(text), text);
    }
  });

  it("takes no more words than it knows", async () => {
    enterProject({});
    for (const words of [["init"], ["init", "a", "b"], ["scaffold", "--check"], ["--out"]]) {
      assert.notEqual((await oslogen(...words)).exitCode, 0, words.join(" "));
    }
  });
});
