import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { getRpcTransport, loadConfiguration, RpcServer, type RpcTransport } from "../../src/index.js";
import { isRequest } from "../../src/tap/traffic.js";
import { PythonClient } from "../interop/support/python-client.js";
import { SandboxEndpoint } from "../interop/support/sandbox.js";
import { TappedLines } from "../interop/support/tapped-lines.js";
import { values } from "../interop/support/values.js";
import { Coverage } from "../support/compatibility.js";
import { needs } from "../support/peers.js";
import { recordingLogger } from "../unit/notify/recording-logger.js";
import { pythons } from "./support/pythons.js";
import { anyRabbit, suiteLimit } from "./support/rabbit.js";
import { useRabbit } from "./support/use-rabbit.js";

describe("a Python client and our server over RabbitMQ", { ...needs(anyRabbit), ...suiteLimit }, () => {
  const rabbit = useRabbit();

  for (const { name, peer, python } of pythons) {
    describe(name, needs(peer), () => {
      const { fromPython: covers } = new Coverage(import.meta.filename, "rabbit", name);
      const place = { topic: `from ${name}`, exchange: `ex/change ${name}` };
      const other = `other ${place.topic}`;
      const endpoint = new SandboxEndpoint();
      let transport: RpcTransport;
      let server: RpcServer;
      let others: RpcServer;
      const { logger, lines } = recordingLogger();
      let client: PythonClient;

      before(async () => {
        transport = getRpcTransport({
          url: rabbit.url,
          logger,
          configuration: loadConfiguration({ values: { rpc_ping_enabled: true } }),
        });
        server = new RpcServer(transport, { server: "Server01", endpoints: [endpoint], ...place });
        others = new RpcServer(transport, {
          ...place,
          server: "Server02",
          topic: other,
          namespace: "other-namespace",
          legacyNamespaces: ["old-namespace", null],
          endpoints: [endpoint],
        });
        [client] = await Promise.all([
          PythonClient.start({ url: rabbit.url, ...place, ...(python && { python }) }),
          server.start(),
          others.start(),
        ]);
      });
      after(async () => {
        await Promise.all([client?.stop(), server?.stop(), others?.stop()]);
        await transport?.close();
      });

      it("call", async (test) => {
        covers(test, "call", "argument left out");
        assert.deepEqual(await client.call("methodA", { arg1: "a", arg2: "b" }), { arg1: "a", arg2: "b" });
        assert.deepEqual(await client.call("methodA", { arg1: "a" }), { arg1: "a" });
      });

      for (const [what, value] of Object.entries(values)) {
        it(`exchange ${what}`, async (test) => {
          covers(test, what);
          assert.deepEqual(await client.call("echo", { value }), value);
        });
      }

      it("exchange 5 MB", async (test) => {
        covers(test, "five megabytes");
        const value = "x".repeat(5_000_000);
        assert.equal(await client.call("echo", { value }), value);
      });

      it("cast, and pass the context on", async (test) => {
        covers(test, "cast", "request context");
        const context = { user_id: "ä", roles: ["member"], project_id: null };
        await client.cast("sink", { payload: [2n ** 70n] }, { context });
        const { payload, context: came } = await endpoint.sunk();
        assert.deepEqual(payload, [2n ** 70n]);
        assert.equal(came.user_id, "ä");
        assert.deepEqual(came.roles, ["member"]);
      });

      it("cast to all", async (test) => {
        covers(test, "fanout");
        await client.cast("sink", { payload: "all" }, { fanout: true });
        assert.equal((await endpoint.sunk()).payload, "all");
      });

      it("meet at the server's own queue", async (test) => {
        covers(test, "one server by its name");
        assert.equal(await client.call("echo", { value: 1 }, { server: "Server01" }), 1);
        await client.cast("sink", { payload: "one" }, { server: "Server01" });
        assert.equal((await endpoint.sunk()).payload, "one");
      });

      it("make 200 calls at once", async (test) => {
        covers(test, "many calls at once");
        const numbers = Array.from({ length: 200 }, (_, index) => index);
        const answers = await Promise.all(numbers.map((value) => client.call("echo", { value })));
        assert.deepEqual(answers, numbers);
      });

      it("rebuild a declared error whose module the client allows", async (test) => {
        covers(test, "declared exception, its module allowed");
        const args = { message: "later", retry_after: 3 };
        const failure = await client.failure("fail_allowed", args, {
          allowed_remote_exmods: ["peer_errors"],
        });
        assert.ok(failure.bases.includes("NotReady"), failure.class);
        assert.deepEqual([failure.args, failure.kwargs], [["later"], { retry_after: 3 }]);
      });

      it("show errors", async (test) => {
        covers(
          test,
          "declared exception, its module not allowed",
          "no such method",
          "unsupported version",
          "wrong namespace",
          "invalid arguments",
        );
        const declared = await client.failure("fail_allowed", { message: "later" });
        assert.deepEqual(
          [declared.class, declared.exc_type, declared.value],
          ["RemoteError", "NotReady", "later"],
        );
        const missing = await client.failure("nothing");
        assert.deepEqual([missing.class, missing.exc_type], ["RemoteError", "NoSuchMethod"]);
        const old = await client.failure("echo", { value: 1 }, { version: "2.0" });
        assert.deepEqual([old.class, old.exc_type], ["RemoteError", "UnsupportedVersion"]);
        const elsewhere = await client.failure("echo", { value: 1 }, { namespace: "nowhere" });
        assert.deepEqual([elsewhere.class, elsewhere.exc_type], ["RemoteError", "UnsupportedVersion"]);
        const wrong = await client.failure("methodA", { arg1: 5 });
        assert.deepEqual([wrong.class, wrong.exc_type], ["RemoteError", "InvalidArguments"]);
      });

      it("keep the class of an undeclared error to the server", async (test) => {
        covers(test, "builtin exception", "undeclared exception");
        for (const method of ["fail", "fail_unlisted"]) {
          const failure = await client.failure(method, { message: "boom é" });
          assert.deepEqual([failure.module, failure.class], ["builtins", "RuntimeError"]);
          assert.match(failure.message, /boom é/);
        }
      });

      it("meet in other namespaces", async (test) => {
        covers(test, "null, second and legacy namespace");
        for (const namespace of ["other-namespace", "old-namespace", null]) {
          assert.equal(await client.call("echo", { value: 1 }, { topic: other, namespace }), 1);
        }
        const failure = await client.failure("echo", { value: 1 }, { topic: other });
        assert.equal(failure.exc_type, "UnsupportedVersion");
      });

      it("show an expected exception, which is no error of the server", async (test) => {
        covers(test, "expected exception");
        const errors = () => lines.filter(({ level }) => level === "error").length;
        const before = errors();
        const failure = await client.failure("fail_expected", { message: "expected" });
        assert.deepEqual([failure.exc_type, failure.value], ["NotReady", "expected"]);
        assert.equal(errors(), before);
        await client.failure("fail", { message: "not expected" });
        assert.equal(errors(), before + 1);
      });

      it("time out for a server that is not there", async (test) => {
        covers(test, "server that is not there");
        const failure = await client.failure("echo", { value: 1 }, { server: "nobody", timeout: 1 });
        assert.equal(failure.class, "MessagingTimeout");
      });

      it("ping", async (test) => {
        covers(test, "ping");
        const request = { namespace: null, version: null };
        assert.equal(await client.call("oslo_rpc_server_ping", {}, request), "pong");
      });

      it("time out, and go on", async (test) => {
        covers(test, "timeout");
        const failure = await client.failure("sleep", { seconds: 2 }, { timeout: 1 });
        assert.equal(failure.class, "MessagingTimeout");
        assert.equal(await client.call("echo", { value: "after" }), "after");
      });

      it("keep a monitored call alive with our heartbeats", async (test) => {
        covers(test, "call monitor");
        assert.equal(await client.call("sleep", { seconds: 3.2 }, { call_monitor_timeout: 2 }), 3.2);
      });

      it("call, cast and cast to all, which a tap shows without their secrets", async () => {
        const tap = await TappedLines.of(transport, place);
        const context = { user_id: "ü", auth_token: "geheim-1" };
        await client.call("echo", { value: { password: "geheim-2" } }, { context });
        await client.call("methodA", { arg1: "a" }, { server: "Server01" });
        await client.cast("sink", { payload: [1] });
        await client.cast("sink", { payload: { token: "geheim-3" } }, { fanout: true });
        const lines = (await tap.atLeast(4)).filter(isRequest);
        await tap.stop();
        assert.deepEqual(
          lines.map(({ type, method, server, fanout, args }) => [type, method, server, fanout, args]),
          [
            ["call", "echo", undefined, undefined, { value: { password: "***" } }],
            ["call", "methodA", "Server01", undefined, { arg1: "a" }],
            ["cast", "sink", undefined, undefined, { payload: [1] }],
            ["cast", "sink", undefined, true, { payload: { token: "***" } }],
          ],
        );
        const { user_id, auth_token } = (lines[0]?.context ?? {}) as Record<string, unknown>;
        assert.deepEqual([user_id, auth_token], ["ü", "***"]);
        assert.match(tap.unseen.join(), /^replies: /);
      });
    });
  }
});
