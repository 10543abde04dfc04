import type { RunningDescription, ServerDescription } from "../rpc/discovery-endpoint.js";
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
  const former = new Map(before.map((server) => [identityOf(server), server]));
  return now.flatMap((server) => {
    const tallies = byMethod(server.methods);
    const formerTallies = byMethod(former.get(identityOf(server))?.methods ?? []);
    const running = countByMethod(server.running);
    const names = new Set([...tallies.keys(), ...running.keys()]);
    return [...names].map((method) => {
      const ran = differenceOf(tallies.get(method) ?? NOTHING, formerTallies.get(method) ?? NOTHING);
      const { count, oldest } = running.get(method) ?? { count: 0, oldest: undefined };
      return {
        server: server.server ?? "",
        method,
        callsPerSecond: ran.calls / seconds,
        failuresPerSecond: ran.failures / seconds,
        p50: percentile(ran.buckets, 0.5),
        p95: percentile(ran.buckets, 0.95),
        p99: percentile(ran.buckets, 0.99),
        running: count,
        oldest: oldest?.seconds ?? 0,
        caller: oldest?.userId ?? oldest?.requestId ?? null,
      };
    });
  });
}

type Ran = Pick<MethodTally, "calls" | "failures" | "buckets">;

const NOTHING: Ran = { calls: 0, failures: 0, buckets: [] };

/** Names a server from one look to the next: another process begins its counts anew. */
function identityOf({ pid, host, since }: ServerDescription): string {
  return JSON.stringify([pid, host, since]);
}

function byMethod(tallies: readonly MethodTally[]): ReadonlyMap<string, MethodTally> {
  return new Map(tallies.map((tally) => [tally.method, tally]));
}

/** The requests of each method, the oldest of which stands first. */
function countByMethod(
  running: readonly RunningDescription[],
): ReadonlyMap<string, { readonly count: number; readonly oldest: RunningDescription }> {
  const counts = new Map<string, { count: number; readonly oldest: RunningDescription }>();
  for (const request of running) {
    const counted = counts.get(request.method);
    if (counted === undefined) counts.set(request.method, { count: 1, oldest: request });
    else counted.count += 1;
  }
  return counts;
}

/** Counts that have become less tell of nothing that ran. */
function differenceOf(now: Ran, before: Ran): Ran {
  return {
    calls: grown(now.calls, before.calls),
    failures: grown(now.failures, before.failures),
    buckets: now.buckets.map((count, index) => grown(count, before.buckets[index] ?? 0)),
  };
}

function grown(now: number, before: number): number {
  return Math.max(0, now - before);
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
