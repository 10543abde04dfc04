import assert from "node:assert/strict";
import { it } from "node:test";
import type { IncomingNotification } from "../../../src/drivers/driver.js";
import { NotificationRunner } from "../../../src/notify/notification-runner.js";
import { incoming } from "./incoming.js";

it("a notification is taken out of a batch that waits, and not of one that runs", async () => {
  const dispatched: IncomingNotification[][] = [];
  let end = () => {};
  const runner = new NotificationRunner({
    dispatcher: {
      dispatch: async (batch) => {
        dispatched.push([...batch]);
        await new Promise<void>((resolve) => {
          end = resolve;
        });
        return new Set();
      },
    },
    limit: 1,
    allowRequeue: false,
  });
  const [running, waiting, other, alone] = [incoming(), incoming(), incoming(), incoming()];
  for (const batch of [[running], [alone], [waiting, other]]) runner.take(batch);
  assert.deepEqual(
    [running, alone, waiting].map((one) => runner.remove(one)),
    [false, true, true],
  );
  end();
  while (dispatched.length < 2) await new Promise((resolve) => setImmediate(resolve));
  end();
  await runner.finish();
  assert.deepEqual(dispatched, [[running], [other]]);
});
