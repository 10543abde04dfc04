import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { getRpcTransport, RpcServer, type RpcTransport } from "../../src/index.js";
import { Router } from "../../src/router/index.js";
import { Coverage } from "../support/compatibility.js";
import { hookLimit, needs } from "../support/peers.js";
import { pythonOslo } from "../support/python.js";
import { PythonClient } from "./support/python-client.js";
import { PythonServer } from "./support/python-server.js";
import { SandboxClient, SandboxEndpoint } from "./support/sandbox.js";

/** How both sides are told to form addresses: by the path and the query of the URL. */
const FORMS = {
  "legacy addresses with a virtual host": "/my-vhost?addressing_mode=legacy",
  "routable addresses with a virtual host": "/my-vhost",
  "a virtual host that is named to the peer": "/my-vhost?pseudo_vhost=false",
};

for (const [name, suffix] of Object.entries(FORMS)) {
  describe(name, needs(pythonOslo), () => {
    const { both: covers } = new Coverage(
      import.meta.filename,
      name.startsWith("legacy") ? "legacy" : "routable",
    );
    const router = new Router({ port: 0 });
    const endpoint = new SandboxEndpoint();
    let transport: RpcTransport;
    let server: RpcServer;
    let client: SandboxClient;
    let pythonServer: PythonServer;
    let pythonClient: PythonClient;

    before(async () => {
      await router.start();
      const url = `${router.url}${suffix}`;
      transport = getRpcTransport({ url });
      client = new SandboxClient(transport, { timeout: 10 });
      server = new RpcServer(transport, { server: "Server01", endpoints: [endpoint] });
      [pythonServer, pythonClient] = await Promise.all([
        PythonServer.start({ url, server: "Python01" }),
        PythonClient.start({ url }),
        server.start(),
      ]);
    }, hookLimit);
    after(async () => {
      await Promise.all([pythonServer?.stop(), pythonClient?.stop(), server?.stop()]);
      await transport?.close();
      await router.stop();
    }, hookLimit);

    it("lead to one server", async (test) => {
      covers(test, "virtual host");
      assert.equal(await client.prepare({ server: "Python01" }).echo(1), 1);
      await pythonServer.called("echo");
      assert.equal(await pythonClient.call("echo", { value: 2 }, { server: "Server01" }), 2);
      assert.equal(endpoint.echoed, 1);
    });

    it("lead to any server", async (test) => {
      covers(test, "virtual host");
      assert.deepEqual(await client.methodA("a"), { arg1: "a" });
      assert.deepEqual(await pythonClient.call("methodA", { arg1: "a" }), { arg1: "a" });
    });

    it("lead to all servers", async (test) => {
      covers(test, "virtual host");
      await client.prepare({ fanout: true }).sink("all");
      await pythonClient.cast("sink", { payload: "all" }, { fanout: true });
      for (let times = 0; times < 2; times += 1) {
        assert.equal((await endpoint.sunk()).payload, "all");
        assert.deepEqual((await pythonServer.called("sink")).args, { payload: "all" });
      }
    });
  });
}
