import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { ConfigurationError, DefinitionError } from "../../../src/errors/setup-errors.js";
import { escapeControls, oneLine } from "../../../src/log/one-line.js";
import { hasColour, paint } from "../../../src/terminal/colour.js";
import { errorLines, exitCodeOf } from "../../../src/terminal/error-lines.js";
import { UsageError } from "../../../src/terminal/usage-error.js";
import { programWords } from "../../support/node-words.js";
import { oslogen } from "./oslogen.js";
import { enterProject, SMALLEST } from "./project.js";

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

describe("errors in a terminal", () => {
  it("are one line each", () => {
    assert.deepEqual(errorLines(new Error("a\n  b\r\nc\u001b[2J\u202e"), false), [
      "error: a b c\\u001b[2J\\u202e",
    ]);
    assert.deepEqual(errorLines(new RangeError(""), false), ["error: RangeError"]);
    assert.deepEqual(errorLines("text", false), ["error: text"]);
    assert.equal(oneLine("\n a \t"), "a");
    const text = "\u009b\u007f\u2028\u0000é";
    const json = escapeControls(JSON.stringify({ text }));
    assert.equal(json, '{"text":"\\u009b\\u007f\\u2028\\u0000é"}');
    assert.deepEqual(JSON.parse(json), { text });
  });

  it("of a definition are a line for every mistake", () => {
    const problems = [
      { file: "a.json", pointer: "", message: "m" },
      { file: "a.json", pointer: "/b\nc", message: "n" },
    ];
    const expected = ["error: a.json: m", "error: a.json#/b c: n"];
    assert.deepEqual(errorLines(new DefinitionError(problems), false), expected);
  });

  it("show their stacks, and those of what led to them, to who asks", () => {
    const lines = errorLines(new Error("a", { cause: new Error("b") }), true);
    assert.equal(lines[1], "Error: a");
    assert.ok(lines.includes("caused by: Error: b"));
    const endless = new Error("c");
    endless.cause = endless;
    assert.ok(errorLines(endless, true).length > 1);
  });

  it("end the command with the code that fits", () => {
    assert.equal(exitCodeOf(new Error("a")), 1);
    assert.equal(exitCodeOf(new UsageError("a")), 2);
    assert.equal(exitCodeOf(new ConfigurationError("a")), 2);
  });
});

describe("colour", () => {
  it("is for terminals, unless the environment says something else", () => {
    for (const [isTTY, env, expected] of [
      [true, {}, true],
      [false, {}, false],
      [true, { NO_COLOR: "1" }, false],
      [true, { NO_COLOR: "" }, true],
      [true, { TERM: "dumb" }, false],
      [false, { FORCE_COLOR: "1" }, true],
      [true, { FORCE_COLOR: "0" }, false],
      [true, { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
    ] as const) {
      assert.equal(hasColour({ isTTY }, env), expected, JSON.stringify([isTTY, env]));
    }
    assert.equal(
      paint("a", "red", { isTTY: false }),
      process.env.FORCE_COLOR === undefined ? "a" : paint("a", "red", {}),
    );
  });
});
