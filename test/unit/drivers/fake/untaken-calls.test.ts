import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it, type TestContext } from "node:test";
import { getRpcTransport, loadConfiguration, type RequestContext, RpcServer } from "../../../../src/index.js";
import { ThingClient, ThingEndpoint } from "../../../integration/service/thing-service.js";

/** A server that has as much to do as it may, and a client whose next call it cannot take. */
async function makeBusy(test: TestContext) {
  const url = `fake://${randomUUID()}`;
  const configuration = loadConfiguration({ values: { executor_thread_pool_size: 1 } });
  const transport = getRpcTransport({ url, configuration });
  const endpoint = new ThingEndpoint();
  const server = new RpcServer(getRpcTransport({ url, configuration }), {
    server: "one",
    endpoints: [endpoint],
  });
  await server.start();
  test.after(async () => {
    endpoint.release();
    await server.stop();
    await transport.close();
  });
  const client = new ThingClient(transport, { timeout: 20 });
  const taken = client.wait(60);
  taken.catch(() => {});
  await endpoint.begun(1);
  return { transport, client, taken };
}

/** A server with one place that counts what it runs, and a client. */
async function makeCounting(test: TestContext) {
  const url = `fake://${randomUUID()}`;
  const configuration = loadConfiguration({ values: { executor_thread_pool_size: 1 } });
  const transport = getRpcTransport({ url, configuration });
  const echoed: unknown[] = [];
  class Counting extends ThingEndpoint {
    override echo(_ctx: RequestContext, value?: unknown): unknown {
      echoed.push(value);
      return value ?? null;
    }
  }
  const server = new RpcServer(transport, { server: "one", endpoints: [new Counting()] });
  await server.start();
  test.after(async () => {
    await server.stop();
    await transport.close();
  });
  return { client: new ThingClient(transport, { timeout: 20 }), echoed };
}

describe("a call over fake:// that is given up", () => {
  it("does not run, though a server has it already, and leaves its place to the next", async (test) => {
    const { client, echoed } = await makeCounting(test);
    const controller = new AbortController();
    const given = client.prepare({ signal: controller.signal }).echo("given up");
    controller.abort(new Error("enough"));
    await assert.rejects(given, /enough/);
    assert.equal(await client.echo("next"), "next");
    assert.deepEqual(echoed, ["next"]);
  });
});

describe("a call over fake:// that no server takes", () => {
  it("says so when its time is up", async (test) => {
    const { client } = await makeBusy(test);
    for (const target of [{ server: "nobody" }, {}]) {
      await assert.rejects(client.prepare({ ...target, timeout: 0.05 }).who(), {
        name: "MessagingTimeout",
        message: /within 0\.05 s: no server has taken it$/,
      });
    }
    await assert.rejects(client.prepare({ timeout: 0.05, topic: "other" }).who(), /no server has taken it$/);
  });

  it("has not run when its transport is closed", async (test) => {
    const { transport, client, taken } = await makeBusy(test);
    const waiting = client.who();
    await Promise.all([
      assert.rejects(taken, { code: "TRANSPORT_CLOSED", mayHaveRun: true }),
      assert.rejects(waiting, { code: "TRANSPORT_CLOSED", mayHaveRun: false }),
      transport.close(),
    ]);
  });
});
