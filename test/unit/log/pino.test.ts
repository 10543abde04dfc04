import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { NoOpSerializer, RpcClient } from "../../../src/index.js";
import { batchDispatcherOf, dispatcherOf } from "../../../src/notify/dispatcher.js";
import { getNotificationTransport, Notifier } from "../../../src/notify/index.js";
import { incoming } from "../notify/incoming.js";
import { fakeTransport, serveThings } from "../rpc/support.js";

const SRC = fileURLToPath(new URL("../../../src", import.meta.url));

/** What pino makes of an error. */
interface PinoLine {
  readonly level: number;
  readonly msg: string;
  readonly err: { readonly type: string; readonly message: string; readonly stack: string };
  readonly [field: string]: unknown;
}

function pinoLogger() {
  const lines: PinoLine[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as PinoLine);
  return { logger: pino({ base: null, timestamp: false }, { write }), lines };
}

function assertError(line: PinoLine | undefined, type: string, message: RegExp): PinoLine {
  assert.ok(line);
  assert.equal(line.level, 50);
  assert.equal(line.err.type, type);
  assert.match(line.err.message, message);
  assert.match(line.err.stack, /\n {4}at /);
  return line;
}

const caller = { request_id: "req-1", user_id: "u", project_id: "p" };
const callerFields = { requestId: "req-1", userId: "u", projectId: "p" };

describe("with pino the log has class, message and stack", () => {
  it("of what a method throws, and which request of whom it was", async (test) => {
    const { logger, lines } = pinoLogger();
    const transport = fakeTransport(test, { logger });
    await serveThings(test, transport);
    const target = { topic: "things", exchange: "test", namespace: "things" };
    const client = new RpcClient(transport, target, { timeout: 10, context: caller });
    await assert.rejects(client.call("fail", { how: "boom" }));
    const { err, level, exception, msg, ...fields } = assertError(lines.at(-1), "TypeError", /./);
    assert.deepEqual([exception, msg], [err.type, "Exception during message handling"]);
    assert.deepEqual(fields, { topic: "things", namespace: "things", method: "fail", ...callerFields });
    await assert.rejects(client.call("join", { left: 5 }));
    const { reason, level: warning, ...refused } = lines.at(-1) ?? assert.fail();
    assert.match(String(reason), /left/);
    assert.equal(warning, 40);
    assert.deepEqual(
      [refused.exception, refused.method, refused.requestId],
      ["InvalidArguments", "join", "req-1"],
    );
  });

  it("of what an endpoint of notifications throws", async () => {
    const { logger, lines } = pinoLogger();
    const fail = () => {
      throw new RangeError("too far");
    };
    const notification = incoming({}, caller);
    for (const dispatcher of [
      dispatcherOf([{ info: fail }], logger),
      batchDispatcherOf([{ info: fail }], logger),
    ]) {
      await dispatcher.dispatch([notification]);
      const { eventType, publisherId, messageId, ...line } = assertError(
        lines.at(-1),
        "RangeError",
        /too far/,
      );
      assert.deepEqual([eventType, publisherId, messageId], ["thing.created", "compute.host1", "id-1"]);
      assert.deepEqual([line.requestId, line.userId, line.projectId], ["req-1", "u", "p"]);
    }
  });

  it("of a notification that a serializer cannot read", async () => {
    const { logger, lines } = pinoLogger();
    class Failing extends NoOpSerializer {
      override deserializeEntity(): unknown {
        throw new SyntaxError("no such form");
      }
    }
    await dispatcherOf([{ info() {} }], logger, { serializer: new Failing() }).dispatch([incoming()]);
    assert.equal(assertError(lines.at(-1), "SyntaxError", /no such form/).messageId, "id-1");
  });

  it("of a notification that cannot be sent", async () => {
    const { logger, lines } = pinoLogger();
    const transport = getNotificationTransport({ url: "fake://pino", logger });
    await transport.close();
    await new Notifier(transport, { driver: "messaging", topics: ["t"] }).info({}, "a.b", 1);
    assert.equal(assertError(lines.at(-1), "MessageDeliveryFailure", /closed/).topic, "t");
  });
});

it("no line of the library has an error under another name than err", () => {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  const wrong = files.flatMap((name) => {
    const text = readFileSync(`${SRC}/${name}`, "utf8");
    const calls = text.match(/\b(?:log|logger)\.(?:debug|info|warn|error)\(\s*\{[^}]*\}/g) ?? [];
    const isWrong = (call: string) =>
      /\b(?!err\b)\w+: (?:error|fault|cause)\b(?!\.)|[{,]\s*(?:error|cause)\s*[,}]/.test(call);
    return calls.filter(isWrong).map((call) => `${name}: ${call}`);
  });
  assert.deepEqual(wrong, []);
});
