import { MADE_UP, RequestCache } from "./request-cache.js";
import { factsOf, OTHER, type RequestFacts, type RequestRecorder } from "./request-facts.js";
import { RequestSeries } from "./request-series.js";

/** Series of a tally that is told of no other number. */
const MOST_SERIES = 4_096;

/** Leads to the tally of an instrumentation that counts: a symbol, for programs give their own what names they like. */
export const TALLY: unique symbol = Symbol("tally");

/**
 * Requests, counted once for all who show them: those of clients in a tally of the program's metrics, those of a server
 * in one of its own, which the former includes from its first request on, for as long as the server lives.
 */
export class RequestTally implements Iterable<RequestSeries> {
  readonly #recorderOf: ((facts: RequestFacts) => RequestRecorder) | undefined;
  readonly #most: number;
  readonly #series = new Map<string, RequestSeries>();
  readonly #recent: RequestCache<RequestSeries, RequestFacts>;
  readonly #parts = new Set<RequestTally>();
  /** Adds this one to the parts of another, once there is something to show. */
  #join: (() => void) | undefined;

  /**
   * @param recorderOf makes what else records the times of requests that are alike
   * @param most series, beyond which what a program or a peer may name without end counts as {@link OTHER}
   */
  constructor(recorderOf?: (facts: RequestFacts) => RequestRecorder, most = MOST_SERIES) {
    this.#recorderOf = recorderOf;
    this.#most = most;
    this.#recent = new RequestCache(
      ({ isKnown, method }) => (isKnown ? method : MADE_UP),
      (facts) => this.#seriesOf(facts),
    );
  }

  /** The series of such requests. */
  of(facts: RequestFacts): RequestSeries {
    return this.#recent.of(facts);
  }

  /**
   * A tally that counts by itself, and whose figures are those of this one as well. Until it has counted something it is
   * kept by nobody: of servers that are made and never start there may be any number.
   */
  part(): RequestTally {
    const part = new RequestTally(this.#recorderOf, this.#most);
    part.#join = () => this.#parts.add(part);
    return part;
  }

  /** Keeps the figures of a part that counts no more, and no longer the part. */
  merge(part: RequestTally): void {
    part.#join = undefined;
    if (!this.#parts.delete(part)) return;
    // Those that were shown by themselves stay so, where there is any room: else their counters would sink.
    for (const series of part) {
      const own = this.#find(series.facts, 2 * this.#most) ?? this.#seriesOf(series.facts);
      own.addAll(series);
    }
  }

  *[Symbol.iterator](): IterableIterator<RequestSeries> {
    yield* this.#series.values();
    for (const part of this.#parts) yield* part;
  }

  #seriesOf(facts: RequestFacts): RequestSeries {
    const named = facts.isKnown ? facts : { ...facts, method: OTHER, namespace: OTHER, version: OTHER };
    return this.#find(named, this.#most) ?? this.#find(coarse(named), 2 * this.#most) ?? this.#rest(named);
  }

  /** Undefined where there is none and no room for one. */
  #find(facts: RequestFacts, most: number): RequestSeries | undefined {
    const key = keyOf(facts);
    const known = this.#series.get(key);
    if (known !== undefined || this.#series.size >= most) return known;
    const kept = factsOf(facts);
    const series = new RequestSeries(kept, this.#recorderOf?.(kept));
    this.#series.set(key, series);
    this.#join?.();
    this.#join = undefined;
    return series;
  }

  #rest({ type, kind, transport }: RequestFacts): RequestSeries {
    const names = {
      method: OTHER,
      namespace: OTHER,
      version: OTHER,
      service: OTHER,
      timeout: OTHER,
    } as const;
    const target = { topic: OTHER, exchange: OTHER, server: OTHER };
    const rest = { type, kind, isKnown: false, target, transport, ...names };
    return this.#find(rest, Number.POSITIVE_INFINITY) as RequestSeries;
  }
}

/** Without what can be named without end, but for topics and methods. */
function coarse(facts: RequestFacts): RequestFacts {
  const target = { ...facts.target, server: OTHER };
  const names = { namespace: OTHER, version: OTHER, timeout: OTHER } as const;
  return { ...facts, ...names, target };
}

function keyOf({ target, transport, ...facts }: RequestFacts): string {
  const { type, kind, method, isKnown, service, namespace, version, timeout } = facts;
  const { topic, exchange = transport.exchange, server, fanout } = target;
  const { driver, host, port } = transport;
  return JSON.stringify([
    [type, kind, method, isKnown, service, namespace, version, timeout],
    [topic, exchange, server, fanout === true, driver, host, port],
  ]);
}
