import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { getRpcTransport, RpcServer, type RpcTransport } from "../../src/index.js";
import { PythonClient } from "../interop/support/python-client.js";
import type { PeerOptions } from "../interop/support/python-process.js";
import { PythonServer } from "../interop/support/python-server.js";
import { SandboxClient, SandboxEndpoint } from "../interop/support/sandbox.js";
import { Coverage } from "../support/compatibility.js";
import { needs } from "../support/peers.js";
import { type PythonVersion, pythons } from "./support/pythons.js";
import { anyRabbit, type RabbitUnderTest, startRabbit, suiteLimit } from "./support/rabbit.js";

/** Options of `[oslo_messaging_rabbit]` that a whole deployment shares; those of newer versions apart. */
const configurations: Readonly<Record<string, { all: readonly string[]; new?: readonly string[] }>> = {
  "the default configuration": { all: [] },
  "durable queues": { all: ["amqp_durable_queues=true", "rabbit_transient_queues_ttl=60"] },
  "quorum queues": {
    all: ["rabbit_quorum_queue=true", "rabbit_quorum_delivery_limit=-1"],
    new: ["rabbit_transient_quorum_queue=true"],
  },
  "auto-delete queues": { all: ["amqp_auto_delete=true"] },
  compression: { all: ["kombu_compression=gzip"] },
};
const CALLS = 30;

let rabbit: RabbitUnderTest;

function url(options: readonly string[]): string {
  return `${rabbit.url}?${options.join("&")}`;
}

function suite(title: string, options: readonly string[], { name, peer, python }: PythonVersion): void {
  describe(`${title} with ${name}`, needs(peer), () => {
    const { fromPython, toPython, both } = new Coverage(import.meta.filename, "rabbit", name);
    const place = { topic: `${title}, ${name}`, exchange: title };
    const endpoints = [new SandboxEndpoint(), new SandboxEndpoint()];
    let transport: RpcTransport;
    let client: SandboxClient;
    let pythonServer: PythonServer;
    let pythonClient: PythonClient;
    const servers: RpcServer[] = [];
    let peerOptions: PeerOptions;

    before(async () => {
      transport = getRpcTransport({ url: url(options) });
      client = new SandboxClient(transport, { timeout: 15 }).prepare(place);
      peerOptions = {
        url: rabbit.url,
        ...place,
        set: options.map((option) => `oslo_messaging_rabbit.${option}`),
        ...(python && { python }),
      };
      const serve = async (server: string, endpoint: SandboxEndpoint) => {
        const ours = new RpcServer(transport, { server, endpoints: [endpoint], ...place });
        servers.push(ours);
        await ours.start();
      };
      // Whoever comes second finds what the first has declared as it would have itself.
      await serve("Server01", endpoints[0] as SandboxEndpoint);
      [pythonServer, pythonClient] = await Promise.all([
        PythonServer.start({ ...peerOptions, server: "Python01" }),
        PythonClient.start(peerOptions),
      ]);
      await serve("Server02", endpoints[1] as SandboxEndpoint);
    });
    after(async () => {
      await Promise.all([pythonServer?.stop(), pythonClient?.stop(), ...servers.map((ours) => ours.stop())]);
      await transport?.close();
    });

    for (const whose of ["our", "Python's"]) {
      it(`share ${whose} calls between all servers`, async (test) => {
        const covers = whose === "our" ? toPython : fromPython;
        covers(test, "topic shared by servers of both kinds", title);
        const call = (value: number) =>
          whose === "our" ? client.echo(value) : pythonClient.call("echo", { value });
        const echoed = endpoints.map((endpoint) => endpoint.echoed);
        const numbers = Array.from({ length: CALLS }, (_, index) => index);
        assert.deepEqual(await Promise.all(numbers.map(call)), numbers);
        const ours = endpoints.map((endpoint, index) => endpoint.echoed - (echoed[index] ?? 0));
        // All were answered; what Python prints of its share comes later than its answers.
        const shares = [...ours, CALLS - ours.reduce((sum, share) => sum + share, 0)];
        assert.ok(Math.min(...shares) > 0, shares.join(" "));
      });
    }

    it("cast to all", async (test) => {
      both(test, "fanout");
      await client.prepare({ fanout: true }).sink("from us");
      await pythonClient.cast("sink", { payload: "from Python" }, { fanout: true });
      for (const endpoint of endpoints) {
        const payloads = [(await endpoint.sunk()).payload, (await endpoint.sunk()).payload];
        assert.deepEqual(payloads.sort(), ["from Python", "from us"]);
      }
      const args = [await pythonServer.called("sink"), await pythonServer.called("sink")];
      assert.deepEqual(args.map((called) => called.args.payload).sort(), ["from Python", "from us"]);
    });

    it("meet as well when Python comes first", async (test) => {
      both(test, title);
      const later = { topic: `${place.topic}, later`, exchange: `${title}, ${name}, later` };
      const first = await PythonServer.start({ ...peerOptions, ...later, server: "Python01" });
      const ours = new RpcServer(transport, { server: "Server01", endpoints, ...later });
      try {
        await ours.start();
        for (const server of ["Python01", "Server01"]) {
          assert.equal(await client.prepare({ ...later, server }).echo(server), server);
          assert.equal(await pythonClient.call("echo", { value: server }, { ...later, server }), server);
        }
      } finally {
        await Promise.all([first.stop(), ours.stop()]);
      }
    });

    it("reach each server by its name", async (test) => {
      both(test, "one server by its name");
      for (const server of ["Server01", "Python01", "Server02"]) {
        assert.equal(await client.prepare({ server }).echo(server), server);
        assert.equal(await pythonClient.call("echo", { value: server }, { server }), server);
      }
      pythonServer.calls("echo");
    });
  });
}

describe("one topic over RabbitMQ", { ...needs(anyRabbit), ...suiteLimit }, () => {
  before(async () => {
    rabbit = await startRabbit();
  });
  after(() => rabbit?.stop());

  for (const [title, { all, new: newer = [] }] of Object.entries(configurations)) {
    const [old, current] = pythons as [PythonVersion, PythonVersion];
    suite(title, all, old);
    suite(title, [...all, ...newer], current);
  }
});
