import type { IncomingRequest } from "../drivers/driver.js";
import { DOUBLING_BOUNDS } from "../instruments/duration-bounds.js";
import type { RequestSeries, RunningRequest, ServedRequests } from "../instruments/request-series.js";

/** The runs of a method since the server was made. */
export interface MethodTally {
  /** Name on the wire; `_OTHER` for all that no endpoint has. */
  readonly method: string;
  readonly calls: number;
  /** Calls that ended with an error, declared or not. */
  readonly failures: number;
  /** Seconds that all of them took together. */
  readonly seconds: number;
  /** Calls that took up to 1, 2, 4, 8 … ms and longer than the bucket before; the last has the rest. */
  readonly buckets: readonly number[];
}

/** The requests of a server as discovery tells of them. */
export interface ServerTallies {
  /** The requests that run, the oldest first. */
  readonly running: readonly RunningRequest<IncomingRequest>[];
  readonly methods: readonly MethodTally[];
}

/** Reads what a server has counted, whenever it is asked. */
export function serverTallies(
  tally: Iterable<RequestSeries>,
  served: ServedRequests<IncomingRequest>,
): () => ServerTallies {
  return () => ({ running: served.running, methods: methodTallies(tally) });
}

/** Requests that ran, by method: without those that expired before they could. */
export function methodTallies(tally: Iterable<RequestSeries>): readonly MethodTally[] {
  const byMethod = new Map<string, MethodTally>();
  for (const { facts, succeeded, failures } of tally) {
    const { method } = facts;
    const failed = failures.filter(({ result }) => result !== "expired").map(({ durations }) => durations);
    let { calls, failures: all, seconds, buckets } = byMethod.get(method) ?? NONE;
    for (const durations of [succeeded, ...failed]) {
      calls += durations.count;
      if (durations !== succeeded) all += durations.count;
      seconds += durations.seconds;
      const former = buckets;
      buckets = durations.within(DOUBLING_BOUNDS).map((count, index) => count + (former[index] ?? 0));
    }
    if (calls > 0) byMethod.set(method, { method, calls, failures: all, seconds, buckets });
  }
  return [...byMethod.values()];
}

const NONE: Omit<MethodTally, "method"> = { calls: 0, failures: 0, seconds: 0, buckets: [] };
