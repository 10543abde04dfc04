import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RemoteError } from "../../../src/errors/rpc-errors.js";
import { ServiceError } from "../../../src/errors/service-error.js";
import { describeError, errorLines } from "../../../src/terminal/error-lines.js";

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
    assert.equal(name, "NotReady");
    assert.deepEqual((remote as { traceback: unknown }).traceback, TRACEBACK);
  });
});
