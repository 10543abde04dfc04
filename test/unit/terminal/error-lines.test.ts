import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { writingBelow } from "../../../generator/write-file.js";
import { RemoteError } from "../../../src/errors/rpc-errors.js";
import { ServiceError } from "../../../src/errors/service-error.js";
import { ConfigurationError, DefinitionError } from "../../../src/errors/setup-errors.js";
import { escapeControls, oneLine } from "../../../src/log/one-line.js";
import { describeError, errorLines, exitCodeOf } from "../../../src/terminal/error-lines.js";
import { UsageError } from "../../../src/terminal/usage-error.js";

const TRACEBACK = [
  "Traceback (most recent call last):\n",
  '  File "/opt/service.py", line 3, in call\n    raise NotReady("later")\n',
  "service.NotReady: \u001b[31mlater\n",
];
const SAID = {
  excType: "NotReady",
  excModule: "service",
  value: "later",
  traceback: TRACEBACK,
  args: ["later", 2n ** 64n],
  kwargs: { retry_after: 3 },
};

/** An error as Node throws it for a file. */
function systemError(code: string, path: string): Error {
  const message = `${code}: permission denied, open '${path}'`;
  return Object.assign(new Error(message), { code, syscall: "open", path });
}

describe("what the system refuses to do with a file", () => {
  it("is told in words, beginning with the file", () => {
    for (const [code, reason] of [
      ["EACCES", "permission denied; check its permissions"],
      ["ENOENT", "no such file or folder"],
      ["ENOSPC", "no space is left there"],
    ] as const) {
      assert.deepEqual(errorLines(systemError(code, "m.py"), false), [`error: m.py: ${reason}`]);
    }
    const other = systemError("EIO", "m.py");
    assert.deepEqual(errorLines(other, false), [`error: ${other.message}`]);
  });

  it("is told of the file that was there and may not be read, where the folder could be written", () => {
    const told = (path: string) => {
      try {
        return writingBelow("--out", "generated", () => {
          throw systemError("EACCES", path);
        });
      } catch (error) {
        return errorLines(error, false)[0];
      }
    };
    const here = fileURLToPath(import.meta.url);
    assert.equal(told(here), `error: ${here}: permission denied; check its permissions`);
    assert.match(told(`${here}.tmp`) ?? "", /^error: --out generated: may not be written/);
  });
});

describe("an exception of a server", () => {
  it("is told with its class, its module and its keyword arguments, in one line", () => {
    assert.deepEqual(errorLines(new RemoteError(SAID), false), [
      'error: Remote error: NotReady later (module service, kwargs {"retry_after":3})',
    ]);
    const builtin = { excType: "ValueError", excModule: "builtins", value: "a\nb" };
    assert.deepEqual(errorLines(new RemoteError(builtin), false), ["error: Remote error: ValueError a b"]);
    const large = new RemoteError({ ...SAID, kwargs: { text: "x".repeat(5_000) } });
    assert.ok((errorLines(large, false)[0]?.length ?? 0) < 1_200);
  });

  it("is told with its traceback, line for line and without control characters, for debugging", () => {
    const [, ...lines] = errorLines(new RemoteError(SAID), true);
    assert.deepEqual(lines.slice(0, 5), [
      "traceback of the server:",
      "  Traceback (most recent call last):",
      '    File "/opt/service.py", line 3, in call',
      '      raise NotReady("later")',
      "  service.NotReady: \\u001b[31mlater",
    ]);
    assert.match(lines[5] ?? "", /^RemoteError: /);
    const silent = errorLines(new RemoteError({ ...SAID, traceback: [] }), true);
    assert.match(silent[1] ?? "", /^RemoteError: /);
  });

  it("is described whole to programs", () => {
    assert.deepEqual(describeError(new RemoteError(SAID)), {
      name: "RemoteError",
      code: "REMOTE_ERROR",
      message: "Remote error: NotReady later",
      remote: {
        class: "NotReady",
        module: "service",
        message: "later",
        args: ["later", 2n ** 64n],
        kwargs: { retry_after: 3 },
        traceback: TRACEBACK,
      },
    });
  });

  it("that a definition declares is told in the same way", () => {
    class NotReady extends ServiceError {
      static override readonly module: string = "service";
      static override readonly errorName: string = "NotReady";
    }
    const error = new NotReady("later", { retry_after: 3 });
    error.cause = new RemoteError(SAID);
    const [line, heading] = errorLines(error, true);
    assert.equal(line, 'error: Remote error: NotReady later (module service, kwargs {"retry_after":3})');
    assert.equal(heading, "traceback of the server:");
    const { name, remote } = describeError(error);
    // Beside other classes of that name, a bundle calls it something else.
    assert.equal(name, NotReady.name);
    assert.deepEqual((remote as { traceback: unknown }).traceback, TRACEBACK);
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
