import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { osloRpc, type RunningCommand, sandbox } from "./command.js";

describe("the sandbox in three terminals", () => {
  let router: RunningCommand;
  let server: RunningCommand;
  let url: string;

  before(async () => {
    router = osloRpc("router", "--port", "0");
    url = (await router.line()).replace("Listening on ", "");
    server = sandbox("my-server", "Server01", "--url", url, "--config", "amqp_idle_timeout", "10");
  });
  after(async () => {
    assert.equal((await server.stop()).code, 0);
    assert.equal((await router.stop()).code, 0);
  });

  const client = (...words: readonly string[]) => sandbox("my-client", ...words, "--url", url).end();

  it("the server says what it serves", async () => {
    assert.equal(
      await server.line(),
      "Running server, name=Server01 exchange=my-exchange topic=my-topic namespace=my-namespace",
    );
  });

  it("a server whose peer is not there says once what it waits for", async () => {
    const waiting = sandbox("my-server", "Server02", "--url", "amqp://127.0.0.1:1");
    const line = await waiting.errorLine(/./);
    assert.match(line, /^Waiting for amqp:\/\/127\.0\.0\.1:1 \(.*connection refused\)$/);
    const { stderr } = await waiting.stop();
    assert.equal(stderr, `${line}\n`);
  });

  it("the client says whom it calls, and prints the result as JSON", async () => {
    const { code, stdout, stderr } = await client("my-topic", "methodA", "arg1=a", "arg2=b");
    assert.equal(
      stderr,
      "Calling server on topic my-topic, server=None exchange=my-exchange namespace=my-namespace fanout=None\n",
    );
    assert.deepEqual(JSON.parse(stdout), { arg1: "a", arg2: "b" });
    assert.equal(code, 0);
  });

  it("takes arguments as pairs of name and value", async () => {
    const { stdout } = await client("my-topic", "methodA", "arg1", "a", "arg2", "b");
    assert.deepEqual(JSON.parse(stdout), { arg1: "a", arg2: "b" });
  });

  it("serves the second service from the same server", async () => {
    const { stdout } = await client("my-topic", "methodB", "arg=b");
    assert.equal(stdout, '"b"\n');
  });

  it("tells an unknown method in one line", async () => {
    const { code, stdout, stderr } = await client("my-topic", "methodX");
    const [, ...lines] = stderr.trimEnd().split("\n");
    assert.deepEqual(lines, [
      "error: Remote error: NoSuchMethod Endpoint does not support RPC method methodX (module oslo_messaging.rpc.dispatcher)",
    ]);
    assert.deepEqual([code, stdout], [1, ""]);
  });

  it("tells a missing and an ill-typed argument in one line", async () => {
    for (const [words, text] of [
      [[], "at /arg1: is required"],
      [["arg1=5"], "at /arg1: must be string, got 5"],
    ] as const) {
      const { code, stderr } = await client("my-topic", "methodA", ...words);
      const [, ...lines] = stderr.trimEnd().split("\n");
      assert.deepEqual(lines, [
        `error: Remote error: InvalidArguments Invalid arguments of method methodA ${text} (module oslo_rpc.exceptions)`,
      ]);
      assert.equal(code, 1);
    }
  });

  it("tells all of an exception, with and without its definition", async () => {
    const place = ["--url", url, "--json"];
    const untyped = [
      "my-topic",
      "methodA",
      "arg1=",
      "--exchange",
      "my-exchange",
      "--namespace",
      "my-namespace",
    ];
    for (const [words, name] of [
      [untyped, "RemoteError"],
      [["--schema", "schemas/my-service.json", "methodA", "arg1="], "NotReady"],
    ] as const) {
      const { code, stdout, stderr } = await osloRpc("call", ...words, ...place).end();
      assert.deepEqual([code, stdout], [1, ""]);
      const { error } = JSON.parse(stderr) as { error: { name: string; remote: Record<string, unknown> } };
      const { class: kind, message, kwargs, traceback } = error.remote;
      assert.deepEqual(
        [error.name, kind, message, kwargs, traceback],
        [name, "NotReady", "arg1 is empty", { hint: "pass a text" }, []],
      );
    }
  });

  it("says of a value that looks like JSON and is none that it is sent as a text", async () => {
    const words = ["--url", url, "--exchange", "my-exchange", "--namespace", "my-namespace"];
    const { code, stdout, stderr } = await osloRpc(
      "call",
      "my-topic",
      "echo",
      "text={'a': 1}",
      ...words,
    ).end();
    assert.match(stderr, /^warning: text looks like JSON, and is taken as a text: .*\n$/);
    assert.deepEqual([code, stdout], [0, `"{'a': 1}"\n`]);
  });
});

it("npm start generates, serves, calls and ends well", async () => {
  const { code, stdout, stderr } = await sandbox("start").end();
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /client\.methodA\("a", "b"\) -> \{ arg1: 'a', arg2: 'b' \}/);
  assert.match(stdout, /client\.methodA\(""\) -> NotReady: arg1 is empty/);
});
