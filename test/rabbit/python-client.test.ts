import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { getRpcTransport, RpcServer, type RpcTransport } from "../../src/index.js";
import { PythonClient } from "../interop/support/python-client.js";
import { SandboxEndpoint } from "../interop/support/sandbox.js";
import { values } from "../interop/support/values.js";
import { needs } from "../support/peers.js";
import { pythons } from "./support/pythons.js";
import { anyRabbit, type RabbitUnderTest, startRabbit } from "./support/rabbit.js";

describe("a Python client and our server over RabbitMQ", needs(anyRabbit), () => {
  let rabbit: RabbitUnderTest;

  before(async () => {
    rabbit = await startRabbit();
  });
  after(() => rabbit?.stop());

  for (const { name, peer, python } of pythons) {
    describe(name, needs(peer), () => {
      const place = { topic: `from ${name}`, exchange: `ex/change ${name}` };
      const endpoint = new SandboxEndpoint();
      let transport: RpcTransport;
      let server: RpcServer;
      let client: PythonClient;

      before(async () => {
        transport = getRpcTransport({ url: rabbit.url });
        server = new RpcServer(transport, { server: "Server01", endpoints: [endpoint], ...place });
        [client] = await Promise.all([
          PythonClient.start({ url: rabbit.url, ...place, ...(python && { python }) }),
          server.start(),
        ]);
      });
      after(async () => {
        await Promise.all([client?.stop(), server?.stop()]);
        await transport?.close();
      });

      it("call", async () => {
        assert.deepEqual(await client.call("methodA", { arg1: "a", arg2: "b" }), { arg1: "a", arg2: "b" });
      });

      for (const [what, value] of Object.entries(values)) {
        it(`exchange ${what}`, async () => assert.deepEqual(await client.call("echo", { value }), value));
      }

      it("exchange 5 MB", async () => {
        const value = "x".repeat(5_000_000);
        assert.equal(await client.call("echo", { value }), value);
      });

      it("cast, and pass the context on", async () => {
        const context = { user_id: "ä", roles: ["member"], project_id: null };
        await client.cast("sink", { payload: [2n ** 70n] }, { context });
        const { payload, context: came } = await endpoint.sunk();
        assert.deepEqual(payload, [2n ** 70n]);
        assert.equal(came.user_id, "ä");
        assert.deepEqual(came.roles, ["member"]);
      });

      it("cast to all", async () => {
        await client.cast("sink", { payload: "all" }, { fanout: true });
        assert.equal((await endpoint.sunk()).payload, "all");
      });

      it("meet at the server's own queue", async () => {
        assert.equal(await client.call("echo", { value: 1 }, { server: "Server01" }), 1);
        await client.cast("sink", { payload: "one" }, { server: "Server01" });
        assert.equal((await endpoint.sunk()).payload, "one");
      });

      it("make 200 calls at once", async () => {
        const numbers = Array.from({ length: 200 }, (_, index) => index);
        const answers = await Promise.all(numbers.map((value) => client.call("echo", { value })));
        assert.deepEqual(answers, numbers);
      });

      it("rebuild a declared error whose module the client allows", async () => {
        const args = { message: "later", retry_after: 3 };
        const failure = await client.failure("fail_allowed", args, {
          allowed_remote_exmods: ["peer_errors"],
        });
        assert.ok(failure.bases.includes("NotReady"), failure.class);
        assert.deepEqual([failure.args, failure.kwargs], [["later"], { retry_after: 3 }]);
      });

      it("show errors", async () => {
        const declared = await client.failure("fail_allowed", { message: "later" });
        assert.deepEqual(
          [declared.class, declared.exc_type, declared.value],
          ["RemoteError", "NotReady", "later"],
        );
        const missing = await client.failure("nothing");
        assert.deepEqual([missing.class, missing.exc_type], ["RemoteError", "NoSuchMethod"]);
        const old = await client.failure("echo", { value: 1 }, { version: "2.0" });
        assert.deepEqual([old.class, old.exc_type], ["RemoteError", "UnsupportedVersion"]);
        const wrong = await client.failure("methodA", { arg1: 5 });
        assert.deepEqual([wrong.class, wrong.exc_type], ["RemoteError", "InvalidArguments"]);
      });

      it("time out, and go on", async () => {
        const failure = await client.failure("sleep", { seconds: 2 }, { timeout: 1 });
        assert.equal(failure.class, "MessagingTimeout");
        assert.equal(await client.call("echo", { value: "after" }), "after");
      });

      it("keep a monitored call alive with our heartbeats", async () => {
        assert.equal(await client.call("sleep", { seconds: 3.2 }, { call_monitor_timeout: 2 }), 3.2);
      });
    });
  }
});
