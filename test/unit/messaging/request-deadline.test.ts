import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestDeadline } from "../../../src/messaging/request-context.js";
import { timers } from "../../../src/time/timers.js";

test("a deadline whose request is answered waits for nothing, whenever its signal is asked for", () => {
  const before = timers.size;
  const early = new RequestDeadline(performance.now() + 60_000);
  assert.equal(early.signal.aborted, false);
  assert.equal(timers.size, before + 1);
  early.end();
  const late = new RequestDeadline(performance.now() + 60_000);
  late.end();
  assert.equal(late.signal.aborted, false);
  assert.equal(timers.size, before);
});
