import { type Linked, LinkedList } from "../collections/linked-list.js";
import type { Target } from "../messaging/target.js";
import { ALL_BOUNDS } from "./duration-bounds.js";
import type { InstrumentedTransport, OperationObserver, OperationResult } from "./instrumentation.js";
import { errorType, exceptionOf, OTHER, type RequestFacts, type RequestRecorder } from "./request-facts.js";

/** By how many bits the whole ms of a duration have: the index of the first bound that can be above it. */
const FIRST_BOUND = Array.from({ length: 33 }, (_, bits) => {
  const least = bits === 0 ? 0 : 2 ** (bits - 1);
  const index = ALL_BOUNDS.findIndex((bound) => bound >= least);
  return index === -1 ? ALL_BOUNDS.length : index;
});

const MOST_MS = 2 ** 31;

/** Durations of requests, counted once by all bounds that somebody shows them by. */
export class RequestDurations {
  #ms = 0;
  readonly #counts = new Float64Array(ALL_BOUNDS.length + 1);

  add(ms: number): void {
    let index = FIRST_BOUND[32 - Math.clz32(Math.min(ms, MOST_MS))] as number;
    while (ms > (ALL_BOUNDS[index] as number)) index += 1;
    this.#counts[index] = (this.#counts[index] as number) + 1;
    this.#ms += ms;
  }

  addAll(other: RequestDurations): void {
    other.#counts.forEach((count, index) => {
      this.#counts[index] = (this.#counts[index] as number) + count;
    });
    this.#ms += other.#ms;
  }

  /** Adds so many that took no time. */
  addNone(count: number): void {
    this.#counts[0] = (this.#counts[0] as number) + count;
  }

  get count(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  /** All of them together. */
  get seconds(): number {
    return this.#ms / 1000;
  }

  /**
   * The counts of each bound, and last of what is above them all. What is equal to a bound counts to it.
   *
   * @param bounds in seconds, some of those that are counted by
   */
  within(bounds: readonly number[]): number[] {
    const counts = new Array<number>(bounds.length + 1).fill(0);
    let place = 0;
    this.#counts.forEach((count, index) => {
      const upTo = ALL_BOUNDS[index] ?? Number.POSITIVE_INFINITY;
      while (place < bounds.length && upTo > (bounds[place] as number) * 1000) place += 1;
      counts[place] = (counts[place] as number) + count;
    });
    return counts;
  }
}

/** Requests that have failed in one way. */
export interface Failures {
  readonly result: Exclude<OperationResult, "ok">;
  /** The class of the error, that of the server where it is one from there; else the result. */
  readonly type: string;
  /** The class of what was thrown here. */
  readonly exception: string;
  readonly durations: RequestDurations;
}

/** Ways of a series to fail, beyond which those of one result count together: a peer may make up classes. */
const MOST_FAILURES = 64;

/** Requests that have all facts in common: how many, how they ended, and how long they took. */
export class RequestSeries {
  readonly facts: RequestFacts;
  readonly recorder: RequestRecorder | undefined;
  /** All that have begun. */
  begun = 0;
  readonly succeeded = new RequestDurations();
  readonly #failures = new Map<string, Failures>();
  #waits: RequestDurations | undefined;

  constructor(facts: RequestFacts, recorder?: RequestRecorder) {
    this.facts = facts;
    this.recorder = recorder;
  }

  /** Those that did not end well, by the way they did. */
  get failures(): readonly Failures[] {
    return [...this.#failures.values()];
  }

  /** Waits for a method to end, of those that had to. */
  get waits(): RequestDurations | undefined {
    return this.#waits;
  }

  /** All that have ended. */
  get ended(): number {
    return this.failures.reduce((sum, { durations }) => sum + durations.count, this.succeeded.count);
  }

  /** One that begins has waited for a method to end, which is counted also if the recorder throws. */
  waited(seconds: number): void {
    this.#waits ??= new RequestDurations();
    this.#waits.add(seconds * 1000);
    this.recorder?.waited(seconds);
  }

  /** One ends, which is counted also if the recorder throws. */
  end(ms: number, result: OperationResult, error: unknown): void {
    if (result === "ok") this.succeeded.add(ms);
    else this.#failuresOf(result, errorType(error, result), exceptionOf(error)).add(ms);
    this.recorder?.ended(ms / 1000, result, error);
  }

  /** Adds those of another series. */
  addAll(other: RequestSeries): void {
    this.begun += other.begun;
    this.succeeded.addAll(other.succeeded);
    for (const { result, type, exception, durations } of other.failures) {
      this.#failuresOf(result, type, exception).addAll(durations);
    }
    if (other.waits === undefined) return;
    this.#waits ??= new RequestDurations();
    this.#waits.addAll(other.waits);
  }

  #failuresOf(result: Failures["result"], type: string, exception: string): RequestDurations {
    const key = JSON.stringify([result, type, exception]);
    const known = this.#failures.get(key);
    if (known !== undefined) return known.durations;
    if (this.#failures.size >= MOST_FAILURES && type !== OTHER) return this.#failuresOf(result, OTHER, OTHER);
    const durations = new RequestDurations();
    this.#failures.set(key, { result, type, exception, durations });
    return durations;
  }
}

/** Counts one request. */
export class CountedRequest implements OperationObserver {
  /** Monotonic ms. */
  readonly begun: number = performance.now();
  readonly #series: RequestSeries;
  #hasEnded = false;
  #fault: unknown;

