import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  getRpcTransport,
  loadConfiguration,
  type RequestContext,
  RpcServer,
  type RpcTransport,
} from "../../src/index.js";
import {
  getNotificationTransport,
  NotificationListener,
  type NotificationTransport,
  Notifier,
} from "../../src/notify/index.js";
import { until } from "../integration/amqp/harness.js";
import { Recorder } from "../integration/notify/recorder.js";
import { Coverage } from "../support/compatibility.js";
import { hookLimit, needs } from "../support/peers.js";
import { pythonOslo } from "../support/python.js";
import { useRouter } from "../support/use-router.js";
import { addressing } from "./support/addressing.js";
import { PythonClient } from "./support/python-client.js";
import { PythonListener, PythonNotifier } from "./support/python-notifications.js";
import { SandboxClient, SandboxEndpoint } from "./support/sandbox.js";
import { requestsThatWait } from "./support/waiting-suite.js";

// The embedded router keeps what is sent to a legacy address, as the brokers did that had these addresses.
describe("what waits at the router, legacy addresses", needs(pythonOslo), () => {
  const covers = new Coverage(import.meta.filename, "legacy");
  const { router } = useRouter();
  const url = () => `${router.url}${addressing.legacy}`;

  describe("requests whose servers come and go", () => {
    const place = { topic: "waiting", exchange: "waiting" };
    requestsThatWait({ url, place }, covers.both);
  });

  describe("notifications whose listener comes later", () => {
    let transport: NotificationTransport;

    before(() => {
      transport = getNotificationTransport({ url: url() });
    });
    after(() => transport?.close(), hookLimit);

    it("from us", async (test) => {
      covers.toPython(test, "sent before the listener came");
      const sent = new Notifier(transport, { topics: ["to-python"], driver: "messagingv2" }).info(
        {},
        "a.b",
        1,
      );
      await until(() => router.statistics().held === 1, 30_000);
      const listener = await PythonListener.start({ url: url(), topic: "to-python" });
      try {
        assert.equal((await listener.received()).payload, 1);
        await sent;
      } finally {
        await listener.stop();
      }
    });

    it("from Python", async (test) => {
      covers.fromPython(test, "sent before the listener came");
      const notifier = await PythonNotifier.start({
        url: url(),
        topic: "from-python",
        driver: "messagingv2",
      });
      const recorder = new Recorder();
      const listener = new NotificationListener(transport, {
        targets: [{ topic: "from-python" }],
        endpoints: [recorder],
      });
      try {
        const sent = notifier.notify({ priority: "info", event_type: "a.b", payload: 2 });
        await until(() => router.statistics().held === 1, 30_000);
        await listener.start();
        assert.equal((await recorder.arrivals.atLeast(1))[0]?.payload, 2);
        assert.equal(await sent, true);
      } finally {
        await Promise.all([listener.stop(), notifier.stop()]);
      }
    });
  });
});

describe("a call of Python that waits at the router", needs(pythonOslo), () => {
  const { router, add } = useRouter();
  const place = { topic: "busy", exchange: "waiting" };
  const configuration = loadConfiguration({ values: { executor_thread_pool_size: 1 } });
  let transport: RpcTransport;

  before(() => {
    transport = getRpcTransport({ url: router.url, configuration });
    add(() => transport.close());
  });

  it("leaves its method so much less time", async () => {
    const seen: (number | undefined)[] = [];
    let freeAt = 0;
    class Busy extends SandboxEndpoint {
      override async sleep(ctx: RequestContext, seconds: number): Promise<number> {
        const slept = await super.sleep(ctx, seconds);
        freeAt = performance.now();
        return slept;
      }

      override echo(ctx: RequestContext, value: unknown): unknown {
        seen.push(ctx.remaining);
        return super.echo(ctx, value);
      }
    }
    const server = new RpcServer(transport, { server: "Server01", endpoints: [new Busy()], ...place });
    const client = await PythonClient.start({ url: router.url, ...place });
    try {
      await server.start();
      const running = new SandboxClient(transport, { timeout: 60 }).prepare(place).sleep(3);
      await until(() => server.health.running === 1, 30_000);
      const waiting = client.call("echo", { value: 1 }, { timeout: 30 });
      await until(() => router.statistics().held === 1, 30_000);
      const since = performance.now();
      await running;
      assert.equal(await waiting, 1);
      const [remaining] = seen;
      // Until the server was free it waited at the router, which counts in ms; its way from there is not counted.
      const waited = (freeAt - since) / 1000;
      assert.ok(waited > 0.1, "it has waited");
      assert.ok(remaining !== undefined && remaining <= 30.01 - waited, `${remaining} s are left`);
    } finally {
      await Promise.all([client.stop(), server.stop()]);
    }
  });
});
