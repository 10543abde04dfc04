import type { NotificationLine, RequestLine } from "../tap/traffic.js";
import type { RequestedMethod } from "./known-methods.js";
import type { Place } from "./places.js";

/** Calls whose replies are waited for; of one more the reply is hidden. */
const MOST_CALLS = 10_000;

/** Definitions, as far as one asks whether they are known. */
export interface DefinitionsKnown {
  placeOf(line: Pick<RequestLine, "topic" | "exchange">): Place;
  hasMethod(place: Place, requested: RequestedMethod): boolean;
  /** Whether an event is declared, or no server can be thought of that declares it: all that there are have told their definitions. */
  hasEvent(eventType: string): boolean;
  /** Servers that have not told their definitions are to be asked again. */
  seekUntold(): void;
  /** A message of a topic has passed of which no definition is known: its servers are to be asked. */
  seek(place: Place): void;
}

/**
 * Tells of each message whether a definition says what of its values is secret. What none is known of at first may
 * be known later, since its servers are asked then.
 */
export class Disclosure {
  readonly #known: DefinitionsKnown;
  /** Where each call went, by its id, the oldest first. */
  readonly #calls = new Map<string, { readonly place: Place; readonly requested: RequestedMethod }>();

  constructor(known: DefinitionsKnown) {
    this.#known = known;
  }

  ofRequest({ id, topic, exchange, method, namespace, version }: RequestLine): boolean {
    const place = this.#known.placeOf({ topic, exchange });
    const requested = { method, namespace, version };
    if (id !== undefined) this.#remember(id, { place, requested });
    if (this.#known.hasMethod(place, requested)) return true;
    this.#known.seek(place);
    return false;
  }

  /** @param id that of the call */
  ofReply(id: string): boolean {
    const call = this.#calls.get(id);
    return call !== undefined && this.#known.hasMethod(call.place, call.requested);
  }

  ofNotification({ message }: NotificationLine): boolean {
    if (this.#known.hasEvent(String(message.event_type))) return true;
    this.#known.seekUntold();
    return false;
  }

  #remember(id: string, call: { readonly place: Place; readonly requested: RequestedMethod }): void {
    this.#calls.delete(id);
    this.#calls.set(id, call);
    const [oldest] = this.#calls.keys();
    if (this.#calls.size > MOST_CALLS && oldest !== undefined) this.#calls.delete(oldest);
  }
}
