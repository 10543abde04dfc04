import { setTimeout as delay } from "node:timers/promises";
import { serveHealth } from "../src/health/index.js";
import {
  getRpcTransport,
  loadConfiguration,
  RpcServer,
  ServiceClient,
  type ServiceDescriptor,
  ServiceEndpoint,
  silentLogger,
} from "../src/index.js";
import { getNotificationTransport, NotificationListener, Notifier } from "../src/notify/index.js";
import { PrometheusMetrics } from "../src/prometheus/index.js";
import { Router } from "../src/router/index.js";

const ORDERS: ServiceDescriptor = {
  format: 1,
  service: "OrderService",
  topic: "orders",
  exchange: "shop",
  version: "1.0",
  methods: ["place_order", "cancel_order"].map((name) => ({
    name,
    kind: "call",
    since: "1.0",
    params: [],
    result: {},
    errors: [],
  })),
};

class Client extends ServiceClient {
  call(method: string): Promise<unknown> {
    return this.invoke(method, []);
  }
}

class Orders extends ServiceEndpoint {
  readonly descriptor: ServiceDescriptor = ORDERS;

  async place_order(): Promise<number> {
    await delay(5 + 40 * Math.random());
    return 1;
  }

  async cancel_order(): Promise<number> {
    await delay(3);
    if (Math.random() < 0.2) throw new TypeError("no such order");
    return 1;
  }
}

/** Jobs for Prometheus to scrape, by name, and where they answer. */
export interface Targets {
  readonly targets: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** A router, a server whose methods queue when many call, a client and notifications, until it is stopped. */
export async function runShop(): Promise<Targets> {
  const router = new Router({ port: 0, http: { port: 0 } });
  await router.start();
  const url = `amqp://127.0.0.1:${router.port}`;
  const serving = new PrometheusMetrics({ process: "orders" });
  const calling = new PrometheusMetrics({ process: "api" });
  const configuration = loadConfiguration({ values: { executor_thread_pool_size: 8 } });
  const served = getRpcTransport({ url, configuration, instrumentation: serving, logger: silentLogger });
  const called = getRpcTransport({ url, instrumentation: calling, logger: silentLogger });
  const notifications = getNotificationTransport({ url, instrumentation: calling, logger: silentLogger });
  const server = new RpcServer(served, { server: "one", endpoints: [new Orders()] });
  const listener = new NotificationListener(notifications, {
    targets: [{ topic: "notifications", exchange: "shop" }],
    endpoints: [{ info: () => {} }],
  });
  await Promise.all([server.start(), listener.start()]);
  serving.observe("orders", server);
  calling.observe("rpc", called);
  const healths = [
    await serveHealth({ port: 0, of: [server], metrics: serving }),
    await serveHealth({ port: 0, of: [called], metrics: calling }),
  ];
  const client = new Client(ORDERS, called, { timeout: 30 });
  const notifier = new Notifier(notifications, { driver: "messaging", topics: ["notifications"] });
  let isStopped = false;
  const begun = performance.now();
  const call = async () => {
    // More and fewer of them, as in a day.
    const busy = 6 + 5 * Math.sin((performance.now() - begun) / 4_000);
    await Promise.allSettled(
      Array.from({ length: Math.round(busy) }, (_, index) =>
        client.call(index % 3 === 0 ? "cancel_order" : "place_order"),
      ),
    );
    await notifier.info({}, "order.placed", 1);
  };
  const work = async () => {
    while (!isStopped) await call();
  };
  const works = [work(), work()];
  return {
    targets: {
      orders: hostOf(healths[0]?.url),
      api: hostOf(healths[1]?.url),
      "oslo-rpc-router": hostOf(router.httpUrl),
    },
    async stop() {
      isStopped = true;
      await Promise.all(works);
      await Promise.all([server.stop(), listener.stop(), ...healths.map((health) => health.close())]);
      await Promise.all([served, called, notifications].map((transport) => transport.close()));
      await router.stop();
    },
  };
}

function hostOf(url: string | undefined): string {
  return new URL(url ?? "").host;
}
