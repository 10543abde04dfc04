import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { MessagingTimeout, RequestContext, RpcClient } from "../../../src/index.js";
import { ThingClient, ThingEndpoint } from "../../integration/service/thing-service.js";
import { fakeTransport, serveThings } from "./support.js";

describe("a call made for a request", () => {
  it("passes the fields on and waits no longer than the request's caller", async (test) => {
    const transport = fakeTransport(test);
    const inner = await serveThings(test, transport, { server: "inner", topic: "inner" });
    const nested = new ThingClient(transport, { topic: "inner", timeout: 30 });
    const outer = new ThingEndpoint("outer");
    outer.echo = (ctx, value) => nested.prepare({ context: ctx }).echo(value);
    await serveThings(test, transport, { server: "outer", endpoints: [outer] });
    const context = { request_id: "r", user: "u", own: { deep: [1] } };
    assert.equal(await new ThingClient(transport, { timeout: 5, context }).echo(7), 7);
    const [seen] = inner.endpoint.contexts;
    assert.deepEqual(seen?.toFields(), context);
    assert.ok((seen?.remaining ?? 99) <= 5);
  });

  it("keeps its own timeout when that is shorter", async (test) => {
    const transport = fakeTransport(test);
    const send = mock.method(transport, "send", async () => ({ response: null }));
    const timeoutOf = async (remaining: number | undefined) => {
      const { signal } = new AbortController();
      const context = new RequestContext({}, { remaining, signal });
      await new RpcClient(transport, { topic: "t" }, { timeout: 10 }).prepare({ context }).call("m");
      const last = send.mock.calls.at(-1)?.arguments as unknown as readonly { timeout: number }[] | undefined;
      return last?.[3]?.timeout;
    };
    assert.deepEqual([await timeoutOf(3), await timeoutOf(20), await timeoutOf(undefined)], [3, 10, 10]);
  });

  it("is not made when nobody waits any more", async (test) => {
    const transport = fakeTransport(test);
    const send = mock.method(transport, "send", async () => ({ response: null }));
    const context = new RequestContext({}, { remaining: 0, signal: AbortSignal.abort() });
    const client = new RpcClient(transport, { topic: "t" }, { context });
    await assert.rejects(client.call("m"), MessagingTimeout);
    assert.equal(send.mock.callCount(), 0);
    await client.cast("m");
    assert.equal(send.mock.callCount(), 1);
  });
});
