import { getOrInsert } from "../collections/get-or-insert.js";
import type { DocumentPlace } from "./documents.js";

/** The names that `$dynamicAnchor` gives to schemas of one resource, and where these stand. */
export interface DynamicAnchors {
  readonly file: string;
  readonly dynamicAnchors: ReadonlyMap<string, string>;
}

/**
 * The schemas that `$dynamicRef` leads to at a place, by the names of their anchors: of all resources that were gone
 * through on the way there the outermost one counts.
 */
export class DynamicScope {
  static readonly EMPTY = new DynamicScope(new Map());

  /** The same text for the same scope, and for no other. */
  readonly id: string;
  readonly #places: ReadonlyMap<string, DocumentPlace>;
  readonly #inner = new Map<DynamicAnchors, DynamicScope>();

  private constructor(places: ReadonlyMap<string, DocumentPlace>) {
    this.#places = places;
    const sorted = [...places].map(([name, { file, pointer }]) => [name, file, pointer]).sort();
    this.id = sorted.length === 0 ? "" : JSON.stringify(sorted);
  }

  /** The outermost schema of the name; undefined when no resource has one. */
  outermost(name: string): DocumentPlace | undefined {
    return this.#places.get(name);
  }

  /** The scope inside a resource that is entered from this one. */
  entering(resource: DynamicAnchors): DynamicScope {
    const added = [...resource.dynamicAnchors].filter(([name]) => !this.#places.has(name));
    if (added.length === 0) return this;
    return getOrInsert(this.#inner, resource, () => {
      const places = added.map(([name, pointer]) => [name, { file: resource.file, pointer }] as const);
      return new DynamicScope(new Map([...this.#places, ...places]));
    });
  }
}
