import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MOST_ROWS } from "../../../console/src/server/recent-rows.js";
import { TrafficRows } from "../../../console/src/traffic/traffic-rows.js";
import type { TrafficLine } from "../../../src/console/events.js";

const call = (id: number, callId: string): TrafficLine => ({
  id,
  time: id,
  kind: "call",
  method: "m",
  callId,
});
const reply = (id: number, callId: string): TrafficLine => ({
  id,
  time: id,
  kind: "reply",
  callId,
  outcome: "error",
  duration: 1,
});

describe("rows of traffic", () => {
  it("have a reply beside its call, of this batch or of one before", () => {
    const traffic = new TrafficRows();
    traffic.add([call(1, "a"), call(2, "b"), reply(3, "a")]);
    traffic.add([reply(4, "b"), reply(5, "unseen")]);
    assert.deepEqual(
      traffic.rows.map(({ id, reply: end, outcome }) => [id, end?.id, outcome]),
      [
        [1, 3, "error"],
        [2, 4, "error"],
        [5, undefined, "error"],
      ],
    );
  });

  it("are the newest, and a reply whose call has gone stands alone", () => {
    const traffic = new TrafficRows();
    traffic.add([call(0, "old")]);
    for (let id = 1; id < MOST_ROWS + 10; id += 1) traffic.add([call(id, `c${id}`)]);
    assert.deepEqual([traffic.rows.length, traffic.dropped, traffic.rows[0]?.id], [MOST_ROWS, 10, 10]);
    traffic.add([reply(9_000, "old"), reply(9_001, "c11")]);
    assert.equal(traffic.rows.at(-1)?.id, 9_000);
    const eleventh = traffic.rows.find(({ id }) => id === 11);
    assert.equal(eleventh?.reply?.id, 9_001);
    traffic.clear();
    assert.deepEqual([traffic.rows.length, traffic.dropped], [0, MOST_ROWS + 11]);
  });
});
