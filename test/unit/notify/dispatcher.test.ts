import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NoOpSerializer } from "../../../src/index.js";
import { dispatcherOf } from "../../../src/notify/dispatcher.js";
import {
  type NotificationEndpoint,
  NotificationFilter,
  NotificationResult,
} from "../../../src/notify/index.js";
import { incoming } from "./incoming.js";
import { recordingLogger } from "./recording-logger.js";

/** An endpoint for info and warn that keeps what it gets and answers as it is told. */
class Recorder implements NotificationEndpoint {
  readonly filterRule: NotificationFilter | undefined;
  readonly seen: unknown[] = [];
  readonly #answer: () => unknown;

  constructor(answer: () => unknown = () => undefined, filterRule?: NotificationFilter) {
    this.#answer = answer;
    this.filterRule = filterRule;
  }

  info(...all: Parameters<NonNullable<NotificationEndpoint["info"]>>): NotificationResult | undefined {
    const [ctx, ...others] = all;
    this.seen.push([ctx.fields, ...others]);
    return this.#answer() as NotificationResult | undefined;
  }

  warn(): void {
    this.seen.push("warn");
  }
}

/** A filter of a program's own that does not expect what comes. */
class Faulty extends NotificationFilter {
  override match(): boolean {
    throw new TypeError("not expected");
  }
}

describe("the dispatcher", () => {
  const { logger, lines } = recordingLogger();

  it("hands a notification to every endpoint with a method of its severity", async () => {
    const endpoints = [new Recorder(), new Recorder()];
    const dispatcher = dispatcherOf(endpoints, logger);
    assert.deepEqual([...dispatcher.priorities], ["info", "warn"]);
    const requeued = await dispatcher.dispatch([incoming({}, { user_id: "u" })]);
    assert.equal(requeued.size, 0);
    const metadata = { message_id: "id-1", timestamp: "2026-01-02 03:04:05.000006" };
    for (const { seen } of endpoints) {
      assert.deepEqual(seen, [
        [{ user_id: "u" }, "compute.host1", "thing.created", { state: "active" }, metadata],
      ]);
    }
  });

  it("reads the severity in any case", async () => {
    const endpoint = new Recorder();
    await dispatcherOf([endpoint], logger).dispatch([incoming({ priority: "Warn" })]);
    assert.deepEqual(endpoint.seen, ["warn"]);
  });

  it("gives back what the first endpoint requeues, and shows it to no other", async () => {
    const endpoints = [new Recorder(() => NotificationResult.REQUEUE), new Recorder()];
    const notification = incoming();
    const requeued = await dispatcherOf(endpoints, logger).dispatch([notification]);
    assert.deepEqual([...requeued], [notification]);
    assert.deepEqual(endpoints[1]?.seen, []);
  });

  it("gives back what makes an endpoint throw, now or later", async () => {
    const failures = [
      () => {
        throw new Error("now");
      },
      () => Promise.reject(new Error("later")),
    ];
    for (const fail of failures) {
      const notification = incoming();
      const requeued = await dispatcherOf([new Recorder(fail)], logger).dispatch([notification]);
      assert.deepEqual([...requeued], [notification]);
      assert.equal(lines.at(-1)?.level, "error");
    }
  });

  it("passes over what a filter does not match", async () => {
    const filter = new NotificationFilter({ eventType: "other" });
    const endpoints = [new Recorder(undefined, filter), new Recorder()];
    await dispatcherOf(endpoints, logger).dispatch([incoming()]);
    assert.deepEqual(
      endpoints.map(({ seen }) => seen.length),
      [0, 1],
    );
  });

  it("gives back what makes a filter throw", async () => {
    const notification = incoming();
    const dispatcher = dispatcherOf([new Recorder(undefined, new Faulty({}))], logger);
    assert.deepEqual([...(await dispatcher.dispatch([notification]))], [notification]);
    assert.equal(lines.at(-1)?.level, "error");
  });

  it("takes what a peer gets wrong, and goes on", async () => {
    const endpoint = new Recorder();
    const dispatcher = dispatcherOf([endpoint], logger);
    for (const fields of [
      { priority: undefined },
      { priority: 5 },
      { priority: "constructor" },
      { event_type: null },
      { priority: "__proto__" },
    ]) {
      assert.equal((await dispatcher.dispatch([incoming(fields)])).size, 0, JSON.stringify(fields));
      assert.equal(lines.at(-1)?.level, "warn");
    }
    assert.deepEqual(endpoint.seen, []);
    await dispatcher.dispatch([incoming({ publisher_id: 5, message_id: [], timestamp: {} })]);
    const metadata = { message_id: null, timestamp: null };
    assert.deepEqual(endpoint.seen, [[{}, null, "thing.created", { state: "active" }, metadata]]);
  });

  it("deserializes context and payload, and gives back what cannot be", async () => {
    class Upper extends NoOpSerializer {
      override deserializeEntity(_context: unknown, entity: unknown): unknown {
        if (typeof entity !== "string") throw new TypeError("no text");
        return entity.toUpperCase();
      }
    }
    const endpoint = new Recorder();
    const dispatcher = dispatcherOf([endpoint], logger, { serializer: new Upper() });
    const bad = incoming({ payload: 5 });
    assert.deepEqual([...(await dispatcher.dispatch([incoming({ payload: "a" }), bad]))], [bad]);
    assert.equal((endpoint.seen[0] as unknown[])[3], "A");
  });
});
