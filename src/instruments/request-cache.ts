import { factsOf, type Request, type RequestFacts } from "./request-facts.js";

interface Known<Value> {
  readonly request: RequestFacts;
  readonly value: Value;
}

/** Requests of one name that differ, beyond which they are looked for anew. */
const REMEMBERED = 64;
/** Names: a client without a definition may call any. */
const MOST_NAMES = 4_096;

/** Name of all requests whose methods a peer makes up: they share one place, and one value for each target. */
export const MADE_UP = "";

/**
 * Keeps what an instrumentation makes of a request, and finds it by comparing the request with those before: nearly all of
 * a method have the same target, and nothing need be put together for each.
 */
export class RequestCache<Value, Of extends RequestFacts = Request> {
  readonly #nameOf: (request: Of) => string;
  readonly #make: (request: Of) => Value;
  readonly #known = new Map<string, Known<Value>[]>();

  /** @param nameOf the method, or {@link MADE_UP} */
  constructor(nameOf: (request: Of) => string, make: (request: Of) => Value) {
    this.#nameOf = nameOf;
    this.#make = make;
  }

  of(request: Of): Value {
    const name = this.#nameOf(request);
    let all = this.#known.get(name);
    if (all === undefined) {
      if (this.#known.size >= MOST_NAMES) this.#known.clear();
      all = [];
      this.#known.set(name, all);
    }
    for (const { request: other, value } of all) if (isAlike(request, other, name)) return value;
    const value = this.#make(request);
    if (all.length >= REMEMBERED) all.length = 0;
    all.push({ request: factsOf(request), value });
    return value;
  }
}

function isAlike(one: RequestFacts, other: RequestFacts, name: string): boolean {
  if (one.type !== other.type || one.kind !== other.kind || one.isKnown !== other.isKnown) return false;
  if (one.transport !== other.transport) return false;
  const [target, otherTarget] = [one.target, other.target];
  const isSamePlace =
    target === otherTarget ||
    (target.topic === otherTarget.topic &&
      target.exchange === otherTarget.exchange &&
      target.server === otherTarget.server &&
      target.fanout === otherTarget.fanout);
  if (!isSamePlace) return false;
  if (name === MADE_UP) return true;
  return (
    one.namespace === other.namespace &&
    one.version === other.version &&
    one.service === other.service &&
    one.timeout === other.timeout
  );
}
