import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NoOpSerializer, type ServiceDescriptor, silentLogger } from "../../../src/index.js";
import type { Operation } from "../../../src/instrumentation/index.js";
import { batchDispatcherOf, dispatcherOf } from "../../../src/notify/dispatcher.js";
import {
  getNotificationTransport,
  InvalidPayload,
  type NotificationDelivery,
  type NotificationEndpoint,
  type NotificationInterceptor,
  NotificationListener,
  NotificationResult,
  Notifier,
  ServiceNotificationEndpoint,
  ServiceNotifier,
} from "../../../src/notify/index.js";
import { TestDriver } from "../../../src/testing/index.js";
import { incoming } from "./incoming.js";
import { recordingLogger } from "./recording-logger.js";

const descriptor: ServiceDescriptor = {
  format: 1,
  service: "Things",
  topic: "things",
  version: "1.0",
  methods: [],
  notifications: [{ eventType: "thing.created", priorities: ["info"], payload: { type: "integer" } }],
};

class Things extends ServiceNotificationEndpoint {
  readonly descriptor: ServiceDescriptor = descriptor;
  readonly seen: unknown[] = [];
  thingCreated(_ctx: unknown, payload: number): void {
    this.seen.push(payload);
  }
}

class ThingNotifier extends ServiceNotifier {
  thingCreated(payload: number): Promise<void> {
    return this.emit("thing.created", payload);
  }
}

/** Writes down what passes, and what comes back. */
function noting(notes: unknown[]): NotificationInterceptor {
  return (next) => async (delivery) => {
    const events = delivery.notifications.map(({ eventType, payload }) => [eventType, payload]);
    try {
      const answer = await next(delivery);
      notes.push([...events, answer]);
      return answer;
    } catch (error) {
      notes.push([...events, (error as Error).name]);
      throw error;
    }
  };
}

const target = { targets: [{ topic: "notifications" }] };

