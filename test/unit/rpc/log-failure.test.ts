import assert from "node:assert/strict";
import { it } from "node:test";
import { RpcClient } from "../../../src/index.js";
import { NotReady } from "../../integration/service/thing-service.js";
import { fakeTransport, keepingLogger, serveThings } from "./support.js";

it("a server logs its own faults as errors, its callers' as warnings, and what is declared for debugging", async (test) => {
  const { logger, lines } = keepingLogger();
  const transport = fakeTransport(test, { logger });
  const { client } = await serveThings(test, transport);
  const target = { topic: "things", exchange: "test", namespace: "things" };
  const untyped = new RpcClient(transport, target, { timeout: 10 });
  const levelsOf = async (call: Promise<unknown>) => {
    lines.length = 0;
    await assert.rejects(call);
    return lines.map(({ level, fields }) => [level, fields.method, fields.err instanceof Error]);
  };
  assert.deepEqual(await levelsOf(client.fail("declared")), [["debug", "fail", false]]);
  assert.deepEqual(await levelsOf(client.fail("boom")), [["error", "fail", true]]);
  assert.deepEqual(await levelsOf(client.badResult()), [["error", "badResult", true]]);
  assert.deepEqual(await levelsOf(untyped.call("join", { left: 5 })), [["warn", "join", false]]);
  assert.deepEqual(await levelsOf(untyped.call("unknown")), [["warn", "unknown", false]]);
  assert.deepEqual(await levelsOf(untyped.call("unknown_ignore_errors")), [
    ["debug", "unknown_ignore_errors", false],
  ]);
  assert.deepEqual(await levelsOf(untyped.call("join", {}, "9.0")), [["warn", "join", false]]);
  await assert.rejects(client.fail("declared"), NotReady);
});
