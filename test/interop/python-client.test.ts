import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { getRpcTransport, loadConfiguration, RpcServer, type RpcTransport } from "../../src/index.js";
import { Coverage } from "../support/compatibility.js";
import { hookLimit, needs } from "../support/peers.js";
import { pythonOslo } from "../support/python.js";
import { useRouter } from "../support/use-router.js";
import { recordingLogger } from "../unit/notify/recording-logger.js";
import { addressing, addressingModes } from "./support/addressing.js";
import { PythonClient } from "./support/python-client.js";
import { SandboxEndpoint } from "./support/sandbox.js";
import { values } from "./support/values.js";

for (const mode of addressingModes) {
  describe(`a Python client and our server, ${mode} addresses`, needs(pythonOslo), () => {
    const { fromPython: covers } = new Coverage(import.meta.filename, mode);
    const { router, add } = useRouter();
    const endpoint = new SandboxEndpoint();
    let transport: RpcTransport;
    let server: RpcServer;
    let others: RpcServer;
    const { logger, lines } = recordingLogger();
    let python: PythonClient;

    before(async () => {
      const configuration = loadConfiguration({ values: { rpc_ping_enabled: true } });
      const url = `${router.url}${addressing[mode]}`;
      transport = getRpcTransport({ url, configuration, logger });
      add(() => transport.close());
      server = new RpcServer(transport, { server: "Server01", endpoints: [endpoint] });
      const legacyNamespaces = ["old-namespace", null];
      others = new RpcServer(transport, {
        server: "Server02",
        topic: "other-topic",
        namespace: "other-namespace",
        legacyNamespaces,
        endpoints: [endpoint],
      });
      add(() => Promise.all([server.stop(), others.stop()]));
      [python] = await Promise.all([PythonClient.start({ url }), server.start(), others.start()]);
      add(() => python.stop());
    }, hookLimit);

    it("call", async (test) => {
      covers(test, "call", "argument left out");
      assert.deepEqual(await python.call("methodA", { arg1: "a", arg2: "b" }), { arg1: "a", arg2: "b" });
      assert.deepEqual(await python.call("methodA", { arg1: "a" }), { arg1: "a" });
    });

    for (const [name, value] of Object.entries(values)) {
      it(`exchange ${name}`, async (test) => {
        covers(test, name);
        assert.deepEqual(await python.call("echo", { value }), value);
      });
    }

    it("exchange five megabytes", async (test) => {
      covers(test, "five megabytes");
      const value = "x".repeat(5_000_000);
      assert.ok((await python.call("echo", { value })) === value);
    });

    it("cast, and pass the context on", async (test) => {
      covers(test, "cast", "request context");
      const context = { user_id: "ä", roles: ["member"], project_id: null };
      await python.cast("sink", { payload: [2n ** 70n] }, { context });
      assert.deepEqual(await endpoint.sunk(), { payload: [2n ** 70n], context });
    });

    it("cast to all", async (test) => {
      covers(test, "fanout");
      await python.cast("sink", { payload: "all" }, { fanout: true });
      assert.equal((await endpoint.sunk()).payload, "all");
    });

    it("meet at the server's own address", async (test) => {
      covers(test, "one server by its name");
      assert.equal(await python.call("echo", { value: 1 }, { server: "Server01" }), 1);
      await python.cast("sink", { payload: "one" }, { server: "Server01" });
      assert.equal((await endpoint.sunk()).payload, "one");
    });

    it("make 200 calls at once", async (test) => {
      covers(test, "many calls at once");
      const numbers = Array.from({ length: 200 }, (_, index) => index);
      const answers = await Promise.all(numbers.map((value) => python.call("echo", { value })));
      assert.deepEqual(answers, numbers);
    });

    it("rebuild a declared error whose module the client allows", async (test) => {
      covers(test, "declared exception, its module allowed");
      const args = { message: "later", retry_after: 3 };
      const failure = await python.failure("fail_allowed", args, { allowed_remote_exmods: ["peer_errors"] });
      assert.ok(failure.bases.includes("NotReady"), failure.class);
      assert.equal(failure.module, "peer_errors_Remote");
      assert.deepEqual([failure.args, failure.kwargs], [["later"], { retry_after: 3 }]);
      assert.match(failure.message, /^later\n/);
    });

    it("show a declared error whose module the client does not allow", async (test) => {
      covers(test, "declared exception, its module not allowed");
      const failure = await python.failure("fail_allowed", { message: "later" });
      assert.equal(failure.class, "RemoteError");
      assert.deepEqual([failure.exc_type, failure.value, failure.traceback], ["NotReady", "later", []]);
    });

    it("keep the class of an undeclared error to the server", async (test) => {
      covers(test, "builtin exception", "undeclared exception");
      for (const method of ["fail", "fail_unlisted"]) {
        const failure = await python.failure(method, { message: "boom é" });
        assert.deepEqual([failure.module, failure.class], ["builtins", "RuntimeError"]);
        assert.match(failure.message, /boom é/);
      }
    });

    it("tell of a method that is missing", async (test) => {
      covers(test, "no such method");
      for (const method of ["nothing", "_hidden", "constructor", "descriptor", "sunk"]) {
        const failure = await python.failure(method);
        assert.deepEqual([failure.class, failure.exc_type], ["RemoteError", "NoSuchMethod"]);
        assert.equal(failure.value, `Endpoint does not support RPC method ${method}`);
      }
    });

    it("tell of a version or a namespace that is missing", async (test) => {
      covers(test, "unsupported version", "wrong namespace");
      for (const wrong of [
        { version: "1.2" },
        { version: "2.0" },
        { namespace: "nowhere" },
        { namespace: null },
      ]) {
        const failure = await python.failure("echo", { value: 1 }, wrong);
        assert.deepEqual([failure.class, failure.exc_type], ["RemoteError", "UnsupportedVersion"]);
      }
      // Without a version a request needs 1.0.
      assert.equal(await python.call("echo", { value: 1 }, { version: null }), 1);
    });

    it("tell of arguments that do not fit", async (test) => {
      covers(test, "invalid arguments");
      for (const args of [{ arg1: 5 }, {}, { arg1: "a", other: 1 }, { arg1: "a", arg2: null }]) {
        const failure = await python.failure("methodA", args);
        assert.deepEqual([failure.class, failure.exc_type], ["RemoteError", "InvalidArguments"]);
        assert.match(failure.value ?? "", /methodA/);
      }
    });

    it("meet in other namespaces", async (test) => {
      covers(test, "null, second and legacy namespace");
      for (const namespace of ["other-namespace", "old-namespace", null]) {
        assert.equal(await python.call("echo", { value: 1 }, { topic: "other-topic", namespace }), 1);
      }
      const failure = await python.failure("echo", { value: 1 }, { topic: "other-topic" });
      assert.equal(failure.exc_type, "UnsupportedVersion");
    });

    it("show an expected exception, which is no error of the server", async (test) => {
      covers(test, "expected exception");
      const errors = () => lines.filter(({ level }) => level === "error").length;
      const before = errors();
      const failure = await python.failure("fail_expected", { message: "expected" });
      assert.deepEqual([failure.exc_type, failure.value], ["NotReady", "expected"]);
      assert.equal(errors(), before);
      await python.failure("fail", { message: "not expected" });
      assert.equal(errors(), before + 1);
    });

    it("time out for a server that is not there", async (test) => {
      covers(test, "server that is not there");
      const failure = await python.failure("echo", { value: 1 }, { server: "nobody", timeout: 1 });
      assert.equal(failure.class, "MessagingTimeout");
    });

    it("ping", async (test) => {
      covers(test, "ping");
      const request = { namespace: null, version: null };
      assert.equal(await python.call("oslo_rpc_server_ping", {}, request), "pong");
    });

    it("time out, and go on", async (test) => {
      covers(test, "timeout");
      const failure = await python.failure("sleep", { seconds: 2 }, { timeout: 1 });
      assert.equal(failure.class, "MessagingTimeout");
      assert.equal(await python.call("echo", { value: "after" }), "after");
    });

    it("keep a monitored call alive with our heartbeats", async (test) => {
      covers(test, "call monitor");
      assert.equal(await python.call("sleep", { seconds: 3.2 }, { call_monitor_timeout: 2 }), 3.2);
    });
  });
}
