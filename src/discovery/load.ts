import type { ServerDescription } from "../rpc/discovery-endpoint.js";
import type { MethodTally } from "../rpc/method-tallies.js";

/** The requests of one method of one server, over the time between two looks. */
export interface ServerLoad {
  readonly server: string;
  readonly method: string;
  readonly callsPerSecond: number;
  readonly failuresPerSecond: number;
  /** Upper bounds in ms, as powers of two; null without a call. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly running: number;
  /** Seconds that the oldest of them runs. */
  readonly oldest: number;
  /** Who asked for the oldest: user or request id. */
  readonly caller: string | null;
}

/** Two descriptions of each server compared: what it has done between them. */
export function compareLoads(
  before: readonly ServerDescription[],
  now: readonly ServerDescription[],
  seconds: number,
): readonly ServerLoad[] {
  return now.flatMap((server) => {
    const former = before.find(
      ({ pid, host, since }) => pid === server.pid && host === server.host && since === server.since,
    );
    const names = new Set([...server.methods, ...server.running].map(({ method }) => method));
    return [...names].map((method) => {
      const ran = differenceOf(tallyOf(server.methods, method), tallyOf(former?.methods ?? [], method));
      const running = server.running.filter((request) => request.method === method);
      const [oldest] = running;
      return {
        server: server.server ?? "",
        method,
        callsPerSecond: ran.calls / seconds,
        failuresPerSecond: ran.failures / seconds,
        p50: percentile(ran.buckets, 0.5),
        p95: percentile(ran.buckets, 0.95),
        p99: percentile(ran.buckets, 0.99),
        running: running.length,
        oldest: oldest?.seconds ?? 0,
        caller: oldest?.userId ?? oldest?.requestId ?? null,
      };
    });
  });
}

type Ran = Pick<MethodTally, "calls" | "failures" | "buckets">;

function tallyOf(tallies: readonly MethodTally[], method: string): Ran {
  return tallies.find((tally) => tally.method === method) ?? { calls: 0, failures: 0, buckets: [] };
}

function differenceOf(now: Ran, before: Ran): Ran {
  return {
    calls: now.calls - before.calls,
    failures: now.failures - before.failures,
    buckets: now.buckets.map((count, index) => count - (before.buckets[index] ?? 0)),
  };
}

function percentile(buckets: readonly number[], share: number): number | null {
  const total = buckets.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let seen = 0;
  const index = buckets.findIndex((count) => {
    seen += count;
    return seen >= total * share;
  });
  return 2 ** index;
}
