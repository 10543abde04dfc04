import { compareVersions } from "../../../src/definition/version.js";

/** The server that a client's method is followed for: how new it is decides what `can_send_version` says. */
export class AskedServer {
  /** The versions it was asked for. */
  readonly asked = new Set<string>();
  readonly #older: string | undefined;

  /** @param older the first version that it does not know; without it, it knows all */
  constructor(older?: string) {
    this.#older = older;
  }

  knows(version: string): boolean {
    this.asked.add(version);
    return this.#older === undefined || compareVersions(version, this.#older) < 0;
  }

  /** Of versions to choose from, the newest that it knows; the oldest when it knows none. */
  choose(versions: readonly string[]): string | undefined {
    const sorted = versions.toSorted(compareVersions);
    const known = sorted.filter((version) => this.knows(version));
    return known.at(-1) ?? sorted[0];
  }
}
