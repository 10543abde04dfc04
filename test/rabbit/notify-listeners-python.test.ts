import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { loadConfiguration } from "../../src/index.js";
import {
  BatchNotificationListener,
  getNotificationTransport,
  NotificationFilter,
  NotificationListener,
  type NotificationListenerOptions,
  type NotificationTransport,
  Notifier,
} from "../../src/notify/index.js";
import { BatchRecorder, Recorder } from "../integration/notify/recorder.js";
import { ThingListener } from "../integration/notify/thing-events.js";
import {
  PythonListener,
  type PythonListenerOptions,
  PythonNotifier,
} from "../interop/support/python-notifications.js";
import { values } from "../interop/support/values.js";
import { Coverage } from "../support/compatibility.js";
import { hookLimit, needs } from "../support/peers.js";
import { pythons } from "./support/pythons.js";
import { anyRabbit, suiteLimit } from "./support/rabbit.js";
import { useRabbit } from "./support/use-rabbit.js";

describe("kinds of notification listeners over RabbitMQ", { ...needs(anyRabbit), ...suiteLimit }, () => {
  const rabbit = useRabbit();

  for (const { name, peer, python } of pythons) {
    describe(name, needs(peer), () => {
      const { fromPython, toPython } = new Coverage(import.meta.filename, "rabbit", name);
      const exchange = "kinds of listeners";
      let transport: NotificationTransport;
      let notifier: PythonNotifier;
      let listeners: { stop(): Promise<void> }[] = [];

      before(async () => {
        const configuration = loadConfiguration({ values: { control_exchange: exchange } });
        transport = getNotificationTransport({ url: rabbit.url, configuration });
        notifier = await PythonNotifier.start({ ...peerOptions("from Python"), driver: "messagingv2" });
      }, hookLimit);
      afterEach(async () => {
        await Promise.all(listeners.map((listener) => listener.stop()));
        listeners = [];
      }, hookLimit);
      after(async () => {
        await notifier?.stop();
        await transport?.close();
      }, hookLimit);

      function topic(what: string): string {
        return `${what} ${name}`;
      }

      function peerOptions(what: string) {
        const set = [`DEFAULT.control_exchange=${exchange}`];
        return { url: rabbit.url, set, topic: topic(what), ...(python && { python }) };
      }

      async function pythonListener(
        what: string,
        options: Partial<PythonListenerOptions> = {},
      ): Promise<PythonListener> {
        const listener = await PythonListener.start({ ...peerOptions(what), ...options });
        listeners.push(listener);
        return listener;
      }

      async function listen(
        endpoint: NotificationListenerOptions["endpoints"][number],
        pool?: string,
      ): Promise<void> {
        const targets = [{ topic: topic("from Python") }];
        const listener = new NotificationListener(transport, {
          targets,
          endpoints: [endpoint],
          ...(pool !== undefined && { pool }),
        });
        listeners.push(listener);
        await listener.start();
      }

      async function notifyFromPython(
        payload: unknown,
        { priority = "info", event_type = "a.b" } = {},
      ): Promise<void> {
        assert.ok(await notifier.notify({ priority, event_type, payload }));
      }

      function ourNotifier(what: string): Notifier {
        return new Notifier(transport, { driver: "messagingv2", topics: [topic(what)] });
      }

      it("from Python: any value", async (test) => {
        fromPython(test, "every kind of value");
        const recorder = new Recorder();
        await listen(recorder);
        for (const [index, value] of Object.values(values).entries()) {
          await notifyFromPython(value);
          assert.deepEqual((await recorder.arrivals.atLeast(index + 1)).at(-1)?.payload, value);
        }
      });

      it("from Python: with a filter", async (test) => {
        fromPython(test, "filter");
        const filter = new NotificationFilter({ eventType: "wanted", payload: { state: "^on$" } });
        const recorder = new Recorder(undefined, filter);
        await listen(recorder);
        await notifyFromPython({ state: "on" }, { event_type: "other" });
        await notifyFromPython({ state: "off" }, { event_type: "wanted.a" });
        await notifyFromPython({ state: "on" }, { event_type: "wanted.b" });
        const seen = await recorder.arrivals.atLeast(1);
        assert.deepEqual(
          seen.map(({ eventType }) => eventType),
          ["wanted.b"],
        );
      });

      it("from Python: one that fails", async (test) => {
        fromPython(test, "listener that fails");
        const recorder = new Recorder(({ payload }) => {
          if (payload === "raise") throw new Error("failed");
        });
        await listen(recorder);
        for (const payload of ["raise", "next"]) await notifyFromPython(payload);
        const seen = await recorder.arrivals.atLeast(2);
        assert.deepEqual(
          seen.map(({ payload }) => payload),
          ["raise", "next"],
        );
      });

      it("from Python: in batches", async (test) => {
        fromPython(test, "batch");
        const recorder = new BatchRecorder();
        const listener = new BatchNotificationListener(transport, {
          targets: [{ topic: topic("from Python") }],
          endpoints: [recorder],
          batchSize: 3,
        });
        listeners.push(listener);
        await listener.start();
        for (const payload of [1, 2, 3]) await notifyFromPython(payload);
        const [batch] = await recorder.arrivals.atLeast(1);
        assert.deepEqual(
          batch?.map(({ payload }) => payload),
          [1, 2, 3],
        );
      });

      it("from Python: the events of a definition", async (test) => {
        fromPython(test, "events of a definition");
        const things = new ThingListener();
        await listen(things);
        for (const id of [5, "right"]) await notifyFromPython({ id }, { event_type: "thing.created" });
        await notifyFromPython(7, { priority: "sample", event_type: "thing.counted" });
        const payloads = (await things.arrivals.atLeast(2)).map(({ payload }) => payload);
        // They come from two queues.
        assert.deepEqual(new Set(payloads), new Set([{ id: "right" }, 7n]));
      });

      it("from Python: a pool of ours beside a listener of Python's", async (test) => {
        fromPython(test, "pool beside another listener");
        const recorder = new Recorder();
        await listen(recorder, topic("pool"));
        const other = await pythonListener("from Python");
        await notifyFromPython("both");
        assert.equal((await recorder.arrivals.atLeast(1))[0]?.payload, "both");
        assert.equal((await other.received()).payload, "both");
      });

      it("from us: with a filter", async (test) => {
        toPython(test, "filter");
        const filter = { event_type: "wanted", payload: { state: "^on$" } };
        const listener = await pythonListener("filtered", { filter });
        const sender = ourNotifier("filtered");
        await sender.info({}, "other", { state: "on" });
        await sender.info({}, "wanted.a", { state: "off" });
        await sender.info({}, "wanted.b", { state: "on" });
        assert.equal((await listener.received()).event_type, "wanted.b");
      });

      it("from us: one that fails", async (test) => {
        toPython(test, "listener that fails");
        const listener = await pythonListener("failed");
        const sender = ourNotifier("failed");
        for (const payload of ["raise", "next"]) await sender.info({}, "a.b", payload);
        assert.equal((await listener.received()).payload, "raise");
        assert.equal((await listener.received()).payload, "next");
      });

      it("from us: in batches", async (test) => {
        toPython(test, "batch");
        const listener = await pythonListener("batched", { batchSize: 3 });
        const sender = ourNotifier("batched");
        for (const payload of [1, 2, 3]) await sender.info({}, "a.b", payload);
        assert.deepEqual(await listener.batch(), ["info", [1, 2, 3]]);
      });
    });
  }
});