describe("interceptors of a listener", () => {
  it("see each notification, and what its endpoints make of it", async () => {
    const { logger } = recordingLogger();
    const notes: unknown[] = [];
    const answers: (() => NotificationResult | undefined)[] = [
      () => undefined,
      () => NotificationResult.REQUEUE,
      () => {
        throw new TypeError("broken");
      },
    ];
    for (const info of answers) {
      const dispatcher = dispatcherOf([{ info }, { info() {} }], logger, { interceptors: [noting(notes)] });
      await dispatcher.dispatch([incoming()]);
    }
    const event = ["thing.created", { state: "active" }];
    assert.deepEqual(notes, [
      [event, "handled"],
      [event, "requeue"],
      [event, "TypeError"],
    ]);
  });

  it("see those of a batch that have one severity together, and give back what the endpoints do", async () => {
    const { logger } = recordingLogger();
    const notes: unknown[] = [];
    const endpoint = { info: () => NotificationResult.REQUEUE, error() {} };
    const dispatcher = batchDispatcherOf([endpoint], logger, { interceptors: [noting(notes)] });
    const batch = [
      incoming({ payload: 1 }),
      incoming({ payload: 2, priority: "ERROR" }),
      incoming({ payload: 3 }),
    ];
    const requeued = await dispatcher.dispatch(batch);
    assert.deepEqual([...requeued], [batch[0], batch[2]]);
    assert.deepEqual(notes, [
      [["thing.created", 2], "handled"],
      [["thing.created", 1], ["thing.created", 3], "requeue"],
    ]);
  });

  it("see what is refused, and why; it is settled as without them", async () => {
    const { logger } = recordingLogger();
    const seen: unknown[] = [];
    const look: NotificationInterceptor = (next) => async (delivery) => {
      const thrown = await next(delivery).catch((error: unknown) => error);
      const [{ eventType, priority } = assert.fail()] = delivery.notifications;
      seen.push([eventType, priority, (thrown as Error).name, thrown === delivery.refusal]);
      throw thrown;
    };
    class Failing extends NoOpSerializer {
      override deserializeContext(): never {
        throw new SyntaxError("no context");
      }
    }
    const things = new Things();
    const good = dispatcherOf([things], logger, { interceptors: [look] });
    const bad = dispatcherOf([things], logger, { interceptors: [look], serializer: new Failing() });
    const [broken, nameless, loud] = [
      incoming({ payload: "no number" }),
      incoming({ event_type: undefined }),
      incoming({ priority: "LOUD" }),
    ];
    assert.equal((await good.dispatch([broken, nameless, loud])).size, 0);
    assert.deepEqual([...(await bad.dispatch([broken]))], [broken]);
    assert.deepEqual(seen, [
      [null, "info", "InvalidPayload", true],
      ["thing.created", "loud", "InvalidPayload", true],
      ["thing.created", "info", "InvalidPayload", false],
      ["thing.created", "info", "SyntaxError", true],
    ]);
    assert.deepEqual(things.seen, []);
  });

  it("may change payloads and contexts, pass on some, or answer themselves", async () => {
    const { logger, lines } = recordingLogger();
    const got: unknown[] = [];
    const endpoint = {
      info: (batch: readonly { payload: unknown }[]) => void got.push(batch.map((one) => one.payload)),
    };
    const doubled: NotificationInterceptor = (next) => (delivery) =>
      next({
        ...delivery,
        notifications: delivery.notifications
          .filter(({ payload }) => payload !== 2)
          .map((one) => ({ ...one, payload: Number(one.payload) * 2 })),
      });
    const batch = [1, 2, 3].map((payload) => incoming({ payload }));
    const changing = batchDispatcherOf([endpoint], logger, { interceptors: [doubled] });
    assert.equal((await changing.dispatch(batch)).size, 0);
    assert.deepEqual(got, [[2, 6]]);
    const refusing: NotificationInterceptor = () => async () => NotificationResult.REQUEUE;
    const returning = batchDispatcherOf([endpoint], logger, { interceptors: [refusing] });
    assert.deepEqual([...(await returning.dispatch(batch))], batch);
    const ignoring = batchDispatcherOf([endpoint], logger, { interceptors: [() => async () => "whatever"] });
    assert.equal((await ignoring.dispatch(batch)).size, 0);
    assert.deepEqual([got.length, lines], [1, []]);
  });

  it("that throw give back, which is logged", async () => {
    const { logger, lines } = recordingLogger();
    const throwing: NotificationInterceptor = () => () => {
      throw new RangeError("own");
    };
    const inventing: NotificationInterceptor = (next) => (delivery) =>
      next({
        ...delivery,
        notifications: delivery.notifications.map((one) => ({ ...one, metadata: { ...one.metadata } })),
      });
    const notification = incoming();
    for (const interceptor of [throwing, inventing]) {
      const dispatcher = dispatcherOf([{ info() {} }], logger, { interceptors: [interceptor] });
      assert.deepEqual([...(await dispatcher.dispatch([notification]))], [notification]);
    }
    assert.deepEqual(
      lines.map(({ message, fields }) => [message, (fields.err as Error).name]),
      [
        ["A notification interceptor raised an exception", "RangeError"],
        ["A notification interceptor raised an exception", "RangeError"],
      ],
    );
  });

  it("are asked for a handler once", async () => {
    const { logger } = recordingLogger();
    let made = 0;
    const counting: NotificationInterceptor = (next) => {
      made += 1;
      return next;
    };
    const dispatcher = dispatcherOf([{ info() {} }], logger, { ...target, interceptors: [counting] });
    for (let count = 0; count < 3; count += 1) await dispatcher.dispatch([incoming()]);
    assert.equal(made, 1);
  });
});

