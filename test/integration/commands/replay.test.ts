import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { getRpcTransport, loadConfiguration, RpcServer } from "../../../src/index.js";
import { getNotificationTransport, NotificationListener } from "../../../src/notify/index.js";
import { recordHead } from "../../../src/tap/record.js";
import { hookLimit } from "../../support/peers.js";
import { useRouter } from "../../support/use-router.js";
import { ThingEndpoint } from "../service/thing-service.js";
import { osloRpc } from "./command.js";

const time = "2026-01-01T00:00:00.000Z";
const place = { time, topic: "things", exchange: "test", namespace: "things", version: "1.2", context: {} };
const failure = { class: "Bad", module: "m", message: "no", tb: [], args: [], kwargs: {} };

describe("oslo-rpc replay", () => {
  const { router, add } = useRouter();
  const folder = mkdtempSync(join(tmpdir(), "oslo-rpc-replay-"));

  before(async () => {
    const transport = getRpcTransport({ url: router.url });
    add(() => transport.close());
    const server = new RpcServer(transport, { server: "one", endpoints: [new ThingEndpoint("one")] });
    add(() => server.stop());
    await server.start();
  }, hookLimit);
  after(() => rmSync(folder, { recursive: true }));

  function record(name: string, lines: readonly object[]): string {
    const file = join(folder, `${name}.jsonl`);
    const texts = [recordHead(["things"], true), ...lines.map((line) => JSON.stringify(line))];
    writeFileSync(file, `${texts.join("\n")}\n`);
    return file;
  }

  const resend = (file: string, ...words: readonly string[]) =>
    osloRpc("replay", file, "--as", "client", "--fast", "--url", router.url, ...words).end();

  it("tells replies that differ from the record, which --check makes a failure", async () => {
    const file = record("differs", [
      { type: "call", id: "1", ...place, method: "join", args: { left: "a", right: "b" } },
      { type: "reply", time, id: "1", result: "other" },
      { type: "call", id: "2", ...place, method: "echo", args: { value: 1 } },
      { type: "reply", time, id: "2", failure },
      { type: "call", id: "3", ...place, method: "echo", args: { value: { token: "***" } } },
      { type: "reply", time, id: "3", result: { token: "***" } },
      { type: "call", id: "4", ...place, method: "echo", args: { value: 4 } },
    ]);
    const plain = await resend(file);
    assert.deepEqual([plain.code, plain.stderr], [0, ""]);
    const [join, echo, summary] = plain.stdout.split("\n");
    assert.equal(join, 'join({"left":"a","right":"b"}): "other" in the record, "ab" now');
    assert.match(echo ?? "", /^echo\(\{"value":1\}\): \{"class":"Bad",.*\} in the record, 1 now$/);
    const counts = "4 sent: 1 answered as recorded, 2 otherwise, 1 without a recorded answer, 0 failed";
    assert.equal(summary, counts);
    const checked = await resend(file, "--check");
    assert.deepEqual([checked.code, checked.stderr], [1, "error: 2 replies differ from the recorded ones\n"]);
    const lines = (await resend(file, "--check", "--json")).stdout.trimEnd().split("\n");
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      [
        { method: "join", args: { left: "a", right: "b" }, recorded: "other", reply: "ab" },
        { method: "echo", args: { value: 1 }, recorded: failure, reply: 1 },
        { sent: 4, same: 1, different: 2, unknown: 1, failed: 0 },
      ],
    );
  });

  it("sends notifications of several exchanges each to its own", async () => {
    const came: unknown[] = [];
    for (const exchange of ["one", "two"]) {
      const configuration = loadConfiguration({ values: { control_exchange: exchange } });
      const transport = getNotificationTransport({ url: router.url, configuration });
      add(() => transport.close());
      const listener = new NotificationListener(transport, {
        targets: [{ topic: "events" }],
        endpoints: [{ info: (_context, _publisher, event) => void came.push([exchange, event]) }],
      });
      await listener.start();
      add(() => listener.stop());
    }
    const notice = (exchange: string) => ({
      type: "notification",
      time,
      topic: "events",
      exchange,
      context: {},
      message: {
        message_id: "1",
        publisher_id: "p",
        event_type: `of.${exchange}`,
        priority: "INFO",
        payload: 1,
      },
    });
    const { code, stdout, stderr } = await resend(record("notices", ["one", "two"].map(notice)));
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^2 sent: .*, 0 failed\n$/);
    assert.deepEqual(came, [
      ["one", "of.one"],
      ["two", "of.two"],
    ]);
  });

  it("has nothing to serve in a record without requests, and infers nothing of it", async () => {
    const file = record("nothing", [{ type: "missed", time, count: 1 }]);
    const served = await osloRpc("replay", file, "--as", "server", "--url", router.url).end();
    assert.deepEqual(
      [served.code, served.stderr],
      [1, "error: The record has no requests: there is nothing to serve\n"],
    );
    const sent = await resend(file, "--check");
    assert.deepEqual([sent.code, sent.stderr], [0, ""]);
    assert.match(sent.stdout, /^0 sent/);
    const inferred = await osloRpc("record", file, "--infer").end();
    assert.deepEqual([inferred.code, inferred.stdout], [1, ""]);
    assert.match(inferred.stderr, /^error: [^\n]+\n$/);
  });
});
