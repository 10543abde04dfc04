import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { InvalidTarget, UnsupportedFeature } from "../../../src/index.js";
import {
  BatchNotificationListener,
  type BatchNotificationListenerOptions,
  getNotificationTransport,
  InvalidPayload,
  NotificationFilter,
  NotificationListener,
  type NotificationListenerOptions,
  NotificationResult,
  type NotificationTransport,
  Notifier,
  type NotifierOptions,
} from "../../../src/notify/index.js";
import { recordingLogger } from "../../unit/notify/recording-logger.js";
import { BatchRecorder, Recorder } from "./recorder.js";
import { ThingBatchListener, ThingListener, ThingNotifier } from "./thing-events.js";

/** What a transport needs around it. */
export interface Surroundings {
  readonly url: string;
  stop(): Promise<void>;
}

/** What differs between the transports. */
export interface SuiteOptions {
  /** The driver has pools. */
  readonly pools?: boolean;
  /** Why the suite cannot run. */
  readonly skip?: string;
}

/** The promises of notifiers and listeners, whatever carries the messages. */
export function notificationSuite(
  name: string,
  surround: () => Promise<Surroundings>,
  { pools = false, ...options }: SuiteOptions = {},
): void {
  describe(`notifications over ${name}`, { timeout: 120_000, ...options }, () => {
    let surroundings: Surroundings;
    let transport: NotificationTransport;
    let topic: string;
    let topics = 0;
    let listeners: { stop(): Promise<void> }[] = [];
    const { logger, lines } = recordingLogger();

    before(async () => {
      surroundings = await surround();
      transport = getNotificationTransport({ url: surroundings.url, logger });
    });
    // What one test leaves in a queue must not reach the next.
    beforeEach(() => {
      topic = `topic-${++topics}`;
    });
    afterEach(async () => {
      await Promise.all(listeners.map((listener) => listener.stop()));
      listeners = [];
    });
    after(async () => {
      await transport.close();
      await surroundings.stop();
    });

    function notifier(options: NotifierOptions = {}): Notifier {
      return new Notifier(transport, {
        publisherId: "test.host1",
        driver: "messagingv2",
        topics: [topic],
        ...options,
      });
    }

    async function listen(options: Partial<NotificationListenerOptions>): Promise<NotificationListener> {
      const listener = new NotificationListener(transport, {
        targets: [{ topic }],
        endpoints: [],
        ...options,
      });
      listeners.push(listener);
      await listener.start();
      return listener;
    }

    async function listenInBatches(
      options: Omit<BatchNotificationListenerOptions, "targets">,
    ): Promise<void> {
      const listener = new BatchNotificationListener(transport, { targets: [{ topic }], ...options });
      listeners.push(listener);
      await listener.start();
    }

    for (const driver of ["messaging", "messagingv2"]) {
      it(`reach the endpoint's method of their severity, sent by ${driver}`, async () => {
        const recorder = new Recorder();
        await listen({ endpoints: [recorder] });
        const sender = notifier({ driver });
        const methods = ["audit", "debug", "info", "warn", "error", "critical", "sample"] as const;
        for (const method of methods) await sender[method]({ user_id: "u" }, "a.b", { n: [2n ** 70n, "ü"] });
        const seen = await recorder.arrivals.atLeast(methods.length);
        assert.deepEqual(seen.map(({ severity }) => severity).sort(), [...methods].sort());
        const [{ ctx, publisherId, eventType, payload, metadata } = assert.fail()] = seen;
        assert.deepEqual([ctx.fields, publisherId, eventType], [{ user_id: "u" }, "test.host1", "a.b"]);
        assert.deepEqual(payload, { n: [2n ** 70n, "ü"] });
        assert.match(String(metadata.message_id), /^[0-9a-f-]{36}$/);
        assert.match(String(metadata.timestamp), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/);
      });
    }

    it("go to every topic", async () => {
      const recorder = new Recorder();
      const others = [topic, `${topic}-other`];
      await listen({ targets: others.map((name) => ({ topic: name })), endpoints: [recorder] });
      await notifier({ topics: others }).info({}, "a.b", 1);
      assert.equal((await recorder.arrivals.atLeast(2)).length, 2);
    });

    it("wait for a listener that comes later", async () => {
      const sent = notifier().info({}, "a.b", "early");
      const recorder = new Recorder();
      await listen({ endpoints: [recorder] });
      assert.equal((await recorder.arrivals.atLeast(1))[0]?.payload, "early");
      await sent;
    });

    it("reach one of several listeners each", async () => {
      const recorders = [new Recorder(), new Recorder()];
      for (const recorder of recorders) await listen({ endpoints: [recorder] });
      await Promise.all(Array.from({ length: 20 }, (_, index) => notifier().info({}, "a.b", index)));
      await recorders[0]?.arrivals.atLeast(1);
      await recorders[1]?.arrivals.atLeast(1);
      const all = () => recorders.flatMap(({ arrivals }) => arrivals.all.map(({ payload }) => payload));
      while (all().length < 20) await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(
        all().sort((left, right) => Number(left) - Number(right)),
        Array.from({ length: 20 }, (_, index) => index),
      );
    });

    it("are filtered", async () => {
      const filter = new NotificationFilter({ eventType: "wanted\\.", payload: { state: "^on$" } });
      const [some, all] = [new Recorder(undefined, filter), new Recorder()];
      await listen({ endpoints: [some, all] });
      const sender = notifier();
      await sender.info({}, "other", { state: "on" });
      await sender.info({}, "wanted.a", { state: "off" });
      await sender.info({}, "wanted.b", { state: "on" });
      await all.arrivals.atLeast(3);
      await some.arrivals.atLeast(1);
      assert.deepEqual(
        some.arrivals.all.map(({ eventType }) => eventType),
        ["wanted.b"],
      );
    });

    it("come again when they are given back, and requeueing is allowed", async () => {
      let times = 0;
      const recorder = new Recorder(() => (++times < 2 ? NotificationResult.REQUEUE : undefined));
      await listen({ endpoints: [recorder], allowRequeue: true });
      await notifier().info({}, "a.b", "again");
      const [first, second] = await recorder.arrivals.atLeast(2);
      assert.equal(first?.metadata.message_id, second?.metadata.message_id);
    });

    it("do not come again when requeueing is not allowed, nor when the method throws", async () => {
      const recorder = new Recorder(({ payload }) => {
        if (payload === "throw") throw new Error("failed");
        return payload === "requeue" ? NotificationResult.REQUEUE : undefined;
      });
      await listen({ endpoints: [recorder] });
      // What were given back would come before what is sent after it.
      const payloads = ["throw", "requeue", "mark 1", "mark 2"];
      for (const [index, payload] of payloads.entries()) {
        await notifier().info({}, "a.b", payload);
        await recorder.arrivals.atLeast(index + 1);
      }
      assert.deepEqual(
        recorder.arrivals.all.map(({ payload }) => payload),
        payloads,
      );
    });

    it("are handled to their end before the listener stops", async () => {
      const before = lines.length;
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const recorder = new Recorder(() => held);
      const listener = await listen({ endpoints: [recorder] });
      const sent = notifier().info({}, "a.b", "slow");
      await recorder.arrivals.atLeast(1);
      let stopped = false;
      const stop = listener.stop().then(() => {
        stopped = true;
      });
      // Longer than a link takes to be drained.
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      assert.equal(stopped, false);
      release();
      await Promise.all([stop, sent, listener.wait()]);
      const errors = lines.slice(before).filter(({ level }) => level === "error");
      assert.deepEqual(errors, []);
    });

    it("that nobody's method wants stay for others", async () => {
      const errors = new Recorder();
      const error = (...all: Parameters<Recorder["error"]>) => errors.error(...all);
      await listen({ endpoints: [{ error }] });
      const sent = notifier().info({}, "a.b", "info");
      await notifier().error({}, "a.b", "error");
      const recorder = new Recorder();
      await listen({ endpoints: [recorder] });
      await recorder.arrivals.atLeast(1);
      await sent;
      assert.deepEqual(
        errors.arrivals.all.map(({ severity }) => severity),
        ["error"],
      );
    });

    it("come in batches, by size", async () => {
      const recorder = new BatchRecorder();
      await listenInBatches({ endpoints: [recorder], batchSize: 3 });
      await Promise.all(Array.from({ length: 6 }, (_, index) => notifier().info({}, "a.b", index)));
      const batches = await recorder.arrivals.atLeast(2);
      assert.deepEqual(
        batches.map((batch) => batch.length),
        [3, 3],
      );
      const numbers = batches.flat().map(({ payload }) => Number(payload));
      assert.deepEqual(numbers.sort(), [0, 1, 2, 3, 4, 5]);
    });

    it("come in batches larger than what the peer may send by default", async () => {
      const recorder = new BatchRecorder();
      await listenInBatches({ endpoints: [recorder], batchSize: 150 });
      await Promise.all(Array.from({ length: 150 }, (_, index) => notifier().info({}, "a.b", index)));
      assert.equal((await recorder.arrivals.atLeast(1))[0]?.length, 150);
    });

    it("come in batches, by time and by severity", async () => {
      const recorder = new BatchRecorder();
      await listenInBatches({ endpoints: [recorder], batchSize: 100, batchTimeout: 2 });
      const sender = notifier();
      await Promise.all([sender.info({}, "a.b", 1), sender.error({}, "a.b", 2), sender.info({}, "a.b", 3)]);
      const batches = await recorder.arrivals.atLeast(2);
      const payloads = batches.map((batch) => batch.map(({ payload }) => payload).sort());
      assert.deepEqual(payloads, [[2], [1, 3]]);
    });

    it("come again as a batch that is given back", async () => {
      let times = 0;
      const recorder = new BatchRecorder(() => (++times < 2 ? NotificationResult.REQUEUE : undefined));
      await listenInBatches({ endpoints: [recorder], batchSize: 2, allowRequeue: true });
      await Promise.all([notifier().info({}, "a.b", 1), notifier().info({}, "a.b", 2)]);
      const batches = await recorder.arrivals.atLeast(2);
      for (const batch of batches) assert.deepEqual(batch.map(({ payload }) => payload).sort(), [1, 2]);
    });

    it("left over in a batch are handled when the listener stops", async () => {
      const recorder = new BatchRecorder();
      await listenInBatches({ endpoints: [recorder], batchSize: 100 });
      const arrived = new Recorder();
      await listen({ targets: [{ topic: `${topic}-mark` }], endpoints: [arrived] });
      const sent = notifier().info({}, "a.b", "left over");
      // What is sent later over the same connection comes later.
      await notifier({ topics: [`${topic}-mark`] }).info({}, "a.b", "mark");
      await arrived.arrivals.atLeast(1);
      await Promise.all(listeners.map((listener) => listener.stop()));
      await sent;
      assert.deepEqual(
        recorder.arrivals.all.flat().map(({ payload }) => payload),
        ["left over"],
      );
    });

    it("of a definition reach their typed methods", async () => {
      const listener = new ThingListener();
      await listen({ endpoints: [listener] });
      const things = new ThingNotifier(transport, { driver: "messagingv2", topics: [topic] }).prepare({
        publisherId: "things.host1",
      });
      await things.thingCreated({ id: "a" }, { context: { user_id: "u" } });
      await things.thingCreated({ id: "b" }, { priority: "error" });
      await things.thingCounted(5n);
      const seen = [...(await listener.arrivals.atLeast(3))];
      const shown = seen.map(({ payload, metadata, user }) => {
        const { publisher_id, event_type, priority } = metadata;
        return [event_type, priority, payload, publisher_id, user];
      });
      assert.deepEqual(shown, [
        ["thing.created", "info", { id: "a" }, "things.host1", "u"],
        ["thing.created", "error", { id: "b" }, "things.host1", undefined],
        ["thing.counted", "sample", 5n, "things.host1", undefined],
      ]);
    });

    it("of a definition come to their typed methods in batches", async () => {
      const listener = new ThingBatchListener();
      await listenInBatches({ endpoints: [listener], batchSize: 4 });
      const things = new ThingNotifier(transport, { driver: "messagingv2", topics: [topic] });
      await Promise.all([
        things.thingCreated({ id: "a" }, { context: { user_id: "u" } }),
        notifier().info({}, "thing.created", { id: 5 }),
        things.thingCounted(5n),
        things.thingCreated({ id: "b" }),
      ]);
      const [created] = await listener.created.atLeast(1);
      const shown = created?.map(({ ctx, payload, metadata }) => [
        payload.id,
        metadata.priority,
        ctx.fields.user_id,
      ]);
      assert.deepEqual(shown?.sort(), [
        ["a", "info", "u"],
        ["b", "info", undefined],
      ]);
      const [counted] = await listener.counted.atLeast(1);
      assert.deepEqual(
        counted?.map(({ payload }) => payload),
        [5n],
      );
    });

    it("of a definition are checked on both sides", async () => {
      const listener = new ThingListener();
      await listen({ endpoints: [listener] });
      const things = new ThingNotifier(transport, { driver: "messagingv2", topics: [topic] });
      const wrong = things.thingCreated({ id: 5 } as unknown as { id: string });
      await assert.rejects(wrong, (error) => error instanceof InvalidPayload && error.pointer === "/id");
      const debug = "debug" as unknown as "info";
      await assert.rejects(things.thingCreated({ id: "a" }, { priority: debug }), InvalidPayload);

      const untyped = notifier();
      await untyped.info({}, "thing.created", { id: 5 });
      await untyped.info({}, "thing.unknown", { id: "a" });
      await untyped.info({}, "thing.ignored", { id: "a" });
      await untyped.sample({}, "thing.created", { id: "a" });
      await untyped.info({}, "thing.created", { id: "right" });
      const [first] = await listener.arrivals.atLeast(1);
      assert.deepEqual(first?.payload, { id: "right" });
      assert.ok(lines.some(({ message }) => message === "A notification breaks its definition"));
    });

    it("are refused by a listener that would listen to nothing, or twice", async () => {
      const targets = [{ topic }];
      const endpoints = [new Recorder()];
      for (const options of [
        { targets, endpoints: [] },
        { targets, endpoints: [{}] },
        { targets: [], endpoints },
        { targets: [{ topic: "" }], endpoints },
      ]) {
        assert.throws(() => new NotificationListener(transport, options), InvalidTarget);
      }
      const listener = await listen({ endpoints });
      await assert.rejects(listener.start(), InvalidTarget);
    });

    it("are copied for each pool, where there are pools", async () => {
      const recorders = [new Recorder(), new Recorder(), new Recorder()];
      await listen({ endpoints: [recorders[0] as Recorder] });
      if (!pools) {
        await assert.rejects(listen({ endpoints: recorders, pool: "a" }), UnsupportedFeature);
        return;
      }
      for (const recorder of recorders.slice(1)) await listen({ endpoints: [recorder], pool: "a" });
      for (let count = 0; count < 4; count += 1) await notifier().info({}, "a.b", count);
      await recorders[0]?.arrivals.atLeast(4);
      await recorders[1]?.arrivals.atLeast(2);
      await recorders[2]?.arrivals.atLeast(2);
      assert.deepEqual(
        recorders.map(({ arrivals }) => arrivals.all.length),
        [4, 2, 2],
      );
    });
  });
}
