import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import { getRpcTransport } from "../../../src/index.js";
import { guardedLogger } from "../../../src/log/guarded-logger.js";
import type { Logger } from "../../../src/log/logger.js";
import { keepingLogger } from "../rpc/support.js";

/** A logger that throws what a test says, and what is written to the standard error meanwhile. */
function failing(test: TestContext, error: unknown) {
  const throwIt = () => {
    throw error;
  };
  const written: string[] = [];
  test.mock.method(process.stderr, "write", (text: string) => written.push(text));
  const logger: Logger = { debug: throwIt, info: throwIt, warn: throwIt, error: throwIt };
  return { logger, written };
}

it("a line of log has the control characters of its fields escaped", () => {
  const { logger, lines } = keepingLogger();
  guardedLogger(logger).warn({ reason: "a\nb", count: 1 }, "lost");
  assert.deepEqual(
    lines.map(({ level, fields }) => [level, fields]),
    [["warn", { reason: "a\\u000ab", count: 1 }]],
  );
});

it("what a logger throws is told once, and goes no further", async (test) => {
  const { logger, written } = failing(test, new Error("the log's disk is full"));
  const transport = getRpcTransport({ url: "fake://", logger });
  for (const level of ["debug", "info", "warn", "error"] as const) transport.logger[level]({}, "lost");
  await transport.close();
  assert.equal(written.length, 1, written.join(""));
  assert.match(written[0] ?? "", /The logger failed, which is logged once.*the log's disk is full/);
});

it("a logger may throw what cannot be shown", (test) => {
  const unfriendly = Object.defineProperty(new Error("x"), "name", {
    get: () => assert.fail("asked for its name"),
  });
  const { logger } = failing(test, unfriendly);
  guardedLogger(logger).error({}, "lost");
});
