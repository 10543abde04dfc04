import { getOrInsert } from "../collections/get-or-insert.js";
import type { IncomingRequest } from "../drivers/driver.js";
import { DOUBLING_BOUNDS } from "../instruments/duration-bounds.js";
import {
  RequestDurations,
  type RequestSeries,
  type RunningRequest,
  type ServedRequests,
} from "../instruments/request-series.js";

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
  const byMethod = new Map<string, { failures: number; readonly runs: RequestDurations }>();
  for (const { facts, succeeded, failures } of tally) {
    const method = getOrInsert(byMethod, facts.method, () => ({ failures: 0, runs: new RequestDurations() }));
    method.runs.addAll(succeeded);
    for (const { result, durations } of failures) {
      if (result === "expired") continue;
      method.failures += durations.count;
      method.runs.addAll(durations);
    }
  }
  return [...byMethod].flatMap(([method, { failures, runs }]) => {
    const { count: calls, seconds } = runs;
    return calls === 0 ? [] : [{ method, calls, failures, seconds, buckets: runs.within(DOUBLING_BOUNDS) }];
  });
}
