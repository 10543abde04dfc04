import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { getRpcTransport, RpcServer, type RpcTransport } from "../../src/index.js";
import { Router } from "../../src/router/index.js";
import { Coverage } from "../support/compatibility.js";
import { hookLimit, needs } from "../support/peers.js";
import { pythonOslo } from "../support/python.js";
import { addressing, addressingModes } from "./support/addressing.js";
import { PythonClient } from "./support/python-client.js";
import { PythonServer } from "./support/python-server.js";
import { SandboxClient, SandboxEndpoint } from "./support/sandbox.js";

const CALLS = 60;

for (const mode of addressingModes) {
  describe(`a Python server and ours on one topic, ${mode} addresses`, needs(pythonOslo), () => {
    const { fromPython, toPython, both } = new Coverage(import.meta.filename, mode);
    const router = new Router({ port: 0 });
    const endpoint = new SandboxEndpoint();
    let transport: RpcTransport;
    let server: RpcServer;
    let client: SandboxClient;
    let pythonServer: PythonServer;
    let pythonClient: PythonClient;

    before(async () => {
      await router.start();
      // A message that is given back waits so long, and with it all that a Python client sends to its address.
      const url = `${router.url}${addressing[mode]}link_retry_delay=1`;
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

    /** How many of the calls each server got. */
    async function shares(
      call: (value: number) => Promise<unknown>,
    ): Promise<{ ours: number; python: number }> {
      const echoed = endpoint.echoed;
      const numbers = Array.from({ length: CALLS }, (_, index) => index);
      assert.deepEqual(await Promise.all(numbers.map(call)), numbers);
      const ours = endpoint.echoed - echoed;
      // What Python prints of a call may come after its answer.
      for (let seen = ours; seen < CALLS; seen += 1) await pythonServer.called("echo");
      assert.equal(pythonServer.calls("echo").length, 0);
      return { ours, python: CALLS - ours };
    }

    for (const [whose, covers, call] of [
      ["our client", toPython, (value: number) => client.echo(value)],
      ["a Python client", fromPython, (value: number) => pythonClient.call("echo", { value })],
    ] as const) {
      it(`share the calls of ${whose}`, async (test) => {
        covers(test, "topic shared by servers of both kinds");
        const { ours, python } = await shares(call);
        assert.ok(ours > 0 && python > 0, `ours ${ours}, Python's ${python}`);
      });
    }

    it("both get what is cast to all", async (test) => {
      both(test, "fanout");
      await client.prepare({ fanout: true }).sink("from us");
      assert.equal((await endpoint.sunk()).payload, "from us");
      assert.deepEqual((await pythonServer.called("sink")).args, { payload: "from us" });
      await pythonClient.cast("sink", { payload: "from Python" }, { fanout: true });
      assert.equal((await endpoint.sunk()).payload, "from Python");
      assert.deepEqual((await pythonServer.called("sink")).args, { payload: "from Python" });
    });

    it("are reached by their names", async (test) => {
      both(test, "one server by its name");
      const echoed = endpoint.echoed;
      for (const name of ["Server01", "Python01"]) {
        assert.equal(await client.prepare({ server: name }).echo(name), name);
        assert.equal(await pythonClient.call("echo", { value: name }, { server: name }), name);
      }
      assert.equal(endpoint.echoed - echoed, 2);
      for (let seen = 0; seen < 2; seen += 1) await pythonServer.called("echo");
    });

    it("take over when one of them stops", async (test) => {
      both(test, "the others take over when a server stops");
      await server.stop();
      assert.deepEqual(await shares((value) => pythonClient.call("echo", { value })), {
        ours: 0,
        python: CALLS,
      });
      assert.deepEqual(await shares((value) => client.echo(value)), { ours: 0, python: CALLS });
    });
  });
}
