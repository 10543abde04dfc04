import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { getRpcTransport } from "../../src/index.js";
import { stringifyJson } from "../../src/json/json.js";
import { isRequest, type ReplyLine } from "../../src/tap/traffic.js";
import { osloRpc } from "../integration/commands/command.js";
import { hookLimit, needs } from "../support/peers.js";
import { pythonOslo } from "../support/python.js";
import { useRouter } from "../support/use-router.js";
import { callImported } from "./support/imported-call.js";
import { PythonClient } from "./support/python-client.js";
import { PythonServer } from "./support/python-server.js";
import { TappedLines } from "./support/tapped-lines.js";

describe("Python peers over the embedded router", needs(pythonOslo), () => {
  const { router, add } = useRouter({ http: { port: 0 } });
  let servers: readonly [PythonServer, PythonServer];
  let client: PythonClient;

  before(async () => {
    const { url } = router;
    [client, ...servers] = await Promise.all([
      PythonClient.start({ url }),
      PythonServer.start({ url, server: "Python01" }),
      PythonServer.start({ url, server: "Python02" }),
    ]);
    add(() => Promise.all([client, ...servers].map((peer) => peer.stop())));
  }, hookLimit);

  it("share calls", async () => {
    const numbers = Array.from({ length: 40 }, (_, index) => index);
    assert.deepEqual(await Promise.all(numbers.map((value) => client.call("echo", { value }))), numbers);
    const [first, second] = servers.map((server) => server.calls("echo").length);
    assert.equal((first ?? 0) + (second ?? 0), 40);
    assert.ok(first && second, `${first} and ${second}`);
  });

  it("exchange a megabyte", async () => {
    const value = "x".repeat(2 ** 20);
    assert.equal(await client.call("echo", { value }), value);
  });

  it("all get what is cast to all, once", async () => {
    await client.cast("sink", { payload: 1 }, { fanout: true });
    for (const server of servers) await server.called("sink");
    // A call to each comes after what was cast before.
    for (const server of ["Python01", "Python02"]) await client.call("echo", { value: 1 }, { server });
    assert.deepEqual(
      servers.map((server) => server.calls("sink")),
      [[], []],
    );
  });

  it("see each other's exceptions", async () => {
    const request = { allowed_remote_exmods: ["peer_errors"] };
    const failure = await client.failure("fail_allowed", { message: "m", n: 1 }, request);
    assert.deepEqual([failure.class, failure.kwargs], ["NotReady_Remote", { n: 1 }]);
  });

  it("keep a monitored call alive", async () => {
    assert.equal(await client.call("sleep", { seconds: 2.5 }, { call_monitor_timeout: 2 }), 2.5);
  });

  it("time out for a server that is not there", async () => {
    const failure = await client.failure("echo", { value: 1 }, { server: "nobody", timeout: 1 });
    assert.equal(failure.class, "MessagingTimeout");
  });

  it("are tapped: requests and replies, which belong together, without their secrets", async () => {
    const transport = getRpcTransport({ url: router.url });
    add(() => transport.close());
    const tap = await TappedLines.of(transport, { topic: "my-topic", exchange: "my-exchange" });
    const context = { user_id: "ü", auth_token: "geheim-1" };
    await client.call("echo", { value: { password: "geheim-2", n: 2n ** 60n } }, { context });
    await client.call("methodA", { arg1: "a" }, { server: "Python02" });
    await client.failure("fail", { message: "password=geheim-3" });
    await client.cast("sink", { payload: [1] });
    await client.cast("sink", { payload: { token: "geheim-4" } }, { fanout: true });
    const lines = await tap.atLeast(8);
    await tap.stop();
    // A call to each comes after what was cast before: nothing was taken away.
    for (const server of ["Python01", "Python02"]) await client.call("echo", { value: 1 }, { server });
    assert.equal(servers.flatMap((server) => server.calls("sink")).length, 3);
    const requests = lines.filter(isRequest);
    assert.deepEqual(
      requests.map(({ type, method, server, fanout, args }) => [type, method, server, fanout, args]),
      [
        ["call", "echo", undefined, undefined, { value: { password: "***", n: 2n ** 60n } }],
        ["call", "methodA", "Python02", undefined, { arg1: "a" }],
        ["call", "fail", undefined, undefined, { message: "password=***" }],
        ["cast", "sink", undefined, undefined, { payload: [1] }],
        ["cast", "sink", undefined, true, { payload: { token: "***" } }],
      ],
    );
    const { user_id, auth_token } = (requests[0]?.context ?? {}) as Record<string, unknown>;
    assert.deepEqual([user_id, auth_token], ["ü", "***"]);
    const replies = lines.filter(({ type }) => type === "reply") as readonly ReplyLine[];
    assert.deepEqual(
      replies.map(({ id, method, result, failure }) => [id, method, result ?? failure?.class]),
      [
        [requests[0]?.id, "echo", { password: "***", n: 2n ** 60n }],
        [requests[1]?.id, "methodA", { arg1: "a" }],
        [requests[2]?.id, "fail", "ValueError"],
      ],
    );
    assert.ok(replies.every(({ elapsed = 0 }) => elapsed > 0));
    assert.doesNotMatch(stringifyJson(lines), /geheim/);
    assert.match(replies[2]?.failure?.tb.join("") ?? "", /endpoints\.py.*ValueError: password=\*\*\*/s);
  });

  it("are called with checked arguments from their URL and sources, with three commands and no file", async () => {
    const list = await osloRpc("ls", "my-topic", "--http", router.httpUrl ?? "", "--json").end();
    const rows = list.stdout.trimEnd().split("\n");
    const served = rows.map((row) => JSON.parse(row)).filter(({ consumers }) => consumers > 0);
    assert.deepEqual(
      served.map(({ exchange, topic, server }) => [exchange, topic, server]),
      [null, "Python01", "Python02"].map((server) => ["my-exchange", "my-topic", server]),
      list.stderr,
    );
    const place = { url: router.url, topic: "my-topic", exchange: "my-exchange" };
    const called = await callImported(place, "methodA", "arg1=a", "arg2=b");
    assert.deepEqual([called.code, called.stdout], [0, '{"arg1":"a","arg2":"b"}\n'], called.stderr);
    const wrong = await callImported(place, "methodA", "agr1=a");
    assert.match(wrong.stderr, /Method methodA has no argument "agr1"; did you mean "arg1"\?/);
    assert.equal(wrong.code, 2);
  });
});
