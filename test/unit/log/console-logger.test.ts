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
    const err = new TypeError("no\nluck\u001b[31m");
    err.stack = `TypeError: no\nluck\n    at method (file.ts:1:2)\n    at \u001bforged`;
    const logger = consoleLogger(options);
    logger.debug({}, "quiet");
    logger.info({ count: 2, name: "a b", nothing: undefined }, "told");
    logger.warn({ id: 2n ** 64n }, "careful");
    logger.error({ err }, "failed");
  } finally {
    write.mock.restore();
  }
  return text;
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /gm;

it("a console logger writes a line for each event, and where an error comes from", () => {
  const failed = 'ERROR failed err="TypeError: no\\nluck\\u001b[31m"\n';
  const places = "    at method (file.ts:1:2)\n    at \\u001bforged\n";
  const all = written();
  assert.equal(all.match(TIME)?.length, 3);
  const lines = `INFO told count=2 name="a b"\nWARNING careful id=18446744073709551616n\n${failed}${places}`;
  assert.equal(all.replace(TIME, ""), lines);
  assert.equal(written({ level: "error", stacks: false }).replace(TIME, ""), failed);
  assert.equal(written({ level: "silent" }), "");
  assert.match(written({ level: "debug" }).replace(TIME, ""), /^DEBUG quiet\n/);
});

it("a console logger writes each event as a line of JSON", () => {
  const lines = written({ json: true }).trimEnd().split("\n");
  const [told, careful, failed = {}] = lines.map((line) => {
    const { time, ...others } = JSON.parse(line) as Record<string, unknown>;
    assert.match(`${time} `, new RegExp(TIME.source));
    return others;
  });
  assert.deepEqual(told, { level: "info", msg: "told", count: 2, name: "a b" });
  assert.deepEqual(careful, { level: "warn", msg: "careful", id: "18446744073709551616" });
  const { type, message, stack } = failed.err as Record<string, string>;
  assert.deepEqual([failed.level, type, message], ["error", "TypeError", "no\nluck\u001b[31m"]);
  assert.match(stack ?? "", /at method \(file\.ts:1:2\)/);
});

it("an error that writes its own JSON is written with its class and stack all the same", () => {
  let text = "";
  const write = mock.method(process.stderr, "write", (chunk: string) => {
    text += chunk;
    return true;
  });
  const err = Object.assign(new RangeError("own"), {
    toJSON() {
      throw new Error("no JSON");
    },
  });
  try {
    consoleLogger({ json: true }).error({ err }, "failed");
  } finally {
    write.mock.restore();
  }
  const { type, stack } = (JSON.parse(text) as { err: Record<string, string> }).err;
  assert.equal(type, "RangeError");
  assert.match(stack ?? "", /own\n {4}at /);
});
