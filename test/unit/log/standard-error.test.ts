import assert from "node:assert/strict";
import { it } from "node:test";
import { oncePerCause } from "../../../src/log/standard-error.js";
import { keepingLogger } from "../rpc/support.js";

it("a cause is told once, whatever else the lines hold", () => {
  const { logger, lines } = keepingLogger();
  const once = oncePerCause(logger);
  for (const retryInMs of [1, 2]) {
    once.warn({ reason: "refused", retryInMs }, "lost");
    once.warn({ reason: "reset", retryInMs }, "lost");
    once.error({ err: new TypeError("x"), retryInMs }, "failed");
    once.error({ err: new RangeError("x"), retryInMs }, "failed");
    once.error({ err: new RangeError("x"), method: "m", retryInMs }, "failed");
  }
  assert.deepEqual(
    lines.map(({ level, fields: { reason, err, method } }) => [level, reason ?? String(err), method]),
    [
      ["warn", "refused", undefined],
      ["warn", "reset", undefined],
      ["error", "TypeError: x", undefined],
      ["error", "RangeError: x", undefined],
      ["error", "RangeError: x", "m"],
    ],
  );
});

it("no more causes are remembered than have room", () => {
  const { logger, lines } = keepingLogger();
  const once = oncePerCause(logger);
  const tell = (cause: number) => once.warn({ reason: String(cause) }, "lost");
  for (let cause = 0; cause <= 200; cause += 1) tell(cause);
  tell(200);
  assert.equal(lines.length, 201);
  tell(0);
  assert.equal(lines.length, 202);
});
