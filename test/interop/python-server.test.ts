import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import {
  getRpcTransport,
  MessagingTimeout,
  RemoteError,
  RpcClient,
  type RpcTransport,
} from "../../src/index.js";
import { Coverage } from "../support/compatibility.js";
import { hookLimit, needs } from "../support/peers.js";
import { pythonOslo } from "../support/python.js";
import { useRouter } from "../support/use-router.js";
import { addressing, addressingModes } from "./support/addressing.js";
import { PythonServer } from "./support/python-server.js";
import { NotReady, SandboxClient } from "./support/sandbox.js";
import { values } from "./support/values.js";

for (const mode of addressingModes) {
  describe(`our client and a Python server, ${mode} addresses`, needs(pythonOslo), () => {
    const { toPython: covers } = new Coverage(import.meta.filename, mode);
    const { router, add } = useRouter();
    let python: PythonServer;
    let transport: RpcTransport;
    let client: SandboxClient;

    before(async () => {
      const url = `${router.url}${addressing[mode]}`;
      python = await PythonServer.start({
        url,
        server: "Python01",
        set: ["DEFAULT.rpc_ping_enabled=true"],
      });
      add(() => python.stop());
      transport = getRpcTransport({ url });
      add(() => transport.close());
      client = new SandboxClient(transport, { timeout: 10 });
    }, hookLimit);

    /** A client that no service definition keeps from sending what it likes. */
    function untyped(target: { namespace?: string; version?: string }): RpcClient {
      return new RpcClient(
        transport,
        { topic: "my-topic", exchange: "my-exchange", ...target },
        { timeout: 10 },
      );
    }

    const sandbox = { namespace: "my-namespace", version: "1.1" };

    async function remoteError(call: Promise<unknown>): Promise<RemoteError> {
      const error = await call.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      assert.ok(error instanceof RemoteError, String(error));
      return error;
    }

    it("call", async (test) => {
      covers(test, "call");
      assert.deepEqual(await client.methodA("a", "b"), { arg1: "a", arg2: "b" });
      const { args, context } = await python.called("methodA");
      assert.deepEqual(args, { arg1: "a", arg2: "b" });
      assert.deepEqual(context, {});
    });

    it("leave out an argument that is not given", async (test) => {
      covers(test, "argument left out");
      assert.deepEqual(await client.methodA("a"), { arg1: "a" });
    });

    for (const [name, value] of Object.entries(values)) {
      it(`exchange ${name}`, async (test) => {
        covers(test, name);
        assert.deepEqual(await client.echo(value), value);
      });
    }

    it("pass the context on", async (test) => {
      covers(test, "request context");
      const context = { user_id: "ä", roles: ["member"], project_id: null };
      await client.prepare({ context }).sink("with context");
      assert.deepEqual((await python.called("sink")).context, context);
    });

    it("cast", async (test) => {
      covers(test, "cast");
      await client.sink({ n: 2n ** 70n });
      assert.deepEqual((await python.called("sink")).args, { payload: { n: 2n ** 70n } });
    });

    it("cast to all", async (test) => {
      covers(test, "fanout");
      await client.prepare({ fanout: true }).sink("all");
      assert.deepEqual((await python.called("sink")).args, { payload: "all" });
    });

    it("meet at the server's own address", async (test) => {
      covers(test, "one server by its name");
      assert.equal(await client.prepare({ server: "Python01" }).echo(1), 1);
      await client.prepare({ server: "Python01" }).sink("one");
      assert.deepEqual((await python.called("sink")).args, { payload: "one" });
    });

    it("make 200 calls at once", async (test) => {
      covers(test, "many calls at once");
      const numbers = Array.from({ length: 200 }, (_, index) => index);
      assert.deepEqual(await Promise.all(numbers.map((number) => client.echo(number))), numbers);
    });

    it("show a Python exception", async (test) => {
      covers(test, "builtin exception");
      const error = await remoteError(client.fail("bad é"));
      assert.deepEqual([error.excModule, error.excType, error.value], ["builtins", "ValueError", "bad é"]);
      assert.deepEqual(error.args, ["bad é"]);
      assert.match(error.traceback.join(""), /endpoints\.py.*ValueError/s);
    });

    it("show an expected exception", async (test) => {
      covers(test, "expected exception");
      const error = await remoteError(untyped(sandbox).call("fail_expected", { message: "expected" }));
      assert.deepEqual([error.excType, error.value], ["ValueError", "expected"]);
    });

    it("rebuild a declared exception", async (test) => {
      covers(test, "declared exception, its module allowed");
      const error = await client.failAllowed("later", 3).catch((thrown: unknown) => thrown);
      assert.ok(error instanceof NotReady, String(error));
      assert.deepEqual([error.message, error.args, error.kwargs], ["later", ["later"], { retry_after: 3 }]);
    });

    it("show a declared exception to a client that does not allow its module", async (test) => {
      covers(test, "declared exception, its module not allowed");
      const error = await remoteError(untyped(sandbox).call("fail_allowed", { message: "later" }));
      assert.deepEqual([error.excModule, error.excType, error.value], ["peer_errors", "NotReady", "later"]);
    });

    it("exchange five megabytes", async (test) => {
      covers(test, "five megabytes");
      const value = "x".repeat(5_000_000);
      assert.ok((await client.echo(value)) === value);
    });

    it("show an exception that is not declared", async (test) => {
      covers(test, "undeclared exception");
      const error = await remoteError(client.failUnlisted("secret"));
      assert.deepEqual([error.excModule, error.excType, error.value], ["endpoints", "Unlisted", "secret"]);
    });

    it("tell of a method that is missing, hidden ones too", async (test) => {
      covers(test, "no such method");
      for (const method of ["nothing", "_hidden"]) {
        const error = await remoteError(untyped(sandbox).call(method));
        assert.equal(error.excModule, "oslo_messaging.rpc.dispatcher");
        assert.equal(error.excType, "NoSuchMethod");
        assert.equal(error.value, `Endpoint does not support RPC method ${method}`);
      }
    });

    it("tell of a version or a namespace that is missing", async (test) => {
      covers(test, "unsupported version", "wrong namespace");
      for (const wrong of [{ version: "1.2" }, { version: "2.0" }, { namespace: "nowhere" }]) {
        const error = await remoteError(untyped({ ...sandbox, ...wrong }).call("echo", { value: 1 }));
        assert.equal(error.excType, "UnsupportedVersion", JSON.stringify(wrong));
      }
    });

    it("tell of arguments that do not fit", async (test) => {
      covers(test, "invalid arguments");
      const error = await remoteError(untyped(sandbox).call("echo", { wrong: 1 }));
      assert.deepEqual([error.excModule, error.excType], ["builtins", "TypeError"]);
    });

    it("meet in other namespaces", async (test) => {
      covers(test, "null, second and legacy namespace");
      assert.equal(await untyped({}).call("whoami"), "plain 1.0");
      assert.equal(
        await untyped({ namespace: "other-namespace", version: "2.1" }).call("whoami"),
        "other 2.3",
      );
      assert.equal(await untyped({ namespace: "old-namespace", version: "2.3" }).call("whoami"), "other 2.3");
    });

    it("ping", async (test) => {
      covers(test, "ping");
      assert.equal(await untyped({}).call("oslo_rpc_server_ping"), "pong");
    });

    it("time out, and go on", async (test) => {
      covers(test, "timeout");
      await assert.rejects(client.prepare({ timeout: 0.3 }).sleep(3), MessagingTimeout);
      assert.equal(await client.echo("after"), "after");
    });

    it("time out for a server that is not there", async (test) => {
      covers(test, "server that is not there");
      await assert.rejects(client.prepare({ timeout: 0.3, server: "nobody" }).echo(1), MessagingTimeout);
    });

    it("keep a monitored call alive with the server's heartbeats", async (test) => {
      covers(test, "call monitor");
      assert.equal(await client.prepare({ callMonitorTimeout: 4 }).sleep(5.2), 5.2);
    });
  });
}
