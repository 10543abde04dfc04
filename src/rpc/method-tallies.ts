import { type Linked, LinkedList } from "../collections/linked-list.js";
import type { IncomingRequest } from "../drivers/driver.js";

/** Buckets of durations: the one at index N counts those below 2^N ms that no bucket before it does. */
const BUCKETS = 24;
/** Counts of methods that are not in a definition, whose names a peer may invent. */
const OTHER = "_OTHER";

/** The runs of a method since the server was made. */
export interface MethodTally {
  /** Name on the wire; `_OTHER` for all that no endpoint has. */
  readonly method: string;
  readonly calls: number;
  /** Calls that ended with an error, declared or not. */
  readonly failures: number;
  /** Seconds that all of them took together. */
  readonly seconds: number;
  /** Calls that took below 1, 2, 4, 8 … ms and not below the bucket before; the last has the rest. */
  readonly buckets: readonly number[];
}

/** A request whose method runs. */
export class RunningRequest implements Linked<RunningRequest> {
  previous: RunningRequest | undefined;
  next: RunningRequest | undefined;
  list: LinkedList<RunningRequest> | undefined;
  readonly request: IncomingRequest;
  /** Monotonic ms. */
  readonly begun: number = performance.now();

  constructor(request: IncomingRequest) {
    this.request = request;
  }

  /** Seconds since it began. */
  get seconds(): number {
    return (performance.now() - this.begun) / 1000;
  }
}

interface Counts {
  calls: number;
  failures: number;
  ms: number;
  readonly buckets: number[];
}

/** Knows what runs now, and counts what has run, by method. */
export class MethodTallies {
  readonly #isKnown: (method: string) => boolean;
  readonly #running = new LinkedList<RunningRequest>();
  readonly #counts = new Map<string, Counts>();

  /** @param isKnown whether an endpoint has the method */
  constructor(isKnown: (method: string) => boolean) {
    this.#isKnown = isKnown;
  }

  begun(request: IncomingRequest): RunningRequest {
    const running = new RunningRequest(request);
    this.#running.push(running);
    return running;
  }

  ended(running: RunningRequest, isFailure: boolean): void {
    const ms = performance.now() - running.begun;
    this.#running.remove(running);
    const counts = this.#countsOf(running.request.message.method);
    counts.calls += 1;
    if (isFailure) counts.failures += 1;
    counts.ms += ms;
    const bucket = Math.min(32 - Math.clz32(Math.floor(ms)), BUCKETS - 1);
    counts.buckets[bucket] = (counts.buckets[bucket] ?? 0) + 1;
  }

  /** The requests that run, the oldest first. */
  get running(): readonly RunningRequest[] {
    return [...this.#running];
  }

  get tallies(): readonly MethodTally[] {
    return [...this.#counts].map(([method, { calls, failures, ms, buckets }]) => ({
      method,
      calls,
      failures,
      seconds: ms / 1000,
      buckets: [...buckets],
    }));
  }

  #countsOf(method: string): Counts {
    const found = this.#counts.get(method);
    if (found !== undefined) return found;
    const name = this.#isKnown(method) ? method : OTHER;
    const counts = this.#counts.get(name) ?? {
      calls: 0,
      failures: 0,
      ms: 0,
      buckets: new Array<number>(BUCKETS).fill(0),
    };
    this.#counts.set(name, counts);
    return counts;
  }
}