  /** @param waited seconds before it began */
  constructor(series: RequestSeries, waited = 0) {
    this.#series = series;
    series.begun += 1;
    if (waited === 0) return;
    try {
      series.waited(waited);
    } catch (fault) {
      this.#fault = fault;
    }
  }

  /** Counts the way it ended; only the first one counts. Throws what the recorder has thrown. */
  ended(result: OperationResult, error?: unknown): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#series.end(performance.now() - this.begun, result, error);
    if (this.#fault !== undefined) throw this.#fault;
  }
}

/** A request as far as a server counts it. */
interface ServedRequest {
  readonly message: {
    readonly method: string;
    readonly namespace?: string | undefined;
    readonly version?: string | null | undefined;
  };
  readonly expectsReply: boolean;
}

/** A request whose method runs. */
export class RunningRequest<Served extends ServedRequest = ServedRequest>
  extends CountedRequest
  implements Linked<RunningRequest<Served>>
{
  previous: RunningRequest<Served> | undefined;
  next: RunningRequest<Served> | undefined;
  list: LinkedList<RunningRequest<Served>> | undefined;
  readonly request: Served;
  readonly #onFault: (error: unknown) => void;

  constructor(request: Served, series: RequestSeries, waited: number, onFault: (error: unknown) => void) {
    super(series, waited);
    this.request = request;
    this.#onFault = onFault;
  }

  /** Counts the way it ended, and throws nothing: no method may fail for it. */
  override ended(result: OperationResult, error?: unknown): void {
    try {
      super.ended(result, error);
    } catch (fault) {
      this.#onFault(fault);
    }
  }

  /** Seconds since it began. */
  get seconds(): number {
    return (performance.now() - this.begun) / 1000;
  }
}

/** The facts about a server that its requests have in common. */
export interface ServedFacts<Served extends ServedRequest> {
  /** Counts the requests: for discovery, and as a part of a program's metrics. */
  readonly tally: { of(facts: RequestFacts): RequestSeries };
  /** The services of the methods that endpoints have. */
  readonly services: () => ReadonlyMap<string, string | undefined>;
  readonly target: Target;
  /** The target that a request came to, where there are several. */
  readonly targetOf: ((request: Served) => Target) | undefined;
  readonly transport: InstrumentedTransport;
  /** Told of what a recorder throws. */
  readonly onFault: (error: unknown) => void;
}

/** Requests of a method that a series counts. */
interface Alike {
  readonly isCall: boolean;
  readonly namespace: string | undefined;
  readonly version: string | null | undefined;
  readonly target: Target;
  readonly series: RequestSeries;
}

/** Namespaces and versions of a method that are remembered, beyond which its series are looked for. */
const REMEMBERED = 16;

/** Counts the requests of a server, and knows which of them run. */
export class ServedRequests<Served extends ServedRequest> {
  readonly #facts: ServedFacts<Served>;
  readonly #running = new LinkedList<RunningRequest<Served>>();
  /** By methods that there are: a peer may send any name. */
  readonly #known = new Map<string, Alike[]>();

  constructor(facts: ServedFacts<Served>) {
    this.#facts = facts;
  }

  /** The requests that run, the oldest first. */
  get running(): readonly RunningRequest<Served>[] {
    return [...this.#running];
  }

  /** @param waited seconds that it waited for a method to end */
  begun(request: Served, waited: number): RunningRequest<Served> {
    const running = this.#begin(request, waited);
    this.#running.push(running);
    return running;
  }

  /** It runs no more. One that nothing has ended, as what ran around the method kept it from that, has failed. */
  left(running: RunningRequest<Served>): void {
    running.ended("error");
    this.#running.remove(running);
  }

  /** A request is not run: its caller waits no longer. */
  expired(request: Served, waited: number, error: unknown): void {
    this.#begin(request, waited).ended("expired", error);
  }

  #begin(request: Served, waited: number): RunningRequest<Served> {
    return new RunningRequest(request, this.#seriesOf(request), waited, this.#facts.onFault);
  }

  #seriesOf(request: Served): RequestSeries {
    const { method, namespace, version } = request.message;
    const isCall = request.expectsReply;
    const target = this.#facts.targetOf?.(request) ?? this.#facts.target;
    const known = this.#known.get(method);
    if (known !== undefined) {
      for (const one of known) {
        if (one.isCall !== isCall || one.target !== target) continue;
        if (one.version === version && one.namespace === namespace) return one.series;
      }
    }
    return this.#find({ method, namespace, version, isCall, target }, known);
  }

  #find(request: Omit<Alike, "series"> & { readonly method: string }, known: Alike[] = []): RequestSeries {
    const { tally, services, transport } = this.#facts;
    const { method, namespace, target } = request;
    const isKnown = services().has(method);
    const series = tally.of({
      type: "handle-request",
      kind: request.isCall ? "call" : "cast",
      method,
      isKnown,
      service: services().get(method),
      namespace,
      version: request.version ?? undefined,
      target,
      transport,
    });
    if (!isKnown) return series;
    if (known.length >= REMEMBERED) known.length = 0;
    known.push({ ...request, series });
    this.#known.set(method, known);
    return series;
  }
}
