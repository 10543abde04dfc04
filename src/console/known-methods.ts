import { getOrInsert } from "../collections/get-or-insert.js";
import type { ServiceDescriptor } from "../definition/descriptor.js";
import { DEFAULT_VERSION, isCompatible } from "../rpc/version.js";
import type { RequestLine } from "../tap/traffic.js";
import type { Place } from "./places.js";

/** A definition, and where servers have the service that it is of. */
export interface KnownDefinition {
  readonly descriptor: ServiceDescriptor;
  readonly places: readonly Place[];
}

/** The part of a request that says which method it is for. */
export type RequestedMethod = Pick<RequestLine, "method" | "namespace" | "version">;

/** The methods of definitions that are known: they say what of their values is secret. */
export class KnownMethods {
  /** Versions of the definitions that have a method, by its place and its name. */
  readonly #versions = new Map<string, string[]>();

  /** @param definitions all those by which values are masked, and no others */
  constructor(definitions: readonly KnownDefinition[]) {
    for (const { descriptor, places } of definitions)
      for (const { name } of descriptor.methods)
        for (const place of places) {
          const key = keyOf(place, descriptor.namespace, name);
          getOrInsert(this.#versions, key, () => []).push(descriptor.version);
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
