import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ServiceDescriptor } from "../../../src/index.js";
import { batchDispatcherOf } from "../../../src/notify/dispatcher.js";
import {
  type NotificationAnswer,
  NotificationFilter,
  NotificationResult,
  ServiceBatchNotificationEndpoint,
  type ServiceNotification,
} from "../../../src/notify/index.js";
import { incoming } from "./incoming.js";
import { recordingLogger } from "./recording-logger.js";

const descriptor: ServiceDescriptor = {
  format: 1,
  service: "Things",
  topic: "things",
  version: "1.0",
  methods: [],
  notifications: [
    { eventType: "thing.created", priorities: ["info", "error"], payload: { type: "integer" } },
    { eventType: "thing.deleted", priorities: ["info"], payload: { type: "integer" } },
    { eventType: "thing.ignored", priorities: ["audit"], payload: {} },
  ],
};

class Things extends ServiceBatchNotificationEndpoint {
  readonly descriptor: ServiceDescriptor = descriptor;
  override readonly filterRule: NotificationFilter | undefined;
  readonly seen: string[] = [];
  readonly #answers: Readonly<Record<string, () => NotificationAnswer>>;

  constructor(answers: Readonly<Record<string, () => NotificationAnswer>> = {}, filter?: NotificationFilter) {
    super();
    this.#answers = answers;
    this.filterRule = filter;
  }

  thingCreated(notifications: readonly ServiceNotification<number>[]): NotificationAnswer {
    return this.#take("created", notifications);
  }

  thingDeleted(notifications: readonly ServiceNotification<number>[]): NotificationAnswer {
    return this.#take("deleted", notifications);
  }

  #take(event: string, notifications: readonly ServiceNotification<number>[]): NotificationAnswer {
    const [first] = notifications;
    this.seen.push(
      `${event} ${first?.metadata.priority}: ${notifications.map(({ payload }) => payload).join(" ")}`,
    );
    return this.#answers[event]?.();
  }
}

describe("a typed endpoint of a batch listener", () => {
  const { logger, lines } = recordingLogger();
  const created = incoming({ payload: 1 });
  const failed = incoming({ payload: 2, priority: "ERROR" });
  const deleted = incoming({ payload: 3, event_type: "thing.deleted" });
  const broken = incoming({ payload: "four" });
  const unknown = incoming({ payload: 5, event_type: "thing.other" });
  const later = incoming({ payload: 6 });
  const batch = [created, failed, deleted, broken, unknown, later];

  it("listens to the severities of the events it has methods for", () => {
    assert.deepEqual(batchDispatcherOf([new Things()], logger).priorities, ["info", "error"]);
  });

  it("gets a list for each event and severity, without what breaks the definition", async () => {
    const things = new Things();
    const requeued = await batchDispatcherOf([things], logger).dispatch(batch);
    assert.deepEqual(things.seen, ["created error: 2", "created info: 1 6", "deleted info: 3"]);
    assert.equal(requeued.size, 0);
    assert.deepEqual(
      lines.map(({ level, message, fields }) => [level, message, fields.eventType, fields.messageId]),
      [["error", "A notification breaks its definition", "thing.created", "id-1"]],
    );
  });

  it("gives back the list of one method, which endpoints after it do not get", async () => {
    const fail = () => {
      throw new Error("failed");
    };
    for (const answer of [() => NotificationResult.REQUEUE, fail]) {
      const first = new Things({ deleted: answer });
      const second = new Things();
      const requeued = await batchDispatcherOf([first, second], logger).dispatch(batch);
      assert.deepEqual([...requeued], [deleted]);
      assert.deepEqual(second.seen, ["created error: 2", "created info: 1 6"]);
    }
    const all = new Things({ created: () => NotificationResult.REQUEUE });
    const requeued = await batchDispatcherOf([all], logger).dispatch(batch);
    // What breaks the definition would come again as it is.
    assert.deepEqual([...requeued], [failed, created, later]);
  });

  it("gets only what its filter lets through", async () => {
    const things = new Things({}, new NotificationFilter({ eventType: "thing\\.d" }));
    await batchDispatcherOf([things], logger).dispatch(batch);
    assert.deepEqual(things.seen, ["deleted info: 3"]);
  });
});
