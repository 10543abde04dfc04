import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { getNotificationTransport, type NotificationTransport, Notifier } from "../../src/notify/index.js";
import { ThingNotifier } from "../integration/notify/thing-events.js";
import { Coverage } from "../support/compatibility.js";
import { hookLimit, needs } from "../support/peers.js";
import { pythonOslo } from "../support/python.js";
import { useRouter } from "../support/use-router.js";
import { recordingLogger } from "../unit/notify/recording-logger.js";
import { addressing, addressingModes } from "./support/addressing.js";
import { PythonListener, type PythonListenerOptions } from "./support/python-notifications.js";
import { values } from "./support/values.js";

const METHODS = ["audit", "debug", "info", "warn", "error", "critical", "sample"] as const;

for (const mode of addressingModes) {
  describe(`our notifier and a Python listener, ${mode} addresses`, needs(pythonOslo), () => {
    const { toPython: covers } = new Coverage(import.meta.filename, mode);
    const { router, add } = useRouter();
    const { logger, lines } = recordingLogger();
    let transport: NotificationTransport;
    let python: PythonListener | undefined;

    before(async () => {
      // What is given back is sent again after link_retry_delay.
      const url = `${router.url}${addressing[mode]}link_retry_delay=1`;
      transport = getNotificationTransport({ url, logger });
      add(() => transport.close());
    }, hookLimit);
    afterEach(async () => {
      await python?.stop();
      python = undefined;
    }, hookLimit);
    after(() => {
      assert.deepEqual(
        lines.filter(({ level }) => level === "error"),
        [],
      );
    });

    // A process that is gone may leave something behind: each test has a topic of its own.
    async function listen(
      topic: string,
      options: Partial<PythonListenerOptions> = {},
    ): Promise<PythonListener> {
      const url = `${router.url}${addressing[mode]}`;
      python = await PythonListener.start({ url, topic, ...options });
      return python;
    }

    function notifier(topic: string, driver = "messagingv2"): Notifier {
      return new Notifier(transport, { publisherId: "node.host1", driver, topics: [topic] });
    }

    it("agree on every severity, in both formats", async (test) => {
      covers(test, "every severity, messaging", "every severity, messagingv2");
      const listener = await listen("severities");
      for (const driver of ["messaging", "messagingv2"]) {
        for (const method of METHODS) {
          const context = { user_id: "ü", auth_token: "secret" };
          await notifier("severities", driver)[method](context, "a.b", { driver });
          const { priority, publisher_id, event_type, payload, metadata, ...others } =
            await listener.received();
          assert.deepEqual([priority, publisher_id, event_type], [method, "node.host1", "a.b"]);
          assert.deepEqual([payload, others.context], [{ driver }, { user_id: "ü" }]);
          const { message_id, timestamp } = metadata as Record<string, unknown>;
          assert.match(String(message_id), /^[0-9a-f-]{36}$/);
          assert.match(String(timestamp), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/);
        }
      }
    });

    it("exchange any value", async (test) => {
      covers(test, "every kind of value");
      const listener = await listen("values");
      for (const [name, value] of Object.entries(values)) {
        await notifier("values").info({}, name, value);
        assert.deepEqual((await listener.received()).payload, value, name);
      }
    });

    it("agree on the events of a definition", async (test) => {
      covers(test, "events of a definition");
      const listener = await listen("events");
      const things = new ThingNotifier(transport, { driver: "messagingv2", topics: ["events"] });
      await things.thingCreated({ id: "ü" }, { priority: "error" });
      const { priority, event_type, payload } = await listener.received();
      assert.deepEqual([priority, event_type, payload], ["error", "thing.created", { id: "ü" }]);
    });

    it("filter", async (test) => {
      covers(test, "filter");
      const filter = { event_type: "wanted", payload: { state: "^on$" } };
      const listener = await listen("filtered", { filter });
      await notifier("filtered").info({}, "other", { state: "on" });
      await notifier("filtered").info({}, "wanted.a", { state: "off" });
      await notifier("filtered").info({}, "wanted.b", { state: "on" });
      assert.equal((await listener.received()).event_type, "wanted.b");
    });

    it("send again what is given back", async (test) => {
      covers(test, "requeue");
      const listener = await listen("requeued", { allowRequeue: true });
      const sent = notifier("requeued").info({}, "a.b", "requeue");
      const [first, second] = [await listener.received(), await listener.received()];
      assert.deepEqual(first, second);
      await sent;
    });

    it("are done with what the listener fails at", async (test) => {
      covers(test, "listener that fails");
      const listener = await listen("failed");
      await notifier("failed").info({}, "a.b", "raise");
      await notifier("failed").info({}, "a.b", "next");
      assert.equal((await listener.received()).payload, "raise");
      assert.equal((await listener.received()).payload, "next");
    });

    it("batch", async (test) => {
      covers(test, "batch");
      const listener = await listen("batched", { batchSize: 3 });
      const sender = notifier("batched");
      await Promise.all([sender.info({}, "a.b", 1), sender.error({}, "a.b", 2), sender.info({}, "a.b", 3)]);
      assert.deepEqual(await listener.batch(), ["error", [2]]);
      const [priority, payloads] = await listener.batch();
      assert.deepEqual([priority, [...payloads].sort()], ["info", [1, 3]]);
    });
  });
}
