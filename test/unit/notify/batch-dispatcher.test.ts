import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { batchDispatcherOf } from "../../../src/notify/dispatcher.js";
import {
  type BatchNotificationEndpoint,
  NotificationFilter,
  NotificationResult,
  type ReceivedNotification,
} from "../../../src/notify/index.js";
import { incoming } from "./incoming.js";
import { recordingLogger } from "./recording-logger.js";

describe("the batch dispatcher", () => {
  const { logger, lines } = recordingLogger();

  function recorder(answers: Readonly<Record<string, () => unknown>> = {}) {
    const seen: string[] = [];
    const method = (priority: string) => (batch: readonly ReceivedNotification[]) => {
      seen.push(`${priority}: ${batch.map(({ payload }) => payload).join(" ")}`);
      return answers[priority]?.() as NotificationResult | undefined;
    };
    const endpoint: BatchNotificationEndpoint = { info: method("info"), error: method("error") };
    return { seen, endpoint };
  }

  const batch = [
    incoming({ payload: 1 }),
    incoming({ payload: 2, priority: "ERROR" }),
    incoming({ payload: 3 }),
    incoming({ payload: 4, priority: "nonsense" }),
  ];

  it("gives back a severity that makes a filter throw", async () => {
    const filterRule = new (class extends NotificationFilter {
      override match(): boolean {
        throw new TypeError("not expected");
      }
    })({});
    const own = recordingLogger();
    const dispatcher = batchDispatcherOf([{ error() {}, filterRule }], own.logger);
    assert.deepEqual([...(await dispatcher.dispatch(batch.slice(0, 2)))], [batch[1]]);
    assert.deepEqual(
      own.lines.map(({ level }) => level),
      ["error"],
    );
  });

  it("hands on a list for each severity, in alphabetical order", async () => {
    const { seen, endpoint } = recorder();
    const dispatcher = batchDispatcherOf([endpoint], logger);
    assert.equal((await dispatcher.dispatch(batch)).size, 0);
    assert.deepEqual(seen, ["error: 2", "info: 1 3"]);
    assert.equal(lines.length, 1);
  });

  it("gives back all of a severity that is requeued or that fails, and none of the others", async () => {
    const fail = () => {
      throw new Error("failed");
    };
    for (const answer of [() => NotificationResult.REQUEUE, fail]) {
      const first = recorder({ info: answer });
      const second = recorder();
      const dispatcher = batchDispatcherOf([first.endpoint, second.endpoint], logger);
      assert.deepEqual([...(await dispatcher.dispatch(batch))], [batch[0], batch[2]]);
      assert.deepEqual(second.seen, ["error: 2"]);
    }
  });

  it("leaves out what a filter does not match, and calls nobody with nothing", async () => {
    const { seen, endpoint } = recorder();
    const filterRule = new NotificationFilter({ payload: { n: "3" } });
    const dispatcher = batchDispatcherOf([{ ...endpoint, filterRule }], logger);
    await dispatcher.dispatch([...batch, incoming({ payload: { n: "3" } })]);
    assert.deepEqual(seen, ["info: [object Object]"]);
  });
});
