import type { HandleRequestOperation, SendRequestOperation } from "../messaging/instrumentation.js";
import type { RequestSeries } from "./request-series.js";

type Request = SendRequestOperation | HandleRequestOperation;

interface Known {
  readonly operation: Request;
  readonly series: RequestSeries;
}

/** Requests that differ, of one method, beyond which they are looked for anew. */
const REMEMBERED = 64;

/**
 * Finds the series of a request by comparing it with those before: nearly all of a method have the same target, and their
 * labels need not be put together for each.
 */
export class SeriesCache {
  readonly #make: (operation: Request) => RequestSeries;
  readonly #known = new Map<string, Known[]>();

  constructor(make: (operation: Request) => RequestSeries) {
    this.#make = make;
  }

  of(operation: Request): RequestSeries {
    // Names that a peer makes up share one place, and have one series as well.
    const key = operation.isKnown ? operation.method : "";
    let all = this.#known.get(key);
    if (all === undefined) {
      all = [];
      this.#known.set(key, all);
    }
    for (const { operation: other, series } of all) if (isAlike(operation, other)) return series;
    const series = this.#make(operation);
    if (all.length >= REMEMBERED) all.length = 0;
    // Its context would keep what the program put there.
    all.push({ operation: { ...operation, context: NONE }, series });
    return series;
  }
}

const NONE = undefined as never;

function isAlike(one: Request, other: Request): boolean {
  if (one.type !== other.type || one.kind !== other.kind || one.isKnown !== other.isKnown) return false;
  const isSamePlace =
    one.transport === other.transport &&
    one.target.topic === other.target.topic &&
    one.target.exchange === other.target.exchange &&
    one.target.server === other.target.server &&
    one.target.fanout === other.target.fanout;
  if (!isSamePlace) return false;
  if (!one.isKnown) return true;
  return (
    one.namespace === other.namespace &&
    one.version === other.version &&
    one.service === other.service &&
    (one as SendRequestOperation).timeout === (other as SendRequestOperation).timeout
  );
}
