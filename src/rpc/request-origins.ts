import type { IncomingRequest } from "../drivers/driver.js";
import type { Target } from "../messaging/target.js";

/** The targets of a server, and which of them each request came to. */
export class RequestOrigins {
  readonly #first: Target;
  /** A request of the first target, which most servers have alone, is not in it. */
  readonly #targets = new WeakMap<IncomingRequest, Target>();

  constructor(first: Target) {
    this.#first = first;
  }

  /** The function that takes the requests of one of the targets. */
  taking(target: Target, take: (request: IncomingRequest) => void): (request: IncomingRequest) => void {
    if (target === this.#first) return take;
    return (request) => {
      this.#targets.set(request, target);
      take(request);
    };
  }

  /** The target that a request came to. */
  readonly of = (request: IncomingRequest): Target => this.#targets.get(request) ?? this.#first;
}