describe("interceptors of a notifier", () => {
  const transport = getNotificationTransport({ url: "fake://intercepted-notifier", logger: silentLogger });

  it("see what is sent, may change it or keep it back, and are kept by prepare", async () => {
    const driver = new TestDriver();
    const seen: NotificationDelivery[] = [];
    const look: NotificationInterceptor = (next) => async (delivery) => {
      seen.push(delivery);
      const [one = assert.fail()] = delivery.notifications;
      if (one.eventType === "a.secret") return undefined;
      return next({
        ...delivery,
        notifications: [{ ...one, payload: 2, context: one.context.withFields({ user_id: "u", more: 1 }) }],
      });
    };
    const notifier = new Notifier(transport, { driver, topics: ["a", "b"], interceptors: [look] });
    await notifier.prepare({ publisherId: "host1" }).info({ request_id: "r" }, "a.b", 1);
    await notifier.info({}, "a.secret", 1);
    const [{ message, context } = assert.fail(), ...others] = driver.notifications;
    assert.deepEqual([message.payload, context, others], [2, { user_id: "u" }, []]);
    const [
      {
        notifications: [one = assert.fail()],
        targets,
        kind,
      } = assert.fail(),
    ] = seen;
    assert.deepEqual(
      [kind, targets, one.publisherId],
      ["notification", [{ topic: "a" }, { topic: "b" }], "host1"],
    );
    assert.deepEqual(
      [one.eventType, one.priority, one.payload, one.context.requestId],
      ["a.b", "info", 1, "r"],
    );
    assert.equal(one.metadata.message_id, message.message_id);
  });

  it("see payloads that are refused", async () => {
    const notes: unknown[] = [];
    const driver = new TestDriver();
    const options = { driver, interceptors: [noting(notes)] };
    await assert.rejects(
      new ThingNotifier(descriptor, transport, options).thingCreated("a" as never),
      InvalidPayload,
    );
    assert.deepEqual(notes, [[["thing.created", "a"], "InvalidPayload"]]);
    assert.deepEqual(driver.notifications, []);
  });
});

describe("an instrumentation of notifications", () => {
  it("is told of each at both sides, and how it ended", async (test) => {
    const notes: string[] = [];
    const started = (operation: Operation) => {
      assert.ok(operation.type === "send-notification" || operation.type === "handle-notifications");
      const [first] = "notifications" in operation ? operation.notifications : [operation.notification];
      const { eventType, priority } = first ?? assert.fail();
      return {
        ended: (result: string) => notes.push(`${operation.type} ${eventType} ${priority} ${result}`),
      };
    };
    const url = "fake://watched-notifications";
    const notifications = getNotificationTransport({
      url,
      logger: silentLogger,
      instrumentation: { started },
    });
    test.after(() => notifications.close());
    const done: (() => void)[] = [];
    const answering = (
      answer: () => NotificationResult | undefined,
    ): NonNullable<NotificationEndpoint["info"]> => {
      return () => {
        done.shift()?.();
        return answer();
      };
    };
    const endpoint: NotificationEndpoint = {
      info: answering(() => undefined),
      warn: answering(() => NotificationResult.REQUEUE),
      error: answering(() => {
        throw new TypeError("broken");
      }),
    };
    const listener = new NotificationListener(notifications, { ...target, endpoints: [endpoint] });
    await listener.start();
    const notifier = new Notifier(notifications, { driver: "messaging", topics: ["notifications"] });
    for (const severity of ["info", "warn", "error"] as const) {
      const handled = new Promise<void>((resolve) => done.push(resolve));
      await notifier[severity]({}, "a.b", 1);
      await handled;
    }
    await listener.stop();
    await assert.rejects(
      new ThingNotifier(descriptor, notifications, {
        driver: "messaging",
        topics: ["notifications"],
      }).thingCreated("a" as never),
    );
    await notifications.close();
    await notifier.info({}, "a.b", 2);
    assert.deepEqual(notes, [
      ...["info ok", "warn ok", "error ok"].flatMap((ended) => [
        `handle-notifications a.b ${ended.replace("warn ok", "warn requeued").replace("error ok", "error error")}`,
        `send-notification a.b ${ended}`,
      ]),
      "send-notification thing.created info refused",
      "send-notification a.b info undelivered",
    ]);
  });
});
