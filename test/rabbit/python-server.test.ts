import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  getRpcTransport,
  MessageUndeliverable,
  MessagingTimeout,
  RemoteError,
  RpcClient,
  type RpcTransport,
} from "../../src/index.js";
import { PythonServer } from "../interop/support/python-server.js";
import { NotReady, SandboxClient } from "../interop/support/sandbox.js";
import { values } from "../interop/support/values.js";
import { Coverage } from "../support/compatibility.js";
import { needs } from "../support/peers.js";
import { pythons } from "./support/pythons.js";
import { anyRabbit, suiteLimit } from "./support/rabbit.js";
import { useRabbit } from "./support/use-rabbit.js";

describe("our client and a Python server over RabbitMQ", { ...needs(anyRabbit), ...suiteLimit }, () => {
  const rabbit = useRabbit();

  for (const { name, peer, python } of pythons) {
    describe(name, needs(peer), () => {
      const { toPython: covers } = new Coverage(import.meta.filename, "rabbit", name);
      const place = { topic: `to ${name}`, exchange: `ex/change ${name}` };
      let server: PythonServer;
      let transport: RpcTransport;
      let client: SandboxClient;

      before(async () => {
        server = await PythonServer.start({
          url: rabbit.url,
          ...place,
          server: "Python01",
          set: ["DEFAULT.rpc_ping_enabled=true"],
          ...(python && { python }),
        });
        transport = getRpcTransport({ url: rabbit.url });
        client = new SandboxClient(transport, { timeout: 15 }).prepare(place);
      });
      after(async () => {
        await Promise.all([transport?.close(), server?.stop()]);
      });

      /** A client that no service definition keeps from sending what it likes. */
      const untyped = (target: { readonly namespace?: string; readonly version?: string }) =>
        new RpcClient(transport, { ...place, ...target }, { timeout: 15 });
      const sandbox = { namespace: "my-namespace", version: "1.1" };

      async function remoteError(call: Promise<unknown>): Promise<RemoteError> {
        const error = await call.catch((thrown: unknown) => thrown);
        assert.ok(error instanceof RemoteError, String(error));
        return error;
      }

      it("call, and pass the context on", async (test) => {
        covers(test, "call", "request context", "argument left out");
        const context = { user_id: "ä", roles: ["member"], project_id: null };
        const answer = await client.prepare({ context }).methodA("a", "b");
        assert.deepEqual(answer, { arg1: "a", arg2: "b" });
        const called = await server.called("methodA");
        assert.equal(called.context.user_id, "ä");
        assert.deepEqual(called.context.roles, ["member"]);
        assert.deepEqual(await client.methodA("a"), { arg1: "a" });
      });

      for (const [what, value] of Object.entries(values)) {
        it(`exchange ${what}`, async (test) => {
          covers(test, what);
          assert.deepEqual(await client.echo(value), value);
        });
      }

      it("exchange 5 MB", async (test) => {
        covers(test, "five megabytes");
        const value = "x".repeat(5_000_000);
        assert.equal(await client.echo(value), value);
      });

      it("cast", async (test) => {
        covers(test, "cast");
        await client.sink({ n: 2n ** 70n });
        assert.deepEqual((await server.called("sink")).args, { payload: { n: 2n ** 70n } });
      });

      it("cast to all", async (test) => {
        covers(test, "fanout");
        await client.prepare({ fanout: true }).sink("all");
        assert.deepEqual((await server.called("sink")).args, { payload: "all" });
      });

      it("meet at the server's own queue", async (test) => {
        covers(test, "one server by its name");
        const one = client.prepare({ server: "Python01" });
        assert.equal(await one.echo(1), 1);
        await one.sink("one");
        assert.deepEqual((await server.called("sink")).args, { payload: "one" });
      });

      it("make 500 calls at once", async (test) => {
        covers(test, "many calls at once");
        const numbers = Array.from({ length: 500 }, (_, index) => index);
        assert.deepEqual(await Promise.all(numbers.map((number) => client.echo(number))), numbers);
      });

      it("show exceptions", async (test) => {
        covers(
          test,
          "builtin exception",
          "declared exception, its module allowed",
          "declared exception, its module not allowed",
          "undeclared exception",
          "expected exception",
        );
        const error = await remoteError(client.fail("bad é"));
        assert.deepEqual([error.excModule, error.excType, error.value], ["builtins", "ValueError", "bad é"]);
        const declared = await client.failAllowed("later", 3).catch((thrown: unknown) => thrown);
        assert.ok(declared instanceof NotReady, String(declared));
        assert.deepEqual(declared.kwargs, { retry_after: 3 });
        const notAllowed = await remoteError(untyped(sandbox).call("fail_allowed", { message: "later" }));
        assert.deepEqual(
          [notAllowed.excModule, notAllowed.excType, notAllowed.value],
          ["peer_errors", "NotReady", "later"],
        );
        const unlisted = await remoteError(client.failUnlisted("secret"));
        assert.deepEqual([unlisted.excModule, unlisted.excType], ["endpoints", "Unlisted"]);
        const expected = await remoteError(untyped(sandbox).call("fail_expected", { message: "expected" }));
        assert.deepEqual([expected.excType, expected.value], ["ValueError", "expected"]);
      });

      it("tell of what is missing", async (test) => {
        covers(test, "no such method", "unsupported version", "wrong namespace", "invalid arguments", "ping");
        assert.equal((await remoteError(untyped(sandbox).call("nothing"))).excType, "NoSuchMethod");
        const old = untyped({ ...sandbox, version: "2.0" }).call("echo", { value: 1 });
        assert.equal((await remoteError(old)).excType, "UnsupportedVersion");
        const elsewhere = untyped({ ...sandbox, namespace: "nowhere" }).call("echo", { value: 1 });
        assert.equal((await remoteError(elsewhere)).excType, "UnsupportedVersion");
        assert.equal((await remoteError(untyped(sandbox).call("echo", { wrong: 1 }))).excType, "TypeError");
        assert.equal(await untyped({}).call("oslo_rpc_server_ping"), "pong");
      });

      it("meet in other namespaces", async (test) => {
        covers(test, "null, second and legacy namespace");
        assert.equal(await untyped({}).call("whoami"), "plain 1.0");
        assert.equal(
          await untyped({ namespace: "other-namespace", version: "2.1" }).call("whoami"),
          "other 2.3",
        );
        assert.equal(
          await untyped({ namespace: "old-namespace", version: "2.3" }).call("whoami"),
          "other 2.3",
        );
      });

      it("end a call that takes too long, and one that nobody can take", async (test) => {
        covers(test, "timeout", "server that is not there");
        await assert.rejects(client.prepare({ timeout: 0.5 }).sleep(4), MessagingTimeout);
        const error = await client
          .prepare({ server: "nobody" })
          .echo(1)
          .catch((thrown: unknown) => thrown);
        assert.ok(error instanceof MessageUndeliverable, String(error));
        assert.match(error.message, /exchange ex\/change .* with key to .*\.nobody/);
        await client.prepare({ server: "nobody" }).sink("ignored, as in Python");
        await client.prepare({ topic: "no-such-topic", fanout: true }).sink("ignored, as in Python");
        assert.equal(await client.echo("after"), "after");
      });

      it("keep a monitored call alive with the server's heartbeats", async (test) => {
        covers(test, "call monitor");
        assert.equal(await client.prepare({ callMonitorTimeout: 4 }).sleep(5.2), 5.2);
      });
    });
  }
});
