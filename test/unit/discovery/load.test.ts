import assert from "node:assert/strict";
import { it } from "node:test";
import { compareLoads } from "../../../src/discovery/load.js";
import type { RunningDescription, ServerDescription } from "../../../src/rpc/discovery-endpoint.js";
import type { MethodTally } from "../../../src/rpc/method-tallies.js";

function server(
  pid: number,
  methods: readonly MethodTally[],
  running: readonly RunningDescription[] = [],
): ServerDescription {
  return {
    format: 1,
    library: { name: "oslo-rpc", version: "0.1.0" },
    server: `s${pid}`,
    topic: "t",
    exchange: null,
    host: "h",
    pid,
    program: "p",
    since: "2026-01-01T00:00:00.000Z",
    running,
    methods,
  };
}

function tally(method: string, calls: number, failures = 0): MethodTally {
  return { method, calls, failures, seconds: 0, buckets: [calls - failures, failures] };
}

it("a load is what each method of each server has done since it was looked at before", () => {
  const running = [
    { method: "slow", seconds: 9, requestId: "r", userId: null },
    { method: "slow", seconds: 1, requestId: "q", userId: "u" },
  ];
  const rows = compareLoads(
    [server(1, [tally("a", 10)]), server(2, [tally("a", 1)])],
    [server(2, [tally("a", 5, 2)]), server(1, [tally("a", 10), tally("b", 4)], running)],
    2,
  );
  assert.deepEqual(
    rows.map((row) => [row.server, row.method, row.callsPerSecond, row.failuresPerSecond, row.p50, row.p99]),
    [
      ["s2", "a", 2, 1, 1, 2],
      ["s1", "a", 0, 0, null, null],
      ["s1", "b", 2, 0, 1, 1],
      ["s1", "slow", 0, 0, null, null],
    ],
  );
  const slow = rows.at(-1);
  assert.deepEqual([slow?.running, slow?.oldest, slow?.caller], [2, 9, "r"]);
});

it("counts that become less are no load", () => {
  const [row] = compareLoads([server(1, [tally("a", 10)])], [server(1, [tally("a", 4)])], 1);
  assert.deepEqual([row?.callsPerSecond, row?.p50], [0, null]);
});

it("the loads of many methods and servers cost no more than to read them", () => {
  const many = Array.from({ length: 40_000 }, (_, index) => tally(`m${index}`, 1));
  const running = many.map(({ method }) => ({ method, seconds: 1, requestId: null, userId: null }));
  const servers = Array.from({ length: 40_000 }, (_, index) => server(index, []));
  const begun = process.cpuUsage();
  const looks = [server(-1, many, running), ...servers];
  assert.equal(compareLoads([...looks].reverse(), looks, 1).length, 40_000);
  const { user, system } = process.cpuUsage(begun);
  // Compared each with each they cost 20 s, and so about 0.1 s.
  assert.ok(user + system < 5e6, `${(user + system) / 1e6} s of CPU`);
});
