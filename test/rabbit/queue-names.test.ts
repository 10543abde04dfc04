import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { getRpcTransport, loadConfiguration, RpcServer, type RpcTransport } from "../../src/index.js";
import { CutProxy } from "../integration/faults/support/cut-proxy.js";
import { PythonClient } from "../interop/support/python-client.js";
import { PythonServer } from "../interop/support/python-server.js";
import { SandboxClient, SandboxEndpoint } from "../interop/support/sandbox.js";
import { needs } from "../support/peers.js";
import type { Broker } from "./support/broker.js";
import { eventually } from "./support/eventually.js";
import { HeldEndpoint } from "./support/held-endpoint.js";
import { type PythonVersion, pythons } from "./support/pythons.js";
import { chrootFolder, newPython, ownRabbit, startOwnRabbit, suiteLimit } from "./support/rabbit.js";

const [, { python }] = pythons as [PythonVersion, PythonVersion];
const place = { topic: "named", exchange: "named" };
const values = { use_queue_manager: true, hostname: "compute1", processname: "agent" };
const CALLS = 10;

/** A process of a service, as far as RabbitMQ can tell: a connection with a server and a client. */
interface Worker {
  readonly transport: RpcTransport;
  readonly server: RpcServer;
  readonly client: SandboxClient;
  readonly endpoint: SandboxEndpoint;
}

describe("queue names with use_queue_manager over RabbitMQ", { ...needs(ownRabbit), ...suiteLimit }, () => {
  let broker: Broker;
  let folder: string;
  let pythonServer: PythonServer;
  let pythonClient: PythonClient;
  const workers: Worker[] = [];

  before(async () => {
    broker = await startOwnRabbit();
    folder = mkdtempSync(join(chrootFolder(), "tmp/names-"));
    chmodSync(folder, 0o777);
    const file = join(folder, "service.conf");
    const inside = `/tmp/${basename(folder)}`;
    writeFileSync(
      file,
      `[oslo_messaging_rabbit]\nuse_queue_manager = true\nhostname = compute1\nprocessname = agent\n[oslo_concurrency]\nlock_path = ${inside}\n`,
    );
    const peer = {
      url: broker.url,
      ...place,
      configFile: `${inside}/service.conf`,
      ...(python && { python }),
    };
    [pythonServer, pythonClient] = await Promise.all([
      PythonServer.start({ ...peer, server: "python" }),
      PythonClient.start(peer),
    ]);
  });
  after(async () => {
    await Promise.all([pythonServer?.stop(), pythonClient?.stop(), ...workers.splice(0).map(stop)]);
    await broker?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  async function start(server: string): Promise<void> {
    const configuration = loadConfiguration({ values });
    const transport = getRpcTransport({ url: broker.url, configuration });
    const endpoint = new SandboxEndpoint();
    const rpcServer = new RpcServer(transport, { ...place, server, endpoints: [endpoint] });
    const client = new SandboxClient(transport, { timeout: 60 }).prepare(place);
    workers.push({ transport, server: rpcServer, client, endpoint });
    await rpcServer.start();
    await client.prepare({ server }).echo(server);
  }

  async function stop({ server, transport }: Worker): Promise<void> {
    await server.stop();
    await transport.close();
  }

  async function names(): Promise<string[]> {
    const listed = await broker.ctl("list_queues", "--no-table-headers", "name");
    return listed
      .split(/\s+/)
      .filter((name) => /^(reply_|named_fanout_)/.test(name))
      .sort();
  }

  const ours = [1, 2].flatMap((number) =>
    ["named_fanout", "reply"].map((prefix) => `${prefix}_compute1:agent:oslo-rpc-${number}`),
  );

  it(`are of host and process, and no two processes or ${newPython.name} share one`, async () => {
    await start("one");
    await start("two");
    const found = await names();
    assert.deepEqual(
      found.filter((name) => name.includes("oslo-rpc")),
      [...ours].sort(),
    );
    assert.ok(found.includes("named_fanout_compute1:agent:1"), found.join(" "));
    const echoes = Array.from({ length: CALLS }, (_, value) => [
      ...workers.map(({ client }) => client.echo(value)),
      pythonClient.call("echo", { value }),
    ]).flat();
    const expected = Array.from({ length: CALLS }, (_, value) => [value, value, value]).flat();
    assert.deepEqual(await Promise.all(echoes), expected);
    await pythonClient.cast("sink", { payload: "all" }, { fanout: true });
    for (const { endpoint } of workers) assert.equal((await endpoint.sunk()).payload, "all");
    assert.equal((await pythonServer.called("sink")).args.payload, "all");
  });

  it("are the same after a restart", async () => {
    await Promise.all(workers.splice(0).map(stop));
    await eventually(
      async () => assert.ok(!(await names()).some((name) => name.includes("oslo-rpc"))),
      30_000,
    );
    await start("one");
    await start("two");
    assert.deepEqual(
      (await names()).filter((name) => name.includes("oslo-rpc")),
      [...ours].sort(),
    );
  });

  it("are answered after a kill, also by a server that has given one up meanwhile", async (test) => {
    const killed = { topic: "killed", exchange: "killed" };
    const [endpoint, events] = [new HeldEndpoint(), new EventEmitter()];
    const keep = (_fields: unknown, text: string) => events.emit(text);
    const serving = getRpcTransport({
      url: broker.url,
      configuration: loadConfiguration({ values: { kombu_missing_consumer_retry_timeout: 1 } }),
      logger: { debug() {}, info() {}, warn: keep, error: keep },
    });
    const server = new RpcServer(serving, { ...killed, server: "ours", endpoints: [endpoint] });
    const proxy = await CutProxy.start(test, broker.port);
    const configuration = loadConfiguration({ values: { ...values, hostname: "compute2" } });
    const reply = "reply_compute2:agent:oslo-rpc-1";
    const transports = [proxy.port, broker.port].map((port) =>
      getRpcTransport({ url: broker.url.replace(String(broker.port), String(port)), configuration }),
    );
    const [before, after] = transports.map((transport) =>
      new SandboxClient(transport, { timeout: 60 }).prepare(killed),
    ) as [SandboxClient, SandboxClient];
    try {
      await server.start();
      const lost = assert.rejects(before.sleep(0), { code: "TRANSPORT_CLOSED" });
      await endpoint.held(1);
      assert.ok((await names()).includes(reply));
      proxy.refuses = true;
      proxy.sever();
      await Promise.all([transports[0]?.close(), lost]);
      await eventually(async () => assert.ok(!(await names()).includes(reply)), 30_000);
      const isGivenUp = once(events, "A reply is dropped: its queue is not there");
      endpoint.release();
      await isGivenUp;
      assert.equal(await after.echo("back"), "back");
      assert.ok((await names()).includes(reply));
    } finally {
      await server.stop();
      await Promise.all([serving, ...transports].map((transport) => transport.close()));
    }
  });

  it("are others for a second server of a topic on the same connection", async () => {
    const [{ transport }] = workers as [Worker];
    const second = new RpcServer(transport, {
      ...place,
      server: "three",
      endpoints: [new SandboxEndpoint()],
    });
    await second.start();
    assert.ok((await names()).includes("named_fanout_compute1:agent:oslo-rpc-3"));
    await second.stop();
  });
});
