import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { after, before, describe, it } from "node:test";
import {
  getRpcTransport,
  MessageDeliveryFailure,
  MessagingTimeout,
  type RequestContext,
  RpcServer,
  type RpcTransport,
} from "../../../src/index.js";
import { ThingClient, ThingEndpoint } from "../../integration/service/thing-service.js";
import { Cluster } from "../../rabbit/support/cluster.js";
import { eventually } from "../../rabbit/support/eventually.js";
import { ownRabbit } from "../../rabbit/support/rabbit.js";
import { tally } from "../../rabbit/support/tally.js";
import { needs } from "../../support/peers.js";

const CALLS = 3_000;
/** Seconds. */
const CALL_TIMEOUT = 20;
/** Seconds after that until a busy machine has ended them all. */
const LATE = 60;

class CountingEndpoint extends ThingEndpoint {
  readonly executed = new Map<unknown, number>();
  readonly #progress = new EventEmitter();

  override echo(_ctx: RequestContext, value?: unknown): unknown {
    this.executed.set(value, (this.executed.get(value) ?? 0) + 1);
    this.#progress.emit("step");
    return value ?? null;
  }

  async reached(count: number): Promise<void> {
    while (this.executed.size < count) await once(this.#progress, "step");
  }
}

const limits = { ...needs(ownRabbit), timeout: 170_000 };

describe("a RabbitMQ cluster of three nodes with quorum queues", limits, () => {
  let cluster: Cluster;
  let transports: RpcTransport[] = [];

  before(async () => {
    cluster = await Cluster.start(3);
    transports = [0, 1].map(() => getRpcTransport({ url: `${cluster.url}?rabbit_quorum_queue=true` }));
  });
  after(async () => {
    await Promise.all(transports.map((transport) => transport.close()));
    await cluster?.stop();
  });

  it("goes on when each node in turn is killed, and no call is executed twice", async (test) => {
    const endpoint = new CountingEndpoint();
    const [serverTransport, clientTransport] = transports as [RpcTransport, RpcTransport];
    const server = new RpcServer(serverTransport, { server: "one", endpoints: [endpoint] });
    await server.start();
    const client = new ThingClient(clientTransport, { timeout: CALL_TIMEOUT });
    for (const [index, node] of cluster.nodes.entries()) {
      endpoint.executed.clear();
      const outcomes: string[] = [];
      const startedAt = performance.now();
      const calls = Array.from({ length: CALLS }, (_, number) =>
        client.echo(number).then(
          (value) => outcomes.push(value === number ? "answered" : "wrong"),
          (error: unknown) => {
            const isTyped = error instanceof MessagingTimeout || error instanceof MessageDeliveryFailure;
            outcomes.push(isTyped ? error.code : `untyped: ${error}`);
          },
        ),
      );
      await endpoint.reached(CALLS / 4);
      const killedAt = performance.now();
      await node.kill();
      // One that was on its way when the node was killed is lost, and known to be only by its timeout.
      const patient = client.prepare({ timeout: 1 });
      let attempts = 0;
      await eventually(() => patient.echo(`after ${++attempts}`), 60_000);
      const recovered = (performance.now() - killedAt) / 1000;
      await Promise.all(calls);
      const counts = tally(outcomes);
      test.diagnostic(
        `node ${index + 1}: calls answered again after ${recovered.toFixed(1)} s; ${JSON.stringify(counts)}`,
      );
      assert.equal(outcomes.length, CALLS);
      assert.deepEqual(
        Object.keys(counts).filter((outcome) => /wrong|untyped/.test(outcome)),
        [],
      );
      assert.deepEqual(
        [...endpoint.executed].filter(([, count]) => count > 1),
        [],
      );
      assert.ok((performance.now() - startedAt) / 1000 < CALL_TIMEOUT + LATE);
      await node.start();
    }
    await server.stop();
  });
});
