import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RemoteError, RpcClient } from "../../../src/index.js";
import { ThingEndpoint, thingDescriptor } from "../../integration/service/thing-service.js";
import { fakeTransport, keepingLogger, serveThings } from "./support.js";

const target = { topic: "things", exchange: "test" };

describe("the ping endpoint", () => {
  it("answers in the null namespace and version 1.0 when it is enabled", async (test) => {
    const transport = fakeTransport(test, { values: { rpc_ping_enabled: true } });
    await serveThings(test, transport, { namespace: "elsewhere" });
    const client = new RpcClient(transport, target, { timeout: 5 });
    assert.equal(await client.call("oslo_rpc_server_ping"), "pong");
    assert.equal(await client.call("oslo_rpc_server_ping", { any: "thing" }, "1.0"), "pong");
    await assert.rejects(client.call("oslo_rpc_server_ping", {}, "1.1"), RemoteError);
    await assert.rejects(client.call("other"), (error) => {
      assert.ok(error instanceof RemoteError);
      assert.equal(error.excType, "NoSuchMethod");
      return true;
    });
  });

  it("does not exist otherwise", async (test) => {
    const transport = fakeTransport(test);
    await serveThings(test, transport);
    const call = new RpcClient(transport, target, { timeout: 5 }).call("oslo_rpc_server_ping");
    await assert.rejects(
      call,
      (error) => error instanceof RemoteError && error.excType === "UnsupportedVersion",
    );
  });

  it("leaves the method to an endpoint that has it", async (test) => {
    class OwnPing extends ThingEndpoint {
      override readonly descriptor = {
        ...thingDescriptor,
        methods: [
          { name: "oslo_rpc_server_ping", kind: "call", since: "1.0", params: [], result: {}, errors: [] },
        ],
      } as const;
      oslo_rpc_server_ping(): string {
        return "own";
      }
    }
    const { logger, lines } = keepingLogger();
    const transport = fakeTransport(test, { values: { rpc_ping_enabled: true }, logger });
    await serveThings(test, transport, { endpoints: [new OwnPing()] });
    const client = new RpcClient(transport, { ...target, namespace: "things" }, { timeout: 5 });
    assert.equal(await client.call("oslo_rpc_server_ping"), "own");
    assert.equal(lines.filter(({ level }) => level === "warn").length, 1);
  });
});
