import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { MessageDeliveryFailure, RpcServer } from "../../src/index.js";
import { startRouterProcess } from "../integration/faults/support/program.js";
import { connect } from "../integration/faults/support/transport.js";
import { hookLimit, needs } from "../support/peers.js";
import { pythonOslo } from "../support/python.js";
import { PythonClient } from "./support/python-client.js";
import { PythonServer } from "./support/python-server.js";
import { SandboxClient, SandboxEndpoint } from "./support/sandbox.js";

/** Both sides look for the router again each second. */
const set = ["connection_retry_interval_max=1"];

/** Calls until one is answered: those made while the server is not back may fail, each in its own way. */
async function answered(call: () => Promise<unknown>): Promise<unknown> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await call();
    } catch (error) {
      if (attempts === 10) throw error;
    }
  }
}

describe("a router that is killed and started again", needs(pythonOslo), () => {
  it(
    "under a Python server and our client: the server goes on serving",
    hookLimit,
    async (test: TestContext) => {
      const { router, port, url } = await startRouterProcess(test);
      const server = await PythonServer.start({ url, set, server: "Python01" });
      test.after(() => server.stop());
      const client = new SandboxClient(connect(test, url), { timeout: 5 });
      assert.equal(await client.echo("before"), "before");
      const lost = client.sleep(60);
      await server.called("sleep");
      // Whether Python's acceptance has come by then is left to chance.
      const isLost = (error: unknown) =>
        error instanceof MessageDeliveryFailure &&
        error.mayHaveRun &&
        ["REPLY_LOST", "MESSAGE_DELIVERY_FAILURE"].includes(error.code);
      await Promise.all([router.kill(), assert.rejects(lost, isLost)]);
      await startRouterProcess(test, port);
      assert.equal(await answered(() => client.echo("after")), "after");
      assert.equal(await client.prepare({ server: "Python01" }).echo("to itself"), "to itself");
      await client.prepare({ fanout: true }).sink("to all");
      assert.deepEqual((await server.called("sink")).args, { payload: "to all" });
    },
  );

  it(
    "under our server and a Python client: the server goes on serving",
    hookLimit,
    async (test: TestContext) => {
      const { router, port, url } = await startRouterProcess(test);
      const endpoint = new SandboxEndpoint();
      const server = new RpcServer(connect(test, url), { server: "Server01", endpoints: [endpoint] });
      await server.start();
      test.after(() => server.stop());
      const client = await PythonClient.start({ url, set });
      test.after(() => client.stop());
      const call = (value: string, server?: string) =>
        client.call("echo", { value }, { timeout: 5, ...(server !== undefined && { server }) });
      assert.equal(await call("before"), "before");
      await router.kill();
      await startRouterProcess(test, port);
      assert.equal(await answered(() => call("after")), "after");
      assert.equal(await call("to itself", "Server01"), "to itself");
      await client.cast("sink", { payload: "to all" }, { fanout: true });
      assert.equal((await endpoint.sunk()).payload, "to all");
    },
  );
});
