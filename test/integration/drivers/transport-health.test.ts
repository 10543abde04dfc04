import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import {
  AuthenticationFailure,
  getRpcTransport,
  MessageDeliveryFailure,
  RpcClient,
  RpcServer,
  type Transport,
  type TransportHealth,
} from "../../../src/index.js";
import { getNotificationTransport, Notifier } from "../../../src/notify/index.js";
import { Router } from "../../../src/router/index.js";
import { freePort } from "../../support/free-port.js";
import { StandInBroker } from "../../unit/drivers/rabbit/stand-in-broker.js";
import { ThingEndpoint } from "../service/thing-service.js";

/** Everything that a transport tells of its health, and waiting for more of it. */
class Told {
  readonly all: TransportHealth[] = [];
  #wake = () => {};

  constructor(t: TestContext, transport: Transport) {
    transport.onHealthChange((health) => {
      this.all.push(health);
      this.#wake();
    });
    t.after(() => transport.close());
  }

  get states(): readonly string[] {
    return this.all.map(({ state }) => state);
  }

  /** The first change from the numbered one on that leads to a state. */
  async next(state: TransportHealth["state"], from = 0): Promise<TransportHealth> {
    for (;;) {
      const found = this.all.slice(from).find((health) => health.state === state);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

async function startRouter(t: TestContext, port: number): Promise<Router> {
  const router = new Router({ port });
  await router.start();
  t.after(() => router.stop({ graceful: false }));
  return router;
}

/** Two kinds of transport, and what makes each connect. Nobody waits for the messages. */
const kinds = {
  rpc: (url: string) => {
    const transport = getRpcTransport({ url });
    const use = () => void new RpcClient(transport, { topic: "things" }).cast("who").catch(() => {});
    return { transport, use };
  },
  notifications: (url: string) => {
    const transport = getNotificationTransport({ url });
    const notifier = new Notifier(transport, { driver: "messaging", publisherId: "a", topics: ["events"] });
    return { transport, use: () => void notifier.info({}, "thing.created", {}).catch(() => {}) };
  },
};

describe("health of a transport", () => {
  for (const [kind, make] of Object.entries(kinds)) {
    it(`over amqp:// tells that the router goes and comes back (${kind})`, async (t) => {
      const port = await freePort();
      const router = await startRouter(t, port);
      const { transport, use } = make(`amqp://127.0.0.1:${port}?connection_retry_interval=1`);
      const told = new Told(t, transport);
      assert.equal(transport.health.state, "idle");
      use();
      assert.equal(transport.health.state, "connecting");
      const { since } = await told.next("connected");
      assert.deepEqual(transport.health, {
        state: "connected",
        healthy: true,
        since,
        lastError: undefined,
        lastErrorAt: undefined,
      });
      await router.stop({ graceful: false });
      const lost = await told.next("lost");
      assert.equal(transport.health.state, "lost");
      assert.equal(transport.health.since, lost.since);
      assert.ok(lost.since >= since && lost.lastError instanceof MessageDeliveryFailure);
      assert.match(lost.lastError.message, new RegExp(`127\\.0\\.0\\.1:${port} lost`));
      const losses = told.all.length;
      await startRouter(t, port);
      const back = await told.next("connected", losses);
      assert.ok(back.healthy && back.since >= lost.since && back.lastErrorAt !== undefined);
      await transport.close();
      await told.next("closed");
      assert.equal(transport.health.healthy, false);
    });

    it(`over rabbit:// tells that the broker goes and comes back (${kind})`, async (t) => {
      const broker = await new StandInBroker().start();
      t.after(() => broker.stop());
      const { transport, use } = make(broker.url);
      const told = new Told(t, transport);
      use();
      await told.next("connected");
      broker.cut();
      const lost = await told.next("lost");
      assert.ok(lost.lastError instanceof MessageDeliveryFailure && !lost.healthy);
      await told.next("connected", told.all.indexOf(lost));
      assert.deepEqual(told.states, ["connecting", "connected", "lost", "connected"]);
    });

    it(`over fake:// is there from its first use until it is closed (${kind})`, async (t) => {
      const { transport, use } = make("fake://health");
      const told = new Told(t, transport);
      assert.deepEqual([transport.health.state, transport.health.healthy], ["idle", true]);
      use();
      await told.next("connected");
      await transport.close();
      await told.next("closed");
      assert.deepEqual(told.states, ["connected", "closed"]);
    });
  }

  it("says why a peer cannot be used, which was never connected", async (t) => {
    const router = new Router({ port: 0, users: { users: { nova: { password: "right" } } } });
    await router.start();
    t.after(() => router.stop({ graceful: false }));
    for (const scheme of ["amqp", "rabbit"]) {
      const transport = getRpcTransport({ url: `${scheme}://nova:wrong@127.0.0.1:${router.port}` });
      const told = new Told(t, transport);
      new RpcClient(transport, { topic: "things" }).cast("who").catch(() => {});
      const { lastError } = await told.next("lost");
      assert.ok(lastError instanceof AuthenticationFailure, String(lastError));
      assert.deepEqual(told.states, ["connecting", "lost"]);
    }
  });

  it("is never connected to a broker that is taken and then refused", async (t) => {
    const router = await startRouter(t, 0);
    const transport = getRpcTransport({ url: router.url.replace("amqp://", "rabbit://") });
    const told = new Told(t, transport);
    new RpcClient(transport, { topic: "things" }).cast("who").catch(() => {});
    const { lastError } = await told.next("lost");
    assert.match(lastError?.message ?? "", /needs RabbitMQ 4/);
    assert.deepEqual(told.states, ["connecting", "lost"]);
  });

  it("is that of a server's transport too, and a listener may close the transport", async (t) => {
    const router = await startRouter(t, 0);
    const transport = getRpcTransport({ url: router.url });
    const told = new Told(t, transport);
    const closed = new Promise<void>((resolve, reject) => {
      transport.onHealthChange(({ state }) => {
        if (state === "lost") transport.close().then(resolve, reject);
      });
    });
    const server = new RpcServer(transport, { server: "one", endpoints: [new ThingEndpoint()] });
    await server.start();
    await told.next("connected");
    await router.stop({ graceful: false });
    await closed;
    await told.next("closed");
    assert.deepEqual(told.states, ["connecting", "connected", "lost", "closed"]);
    await server.stop();
  });
});
