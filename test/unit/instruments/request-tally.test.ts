import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RemoteError } from "../../../src/errors/rpc-errors.js";
import {
  CONVENTION_BOUNDS,
  CONVENTION_WAIT_BOUNDS,
  DOUBLING_BOUNDS,
  OSLO_BOUNDS,
  OSLO_WAIT_BOUNDS,
} from "../../../src/instruments/duration-bounds.js";
import type { RequestFacts } from "../../../src/instruments/request-facts.js";
import { CountedRequest, RequestDurations, RequestSeries } from "../../../src/instruments/request-series.js";
import { RequestTally } from "../../../src/instruments/request-tally.js";

const transport = { driver: "rabbit", host: "broker", port: 5672, exchange: "openstack" };
const facts: RequestFacts = {
  type: "send-request",
  kind: "call",
  method: "join",
  isKnown: true,
  service: "Things",
  namespace: "things",
  version: "1.0",
  target: { topic: "things" },
  timeout: 5,
  transport,
};

/** Counts the bounds one by one, as nobody would for each call. */
function countedPlainly(all: readonly number[], bounds: readonly number[]): number[] {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  for (const ms of all) {
    const index = bounds.findIndex((bound) => ms <= bound * 1000);
    const place = index === -1 ? bounds.length : index;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}

describe("durations", () => {
  it("counted once are those of every view", () => {
    const views = [OSLO_BOUNDS, OSLO_WAIT_BOUNDS, CONVENTION_BOUNDS, CONVENTION_WAIT_BOUNDS, DOUBLING_BOUNDS];
    const near = views.flat().flatMap((bound) => [bound * 1000 - 1e-9, bound * 1000, bound * 1000 + 1e-9]);
    const spread = Array.from({ length: 2_000 }, (_, index) => 1.009 ** index / 10);
    const all = [0, 0.4, 0.999, ...near, ...spread, 2 ** 31, 2 ** 32, 2 ** 32 + 5, 1e15];
    const durations = new RequestDurations();
    for (const ms of all) durations.add(ms);
    for (const bounds of views) assert.deepEqual(durations.within(bounds), countedPlainly(all, bounds));
    assert.equal(durations.count, all.length);
    const twice = new RequestDurations();
    twice.addAll(durations);
    twice.addAll(durations);
    assert.deepEqual(
      twice.within(OSLO_BOUNDS),
      durations.within(OSLO_BOUNDS).map((count) => 2 * count),
    );
    assert.equal(twice.seconds, 2 * durations.seconds);
  });
});

describe("a series", () => {
  it("tells failures apart by result and class, of a remote error that of the server", () => {
    const series = new RequestSeries(facts);
    for (const [result, error] of [
      ["error", new RemoteError({ excType: "TypeError", value: "boom" })],
      ["error", new RemoteError({ excType: "TypeError", value: "boom again" })],
      ["timeout", undefined],
      ["error", "a text"],
    ] as const) {
      new CountedRequest(series).ended(result, error);
    }
    assert.deepEqual(
      series.failures.map(({ result, type, exception, durations }) => [
        result,
        type,
        exception,
        durations.count,
      ]),
      [
        ["error", "TypeError", "RemoteError", 2],
        ["timeout", "timeout", "_OTHER", 1],
        ["error", "string", "_OTHER", 1],
      ],
    );
    assert.deepEqual([series.begun, series.ended], [4, 4]);
  });

  it("counts whatever was thrown, also what fails when it is looked at", () => {
    const series = new RequestSeries(facts);
    const nameless = new Error("x");
    Object.defineProperty(nameless, "name", { value: 5n });
    const refusing = new Proxy(new Error("x"), {
      get: () => assert.fail("looked at"),
      getPrototypeOf: () => assert.fail("looked at"),
    });
    for (const thrown of [nameless, refusing, null, Symbol("x")])
      new CountedRequest(series).ended("error", thrown);
    assert.deepEqual(
      series.failures.map(({ type, durations }) => [type, durations.count]),
      [
        ["_OTHER", 2],
        ["object", 1],
        ["symbol", 1],
      ],
    );
  });

  it("has so many classes of errors at most", () => {
    const series = new RequestSeries(facts);
    for (let index = 0; index < 1_000; index += 1) {
      new CountedRequest(series).ended("error", new RemoteError({ excType: `Made${index}`, value: "up" }));
    }
    assert.ok(series.failures.length <= 65, `${series.failures.length} classes`);
    assert.equal(series.ended, 1_000);
  });

  it("counts an end once", () => {
    const series = new RequestSeries(facts);
    const counted = new CountedRequest(series, 0.5);
    counted.ended("ok");
    counted.ended("error", new Error("late"));
    assert.deepEqual([series.ended, series.succeeded.count, series.waits?.count], [1, 1, 1]);
  });
});

describe("a tally", () => {
  const begun = (tally: RequestTally) => [...tally].reduce((sum, series) => sum + series.begun, 0);

  it("has one series for requests that are alike, whoever makes them", () => {
    const tally = new RequestTally();
    assert.equal(tally.of(facts), tally.of({ ...facts, target: { ...facts.target } }));
    assert.notEqual(tally.of(facts), tally.of({ ...facts, version: "1.1" }));
    assert.notEqual(tally.of(facts), tally.of({ ...facts, kind: "cast" }));
  });

  it("keeps the figures of a part that is gone, and not the part", () => {
    const tally = new RequestTally();
    const [one, idle] = [tally.part(), tally.part()];
    new CountedRequest(one.of(facts)).ended("ok");
    assert.equal(begun(tally), 1);
    tally.merge(one);
    tally.merge(one);
    tally.merge(idle);
    assert.equal(begun(tally), 1);
    new CountedRequest(idle.of(facts));
    assert.equal(begun(tally), 1);
    new CountedRequest(one.of(facts));
    assert.equal(begun(tally), 1);
    assert.equal([...tally].length, 1);
  });

  it("shows the series of a part that is gone by themselves, also where it is full", () => {
    const tally = new RequestTally(undefined, 3);
    const part = tally.part();
    new CountedRequest(part.of(facts));
    for (const method of ["one", "two", "three", "four"]) {
      new CountedRequest(tally.of({ ...facts, method }));
    }
    const own = () => [...tally].filter((series) => series.facts.method === facts.method);
    assert.deepEqual(
      own().map((series) => series.begun),
      [1],
    );
    tally.merge(part);
    assert.deepEqual(
      own().map((series) => series.begun),
      [1],
    );
    assert.equal(begun(tally), 5);
  });

  it("has an end, whatever is named: topics and methods stay apart the longest", () => {
    const tally = new RequestTally();
    for (let index = 0; index < 20_000; index += 1) {
      new CountedRequest(tally.of({ ...facts, target: { topic: "things", server: `host-${index}` } }));
    }
    const named = [...tally];
    assert.ok(named.length <= 4_097, `${named.length} series`);
    const rest = named.at(-1);
    assert.deepEqual([rest?.facts.method, rest?.facts.target.server], ["join", "_OTHER"]);
    for (let index = 0; index < 20_000; index += 1) {
      new CountedRequest(tally.of({ ...facts, target: { topic: `topic-${index}` } }));
    }
    assert.ok([...tally].length <= 8_193);
    assert.equal(begun(tally), 40_000);
  });
});
