import type { HandleRequestOperation, SendRequestOperation } from "./instrumentation.js";

/** A request, at either side. */
export type Request = SendRequestOperation | HandleRequestOperation;

interface Known<Value> {
  readonly request: Request;
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
export class RequestCache<Value> {
  readonly #nameOf: (request: Request) => string;
  readonly #make: (request: Request) => Value;
  readonly #known = new Map<string, Known<Value>[]>();

  /** @param nameOf the method, or {@link MADE_UP} */
  constructor(nameOf: (request: Request) => string, make: (request: Request) => Value) {
    this.#nameOf = nameOf;
    this.#make = make;
  }

  of(request: Request): Value {
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
    // Its context would keep what the program put there.
    all.push({ request: { ...request, context: NONE }, value });
    return value;
  }
}

const NONE = undefined as never;

function isAlike(one: Request, other: Request, name: string): boolean {
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
    (one.type !== "send-request" || one.timeout === (other as SendRequestOperation).timeout)
  );
}
