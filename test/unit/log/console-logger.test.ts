import assert from "node:assert/strict";
import { it, mock } from "node:test";
import { type ConsoleLoggerOptions, consoleLogger } from "../../../src/index.js";

/** What a console logger writes of an error at each level. */
function written(options?: ConsoleLoggerOptions): string {
  let text = "";
  const write = mock.method(process.stderr, "write", (chunk: string) => {
    text += chunk;
    return true;
  });
  try {
    const error = new Error("no\nluck\u001b[31m");
    error.stack = `Error: no\nluck\n    at method (file.ts:1:2)\n    at \u001bforged`;
    const logger = consoleLogger(options);
    logger.debug({}, "quiet");
    logger.info({ count: 2, name: "a b" }, "told");
    logger.warn({}, "careful");
    logger.error({ error }, "failed");
  } finally {
    write.mock.restore();
  }
  return text;
}

it("a console logger writes a line for each event, and where an error comes from", () => {
  const failed = 'ERROR failed error="no\\nluck\\u001b[31m"\n';
  const places = "    at method (file.ts:1:2)\n    at \\u001bforged\n";
  assert.equal(written(), `INFO told count=2 name="a b"\nWARNING careful\n${failed}${places}`);
  assert.equal(written({ level: "error", stacks: false }), failed);
  assert.equal(written({ level: "silent" }), "");
  assert.match(written({ level: "debug" }), /^DEBUG quiet\n/);
});
