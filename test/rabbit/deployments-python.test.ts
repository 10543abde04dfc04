import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { getRpcTransport, loadConfiguration, RpcServer, type RpcTransport } from "../../src/index.js";
import { osloRpc } from "../integration/commands/command.js";
import { PythonClient } from "../interop/support/python-client.js";
import { PythonListener, PythonNotifier } from "../interop/support/python-notifications.js";
import { PythonServer } from "../interop/support/python-server.js";
import { SandboxClient, SandboxEndpoint } from "../interop/support/sandbox.js";
import { hookLimit, needs } from "../support/peers.js";
import { type Deployment, deployments, serviceFile, transportUrl } from "./support/deployments.js";
import { inChroot } from "./support/pythons.js";
import {
  chrootFolder,
  insideChroot,
  newPython,
  ownRabbit,
  type RabbitUnderTest,
  startRabbit,
  suiteLimit,
} from "./support/rabbit.js";

let rabbit: RabbitUnderTest;

/** Everything meets everything, and each has the same file. */
function suite(deployment: Deployment): void {
  describe(`the section of ${deployment}, with ${newPython.name}`, () => {
    // Queues are named after the topic alone.
    const [exchange, topic] = [`exchange-${deployment}`, `rpc-${deployment}`];
    const [toPython, fromPython] = [`to-python-${deployment}`, `from-python-${deployment}`];
    let folder: string;
    let file: string;
    let transport: RpcTransport;
    let server: RpcServer;
    let pythonServer: PythonServer;
    let pythonClient: PythonClient;
    let listener: PythonListener;
    let notifier: PythonNotifier;
    const endpoint = new SandboxEndpoint();
    const starting: Promise<{ stop(): Promise<void> }>[] = [];
    const stopped = <T extends { stop(): Promise<void> }>(peer: Promise<T>): Promise<T> => {
      starting.push(peer);
      return peer;
    };

    before(async () => {
      folder = mkdtempSync(join(chrootFolder(), "tmp/deployment-"));
      chmodSync(folder, 0o755);
      file = join(folder, "service.conf");
      const url = transportUrl(deployment, rabbit.url);
      writeFileSync(file, serviceFile(deployment, { url, exchange }));
      transport = getRpcTransport({ configuration: loadConfiguration({ files: [file] }) });
      server = new RpcServer(transport, { topic, exchange, server: "ours", endpoints: [endpoint] });
      const peer = { url, topic, exchange, configFile: insideChroot(file), python: inChroot };
      await server.start();
      [pythonServer, pythonClient, listener, notifier] = await Promise.all([
        stopped(PythonServer.start({ ...peer, server: "theirs" })),
        stopped(PythonClient.start(peer)),
        stopped(PythonListener.start({ ...peer, topic: toPython })),
        stopped(PythonNotifier.start({ ...peer, topic: fromPython, driver: "messagingv2" })),
      ]);
    }, hookLimit);
    after(async () => {
      // Also those that started beside one that did not.
      await Promise.all(starting.map(async (peer) => (await peer.catch(() => undefined))?.stop()));
      await server?.stop();
      await transport?.close();
      rmSync(folder, { recursive: true });
    }, hookLimit);

    const command = (name: string, ...words: readonly string[]) =>
      osloRpc(name, "--config-file", file, ...words);

    it("works in the commands", async () => {
      const toTheirs = ["--exchange", exchange, "--server", "theirs", topic];
      const listening = command("listen", fromPython, "--count", "1", "--timeout", "60", "--json");
      await listening.errorLine(/^Listening/);
      assert.ok(await notifier.notify({ priority: "info", event_type: "from.python", payload: 1 }));
      const [pinged, called, notified, listened] = await Promise.all([
        command("ping", "--timeout", "30", ...toTheirs).end(),
        command("call", "--namespace", "my-namespace", ...toTheirs, "methodA", "arg1=kolla").end(),
        command("notify", toPython, "from.us", "2").end(),
        listening.end(),
      ]);
      for (const { code, stderr } of [pinged, called, notified, listened]) assert.equal(code, 0, stderr);
      assert.match(pinged.stdout, /^theirs: pong/);
      assert.deepEqual(JSON.parse(called.stdout), { arg1: "kolla" });
      assert.match(listened.stdout, /from\.python/);
      const { event_type, payload } = await listener.received();
      assert.deepEqual([event_type, payload], ["from.us", 2]);
    });

    it("works in a server and a client", async () => {
      const client = new SandboxClient(transport, { timeout: 20 }).prepare({ topic, exchange });
      for (const name of ["ours", "theirs"]) {
        assert.equal(await client.prepare({ server: name }).echo(name), name);
        assert.equal(await pythonClient.call("echo", { value: name }, { server: name }), name);
      }
      await client.prepare({ fanout: true }).sink("from us");
      await pythonClient.cast("sink", { payload: "from Python" }, { fanout: true });
      const ours = [(await endpoint.sunk()).payload, (await endpoint.sunk()).payload];
      const theirs = [await pythonServer.called("sink"), await pythonServer.called("sink")];
      for (const came of [ours, theirs.map(({ args }) => args.payload)])
        assert.deepEqual(came.sort(), ["from Python", "from us"]);
    });
  });
}

describe("what deployment tools write", { ...needs(ownRabbit), ...suiteLimit }, () => {
  before(async () => {
    rabbit = await startRabbit();
  });
  after(() => rabbit?.stop());

  for (const deployment of Object.keys(deployments) as Deployment[]) suite(deployment);
});
