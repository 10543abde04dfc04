import assert from "node:assert/strict";
import { afterEach, before, describe, it } from "node:test";
import { getRpcTransport } from "../../src/index.js";
import {
  BatchNotificationListener,
  getNotificationTransport,
  NotificationFilter,
  NotificationListener,
  NotificationResult,
  type NotificationTransport,
} from "../../src/notify/index.js";
import { BatchRecorder, Recorder } from "../integration/notify/recorder.js";
import { ThingListener } from "../integration/notify/thing-events.js";
import { Coverage } from "../support/compatibility.js";
import { hookLimit, needs } from "../support/peers.js";
import { pythonOslo } from "../support/python.js";
import { useRouter } from "../support/use-router.js";
import { addressing, addressingModes } from "./support/addressing.js";
import { PythonNotifier } from "./support/python-notifications.js";
import { TappedLines } from "./support/tapped-lines.js";
import { values } from "./support/values.js";

const METHODS = ["audit", "debug", "info", "warn", "warning", "error", "critical", "sample"];

const SUITES = addressingModes.flatMap((mode) =>
  (["messagingv2", "messaging"] as const).map((driver) => ({ mode, driver })),
);

for (const { mode, driver } of SUITES) {
  describe(`a Python notifier and our listener, ${mode} addresses, ${driver}`, needs(pythonOslo), () => {
    const { fromPython: covers } = new Coverage(import.meta.filename, mode);
    const { router, add } = useRouter();
    const targets = [{ topic: "my-topic" }];
    let transport: NotificationTransport;
    let python: PythonNotifier;
    let listener: { start(): Promise<void>; stop(): Promise<void> } | undefined;

    before(async () => {
      const url = `${router.url}${addressing[mode]}`;
      transport = getNotificationTransport({ url });
      add(() => transport.close());
      python = await PythonNotifier.start({ url, driver, set: ["link_retry_delay=1"] });
      add(() => python.stop());
    }, hookLimit);
    afterEach(async () => {
      await listener?.stop();
      listener = undefined;
    }, hookLimit);

    async function listen(started: NonNullable<typeof listener>): Promise<void> {
      listener = started;
      await started.start();
    }

    it("agree on every severity", async (test) => {
      covers(test, `every severity, ${driver}`);
      const recorder = new Recorder();
      await listen(new NotificationListener(transport, { targets, endpoints: [recorder] }));
      for (const [index, priority] of METHODS.entries()) {
        const context = { user_id: "ü", auth_token: "secret" };
        assert.equal(await python.notify({ priority, context, event_type: "a.b", payload: { index } }), true);
        const seen = (await recorder.arrivals.atLeast(index + 1))[index] ?? assert.fail();
        assert.equal(seen.severity, priority === "warning" ? "warn" : priority);
        assert.deepEqual([seen.publisherId, seen.eventType], ["python.host1", "a.b"]);
        assert.deepEqual(seen.payload, { index });
        assert.equal(seen.ctx.fields.user_id, "ü");
        assert.match(String(seen.metadata.message_id), /^[0-9a-f-]{36}$/);
        assert.match(String(seen.metadata.timestamp), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/);
      }
    });

    it("are tapped, without their secrets", async () => {
      const rpc = getRpcTransport({ url: `${router.url}${addressing[mode]}` });
      add(() => rpc.close());
      // One who takes them, as Python's notifier does not send what nobody takes.
      await listen(new NotificationListener(transport, { targets, endpoints: [new Recorder()] }));
      const tap = await TappedLines.of(rpc, { topic: "my-topic" });
      const context = { user_id: "ü", auth_token: "geheim-1" };
      const payload = { secret: "geheim-2", n: 1 };
      assert.equal(await python.notify({ priority: "error", context, event_type: "a.b", payload }), true);
      const [line] = await tap.atLeast(1);
      await tap.stop();
      assert.ok(line?.type === "notification", JSON.stringify(line));
      const { priority, event_type, publisher_id, payload: shown } = line.message;
      assert.deepEqual([priority, event_type, publisher_id], ["ERROR", "a.b", "python.host1"]);
      assert.deepEqual(shown, { secret: "***", n: 1 });
      assert.deepEqual([line.topic, (line.context as { user_id?: unknown }).user_id], ["my-topic", "ü"]);
      assert.doesNotMatch(JSON.stringify(line), /geheim/);
    });

    it("exchange any value", async (test) => {
      covers(test, "every kind of value");
      const recorder = new Recorder();
      await listen(new NotificationListener(transport, { targets, endpoints: [recorder] }));
      for (const [name, payload] of Object.entries(values)) {
        assert.equal(await python.notify({ priority: "info", event_type: name, payload }), true, name);
        assert.deepEqual(recorder.arrivals.all.at(-1)?.payload, payload, name);
      }
    });

    it("filter", async (test) => {
      covers(test, "filter");
      const filter = new NotificationFilter({ eventType: "wanted", payload: { state: "^on$" } });
      const recorder = new Recorder(undefined, filter);
      await listen(new NotificationListener(transport, { targets, endpoints: [recorder] }));
      for (const [event_type, state] of [
        ["other", "on"],
        ["wanted.a", "off"],
        ["wanted.b", "on"],
      ] as const) {
        assert.equal(await python.notify({ priority: "info", event_type, payload: { state } }), true);
      }
      assert.deepEqual(
        recorder.arrivals.all.map(({ eventType }) => eventType),
        ["wanted.b"],
      );
    });

    it("send again what is given back", async (test) => {
      covers(test, "requeue");
      let times = 0;
      const recorder = new Recorder(() => (++times < 2 ? NotificationResult.REQUEUE : undefined));
      const endpoints = [recorder];
      await listen(new NotificationListener(transport, { targets, endpoints, allowRequeue: true }));
      assert.equal(await python.notify({ priority: "info", event_type: "a.b", payload: 1 }), true);
      assert.equal(recorder.arrivals.all.length, 2);
    });

    it("are done with what the listener fails at", async (test) => {
      covers(test, "listener that fails");
      const recorder = new Recorder(() => {
        throw new Error("failed");
      });
      await listen(new NotificationListener(transport, { targets, endpoints: [recorder] }));
      assert.equal(await python.notify({ priority: "info", event_type: "a.b", payload: 1 }), true);
      assert.equal(recorder.arrivals.all.length, 1);
    });

    it("batch", async (test) => {
      covers(test, "batch");
      const recorder = new BatchRecorder();
      const endpoints = [recorder];
      await listen(
        new BatchNotificationListener(transport, { targets, endpoints, batchSize: 100, batchTimeout: 0.2 }),
      );
      assert.equal(await python.notify({ priority: "info", event_type: "a.b", payload: 1 }), true);
      assert.deepEqual(
        recorder.arrivals.all.map((batch) => batch.map(({ payload }) => payload)),
        [[1]],
      );
    });

    it("agree on the events of a definition", async (test) => {
      covers(test, "events of a definition");
      const things = new ThingListener();
      await listen(new NotificationListener(transport, { targets, endpoints: [things] }));
      for (const payload of [{ id: 5 }, { id: "right" }]) {
        assert.equal(await python.notify({ priority: "info", event_type: "thing.created", payload }), true);
      }
      assert.equal(
        await python.notify({ priority: "sample", event_type: "thing.counted", payload: 7 }),
        true,
      );
      const seen = await things.arrivals.atLeast(2);
      assert.deepEqual(
        seen.map(({ payload }) => payload),
        [{ id: "right" }, 7n],
      );
    });
  });
}
