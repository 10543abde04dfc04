import assert from "node:assert/strict";
import { after, before, describe, it, type TestContext } from "node:test";
import { getRpcTransport, MessagingTimeout, RpcServer, type RpcTransport } from "../../../src/index.js";
import { Router } from "../../../src/router/index.js";
import { connect, startRouter } from "../../integration/rpc/support/routed.js";
import { ServerProcess } from "../../integration/rpc/support/server-process.js";
import { ThingClient } from "../../integration/service/thing-service.js";
import { PythonClient } from "../../interop/support/python-client.js";
import { PythonServer } from "../../interop/support/python-server.js";
import { SandboxClient, SandboxEndpoint } from "../../interop/support/sandbox.js";
import { hookLimit, needs } from "../../support/peers.js";
import { pythonOslo } from "../../support/python.js";

/** Seconds: of the method, of the monitor, and what may come to it on a machine with other work. */
const METHOD = 10;
const MONITOR = 4;
const SLACK = 20;

/** The call ends by its monitor, counted from the moment its server is stopped. */
async function endsByMonitor(call: Promise<unknown>, stop: () => void): Promise<void> {
  const before = performance.now();
  stop();
  await assert.rejects(call, (error) => error instanceof MessagingTimeout && /heartbeat/.test(error.message));
  const seconds = (performance.now() - before) / 1000;
  // Long before the call's own time. That it does not end too early is what those show that are answered.
  assert.ok(seconds < MONITOR + SLACK, `it took ${seconds} s`);
}

describe("a call of a method of 10 s that is monitored every 4 s", () => {
  async function serve(test: TestContext) {
    const { url } = await startRouter(test);
    const server = await ServerProcess.start(test, url, "one");
    return {
      server,
      client: new ThingClient(connect(test, url), { timeout: 60, callMonitorTimeout: MONITOR }),
    };
  }

  it("is answered", async (test) => {
    const { client } = await serve(test);
    assert.equal(await client.wait(METHOD), null);
  });

  it("fails in about 4 s when its server stands still", async (test) => {
    const { server, client } = await serve(test);
    const call = client.wait(METHOD);
    await server.said("begun");
    // By now the acceptance of the request is out.
    await client.who();
    await endsByMonitor(call, () => server.signal("SIGSTOP"));
  });
});

describe("a monitored call between Python and this library", needs(pythonOslo), () => {
  const router = new Router({ port: 0 });
  let transport: RpcTransport;
  let server: RpcServer;
  let client: SandboxClient;
  let pythonClient: PythonClient;
  let pythonServer: PythonServer;

  before(async () => {
    await router.start();
    const { url } = router;
    transport = getRpcTransport({ url });
    server = new RpcServer(transport, { server: "Server01", endpoints: [new SandboxEndpoint()] });
    client = new SandboxClient(transport, { timeout: 60, callMonitorTimeout: MONITOR, server: "Python01" });
    [pythonServer, pythonClient] = await Promise.all([
      PythonServer.start({ url, server: "Python01" }),
      PythonClient.start({ url }),
      server.start(),
    ]);
  }, hookLimit);
  after(async () => {
    pythonServer?.signal("SIGCONT");
    await Promise.all([pythonServer?.stop(), pythonClient?.stop(), server?.stop()]);
    await transport?.close();
    await router.stop();
  }, hookLimit);

  it("is answered by our server", async () => {
    const request = { server: "Server01", timeout: 20, call_monitor_timeout: MONITOR };
    assert.equal(await pythonClient.call("sleep", { seconds: METHOD }, request), METHOD);
  });

  it("is answered by a Python server, and fails in about 4 s when that stands still", async () => {
    assert.equal(await client.sleep(METHOD), METHOD);
    await pythonServer.called("sleep");
    const call = client.sleep(METHOD);
    await pythonServer.called("sleep");
    await client.echo("the acceptance is out");
    await endsByMonitor(call, () => pythonServer.signal("SIGSTOP"));
  });
});
