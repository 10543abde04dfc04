import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { getRpcTransport, RpcServer, type RpcTransport, silentLogger } from "../../../src/index.js";
import { ThingClient, ThingEndpoint } from "../../integration/service/thing-service.js";
import type { Broker } from "../../rabbit/support/broker.js";
import { Cluster } from "../../rabbit/support/cluster.js";
import { eventually } from "../../rabbit/support/eventually.js";
import { ownRabbit, startOwnRabbit } from "../../rabbit/support/rabbit.js";
import { needs } from "../../support/peers.js";
import { within } from "../../support/within.js";
import { recordingLogger } from "../../unit/notify/recording-logger.js";

const STREAM =
  "rabbit_quorum_queue=true&rabbit_transient_quorum_queue=true&rabbit_stream_fanout=true&rabbit_interval_max=1";
/** Fanouts for each node. */
const FANOUTS = 1_000;
/** ms after which what has not come does not come any more. */
const MISSING = 120_000;

const limits = { ...needs(ownRabbit), timeout: 600_000 };

/** Fanouts through a stream come once each while each node in turn goes and comes back. */
async function comeOnce(
  url: string,
  nodes: readonly Broker[],
  interrupt: (node: Broker) => Promise<void>,
): Promise<void> {
  const transport = () => getRpcTransport({ url: `${url}?${STREAM}`, logger: silentLogger });
  const [serving, calling] = [transport(), transport()];
  const endpoint = new ThingEndpoint();
  const server = new RpcServer(serving, { server: "one", topic: "streams", endpoints: [endpoint] });
  try {
    await server.start();
    const client = new ThingClient(calling, {
      timeout: MISSING / 1000,
      transportOptions: { atLeastOnce: true },
    }).prepare({ topic: "streams", fanout: true });
    const send = (numbers: readonly number[]) => Promise.all(numbers.map((number) => client.sink(number)));
    for (const [index, node] of nodes.entries()) {
      const numbers = Array.from({ length: FANOUTS }, (_, number) => index * FANOUTS + number);
      await send(numbers.slice(0, 200));
      const underWay = send(numbers.slice(200, 800));
      await interrupt(node);
      await underWay;
      await send(numbers.slice(800));
      const all = (index + 1) * FANOUTS;
      await Promise.race([endpoint.sunk(all), sleep(MISSING, undefined, { ref: false })]);
      const handled = [...(await endpoint.sunk(0))].sort((a, b) => Number(a) - Number(b));
      assert.deepEqual(
        handled,
        Array.from({ length: all }, (_, number) => number),
      );
    }
  } finally {
    await server.stop();
    await Promise.all([serving.close(), calling.close()]);
  }
}

/** As for an upgrade. */
async function stopAndStart(node: Broker): Promise<void> {
  await node.ctl("stop_app");
  await node.ctl("start_app");
}

/** The first one soon after the stream was declared: of RabbitMQ's streams it never knows again. */
async function killAndStart(node: Broker): Promise<void> {
  await node.kill();
  await node.start();
}

it("fanouts through a stream come once each when RabbitMQ is stopped and started again", limits, async () => {
  const broker = await startOwnRabbit();
  try {
    await comeOnce(broker.url, [broker], stopAndStart);
  } finally {
    await broker.stop();
  }
});

for (const [how, interrupt] of [
  ["stopped", stopAndStart],
  ["killed", killAndStart],
] as const) {
  it(`they do in a cluster of three nodes, each of which is ${how} and started again`, limits, async () => {
    const cluster = await Cluster.start(3);
    try {
      await comeOnce(cluster.url, cluster.nodes, interrupt);
    } finally {
      await cluster.stop();
    }
  });
}

it("they do when the node that a server reads at loses its replica", limits, async () => {
  const cluster = await Cluster.start(3);
  const { logger, lines } = recordingLogger();
  const transports = [logger, silentLogger].map((log) =>
    getRpcTransport({ url: `${cluster.url}?${STREAM}`, logger: log }),
  ) as [RpcTransport, RpcTransport];
  const endpoint = new ThingEndpoint();
  const server = new RpcServer(transports[0], { server: "one", topic: "streams", endpoints: [endpoint] });
  try {
    await server.start();
    const client = new ThingClient(transports[1]).prepare({ topic: "streams", fanout: true });
    await client.sink(0);
    await within(60, "the first fanout", endpoint.sunk(1));
    const open = lines.find(({ message }) => message === "AMQP connection open");
    const node = cluster.nodes.find(({ port }) => open?.fields.address === `127.0.0.1:${port}`);
    assert.ok(node);
    const name = `<<"/">>, <<"streams_fanout">>, '${node.node}'`;
    await eventually(async () => {
      const said = await node.ctl("eval", `rabbit_stream_queue:delete_replica(${name}).`);
      assert.match(said, /^ok/);
    }, 60_000);
    const numbers = Array.from({ length: 100 }, (_, number) => number + 1);
    await Promise.all(numbers.map((number) => client.sink(number)));
    const handled = await within(120, "the fanouts that another node has", endpoint.sunk(101));
    assert.deepEqual(
      [...handled].sort((a, b) => Number(a) - Number(b)),
      [0, ...numbers],
    );
  } finally {
    await server.stop();
    await Promise.all(transports.map((transport) => transport.close()));
    await cluster.stop();
  }
});
