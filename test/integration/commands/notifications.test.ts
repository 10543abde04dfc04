import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { osloRpc, type RunningCommand } from "./command.js";

describe("oslo-rpc notify and listen", { timeout: 170_000 }, () => {
  let router: RunningCommand;
  let url: string;
  let folder: string;
  let schema: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "notify-"));
    schema = join(folder, "things.json");
    const payload = { type: "object", properties: { id: { type: "string" } }, required: ["id"] };
    const definition = {
      service: "Things",
      topic: "things",
      version: "1.0",
      methods: {},
      notifications: { "thing.created": { payload } },
    };
    await writeFile(schema, JSON.stringify(definition));
    router = osloRpc("router", "--port", "0");
    url = (await router.line()).replace("Listening on ", "");
  });
  after(async () => {
    await router.stop();
    await rm(folder, { recursive: true });
  });

  const listen = (...words: readonly string[]) => osloRpc("listen", ...words, "--url", url);
  const notify = (...words: readonly string[]) => osloRpc("notify", ...words, "--url", url).end();

  it("print what comes as JSON, and end after the number asked for", async () => {
    const listening = listen("a", "b", "--json", "--count", "2");
    const context = '{"user_id": "u", "auth_token": "secret"}';
    const first = await notify("a", "x.y", '{"n": 1}', "--publisher", "p", "--context", context);
    assert.deepEqual([first.code, first.stdout, first.stderr], [0, "", ""]);
    const plain = ["--priority", "ERROR", "--driver", "messaging"];
    assert.equal((await notify("b", "x.z", "text\u009b2J", ...plain)).code, 0);
    const { code, stdout, stderr } = await listening.end();
    assert.deepEqual([code, stderr], [0, "Listening to notifications of a, b\n"]);
    assert.match(stdout, /^[ -~\n]*$/);
    const lines = stdout.trimEnd().split("\n");
    const shown = lines.map((line) => {
      const { message_id, timestamp, ...others } = JSON.parse(line) as Record<string, unknown>;
      assert.match(String(message_id), /^[0-9a-f-]{36}$/);
      assert.match(String(timestamp), /^\d{4}-/);
      return others;
    });
    const [x, y] = [
      {
        priority: "INFO",
        publisher_id: "p",
        event_type: "x.y",
        payload: { n: 1 },
        context: { user_id: "u" },
      },
      { priority: "ERROR", publisher_id: null, event_type: "x.z", payload: "text\u009b2J", context: {} },
    ];
    assert.deepEqual(shown, [x, y]);
  });

  it("print only what the rules choose, on one line whatever a peer sends", async () => {
    const rules = ["--event-type", "wanted", "--payload", "state=on$", "--priority", "info"];
    const listening = listen("filtered", ...rules, "--exchange", "other");
    const exchange = ["--exchange", "other"];
    for (const [eventType, state] of [
      ["other", "on"],
      ["wanted.a", "off"],
      ["wanted.b\n\u001b[2J", "on"],
    ] as const) {
      assert.equal((await notify("filtered", eventType, JSON.stringify({ state }), ...exchange)).code, 0);
    }
    assert.match(
      await listening.line(),
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ INFO - wanted\.b \\u001b\[2J \{"state":"on"\}$/,
    );
    assert.equal((await listening.stop()).code, 0);
  });

  it("use the exchange they are told to, whatever the configuration says of notifications", async () => {
    const configured = ["--config", "amqp_default_notification_exchange", "theirs"];
    const listening = listen("placed", "--exchange", "mine", "--count", "2", ...configured);
    const other = listen("placed", "--count", "1", ...configured);
    const sent = [
      ["--exchange", "mine"],
      ["--exchange", "mine", ...configured],
      ["--exchange", "theirs"],
    ];
    for (const exchange of sent) assert.equal((await notify("placed", "a.b", "1", ...exchange)).code, 0);
    for (const { code, stderr } of [await listening.end(), await other.end()]) assert.equal(code, 0, stderr);
  });

  it("refuse an exchange beside another one in the transport URL", async () => {
    const contradictory = `${url}?default_notification_exchange=theirs`;
    const commands = [
      osloRpc("listen", "a", "--exchange", "mine", "--url", contradictory),
      osloRpc("notify", "a", "b", "1", "--exchange", "mine", "--url", contradictory),
    ];
    const message =
      "error: --exchange mine has no effect beside default_notification_exchange=theirs in the transport URL: leave one of them out\n";
    for (const command of commands) {
      const { code, stdout, stderr } = await command.end();
      assert.deepEqual([code, stdout, stderr], [2, "", message]);
    }
  });

  it("tell what is wrong with the command line", async () => {
    const wrong: readonly (readonly [command: RunningCommand, message: RegExp])[] = [
      [osloRpc("notify", "a", "b"), /missing required argument 'payload'/],
      [
        osloRpc("notify", "a", "b", "1", "--priority", "loud"),
        /--priority takes one of audit, debug, .* not "loud"/,
      ],
      [osloRpc("notify", "a", "b", "1", "--context", "1"), /--context takes a JSON object/],
      [osloRpc("notify", "a", "b", "1", "--retry", "x"), /--retry takes an integer/],
      [osloRpc("notify", "a", "thing.created", "{}", "--schema", schema), /must have required property 'id'/],
      [osloRpc("notify", "a", "thing.creatd", "{}", "--schema", schema), /has no such notification/],
      [osloRpc("listen", "a", "--event-type", "("), /the pattern "\(" is no regular expression/],
      [osloRpc("listen", "a", "--payload", "x"), /--payload takes NAME=PATTERN/],
      [osloRpc("listen", "a", "--count", "0"), /--count takes an integer from 1 up/],
    ];
    for (const [command, message] of wrong) {
      const { code, stdout, stderr } = await command.end();
      assert.match(stderr, message);
      assert.deepEqual([code, stdout, stderr.trimEnd().split("\n").length], [2, "", 1], stderr);
    }
  });

  it("fail where nobody listens, or a pool is asked for", async () => {
    const sent = await notify("nobody", "a.b", "1", "--config", "amqp_default_notify_timeout", "5");
    assert.equal(sent.code, 1);
    assert.match(sent.stderr, /a\.b on topic nobody\.info was not delivered within 5 s: nobody is listening/);
    const pooled = await listen("a", "--pool", "p").end();
    assert.equal(pooled.code, 1);
    assert.match(pooled.stderr, /pools are not supported/);
  });

  it("say when there is nobody to listen at", async () => {
    const at = ["--timeout", "1", "--url", "amqp://127.0.0.1:1"];
    const { code, stdout, stderr } = await osloRpc("listen", "a", ...at).end();
    assert.match(
      stderr,
      /^error: cannot connect to 127\.0\.0\.1:1: connection refused; check the address.*\n$/,
    );
    assert.deepEqual([code, stdout], [1, ""]);
    // As a service it waits for its peer, and tells what it waits for.
    const served = await osloRpc("listen", "a", "--http", "0", ...at).end();
    const [health = "", ...lines] = served.stderr.trimEnd().split("\n");
    const failure = lines.pop();
    assert.match(health, /^Health on /);
    assert.ok(lines.length > 0, served.stderr);
    for (const line of lines) {
      assert.match(line, /^\S+ WARNING AMQP connection lost .*127\.0\.0\.1:1.*connection refused/);
    }
    const late = "error: Listening to notifications of a did not begin within 1 s";
    assert.equal(failure, `${late}; is a router or broker running at amqp://127.0.0.1:1?`);
    assert.equal(served.code, 1);
  });

  it("end when their time is up, with failure where something was to come", async () => {
    const late = await notify("nobody", "x.y", "1", "--timeout", "0.3");
    assert.deepEqual(
      [late.code, late.stdout, late.stderr],
      [1, "", "error: Notification x.y was not delivered within 0.3 s\n"],
    );
    const short = await listen("quiet", "--timeout", "0.5", "--count", "2").end();
    assert.deepEqual(
      [short.code, short.stdout, short.stderr.split("\n").at(-2)],
      [1, "", "error: 2 of 2 notifications did not come within 0.5 s"],
    );
    assert.equal((await listen("quiet", "--timeout", "0.5").end()).code, 0);
  });
});
