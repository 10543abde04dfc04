import { DEFAULT_VERSION, isCompatible } from "../rpc/version.js";
import type { RequestLine } from "../tap/traffic.js";
import type { KnownService } from "./known-service.js";
import type { Place } from "./places.js";

/** Services that are remembered when nobody tells them any more. */
const MOST_SERVICES = 1_000;

/** The part of a request that says which method it is for. */
export type RequestedMethod = Pick<RequestLine, "method" | "namespace" | "version">;

/** The methods of which a definition is known, or was: it says what of their values is secret. */
export class KnownMethods {
  /** By id, what was told longest ago first. */
  readonly #services = new Map<string, KnownService>();
  /** Versions of the definitions that have a method, by its place and its name. */
  #versions = new Map<string, readonly string[]>();

  /** Services that are known from now on. */
  know(services: Iterable<KnownService>): void {
    for (const service of services) {
      this.#services.delete(service.id);
      this.#services.set(service.id, service);
    }
    for (const id of this.#services.keys()) {
      if (this.#services.size <= MOST_SERVICES) break;
      this.#services.delete(id);
    }
    this.#versions = new Map();
    for (const { place, descriptor } of this.#services.values())
      for (const { name } of descriptor.methods) {
        const key = keyOf(place, descriptor.namespace, name);
        this.#versions.set(key, [...(this.#versions.get(key) ?? []), descriptor.version]);
      }
  }

  /** Whether a definition of a topic's services has the method in the version that is asked for. */
  has(place: Place, { method, namespace, version = DEFAULT_VERSION }: RequestedMethod): boolean {
    const versions = this.#versions.get(keyOf(place, namespace, method)) ?? [];
    return versions.some((known) => isCompatible(known, version));
  }
}

function keyOf({ topic, shown }: Place, namespace: string | undefined, method: string): string {
  return JSON.stringify([shown, topic, namespace ?? null, method]);
}
