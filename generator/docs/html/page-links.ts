import type { ServicePage } from "../content/service-page.js";
import { anchor } from "./html.js";

/** The kinds of entries that a page has. */
export type EntryKind = "method" | "notification" | "error" | "type";

/** The entries of a page by their names, to link them wherever they are named. */
export class PageLinks {
  readonly #types: ReadonlySet<string>;
  readonly #addresses: ReadonlyMap<string, string>;

  constructor({ methods, notifications, errors, types }: ServicePage) {
    const entries = (kind: EntryKind, names: readonly string[]): [string, string][] =>
      names.map((name) => [name, `#${anchor(kind, name)}`]);
    this.#types = new Set(types.map(({ name }) => name));
    // Of entries with the same name the last counts.
    this.#addresses = new Map([
      ...entries(
        "notification",
        notifications.map(({ notification }) => notification.eventType),
      ),
      ...entries("type", [...this.#types]),
      ...entries(
        "error",
        errors.map(({ name }) => name),
      ),
      ...entries(
        "method",
        methods.map(({ method }) => method.name),
      ),
    ]);
  }

  /** The address of the type that a piece of code names; undefined when it names none. */
  ofType(name: string): string | undefined {
    return this.#types.has(name) ? `#${anchor("type", name)}` : undefined;
  }

  /** The address of whatever a text calls by this name, as in `` `method_a()` ``. */
  ofName(name: string): string | undefined {
    return this.#addresses.get(name.replace(/\(\)$/, ""));
  }
}

/** Links on pages that have no entries. */
export const NO_LINKS: Pick<PageLinks, "ofType" | "ofName"> = {
  ofType: () => undefined,
  ofName: () => undefined,
};

/** Where code and descriptions find what they name. */
export type Links = typeof NO_LINKS;
