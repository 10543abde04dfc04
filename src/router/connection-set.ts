import type { ClientConnection } from "./client-connection.js";

/** The interval of looking whether messages are still under way, in ms. */
const LOOK_EVERY = 20;

/** The clients that are connected to a router, and how it takes leave of them. */
export class ConnectionSet {
  readonly #connections = new Set<ClientConnection>();
  readonly #whenEmpty: (() => void)[] = [];

  [Symbol.iterator](): Iterator<ClientConnection> {
    return this.#connections.values();
  }

  add(connection: ClientConnection): void {
    this.#connections.add(connection);
  }

  /** @returns false when it is gone already. */
  delete(connection: ClientConnection): boolean {
    if (!this.#connections.delete(connection)) return false;
    if (this.#connections.size === 0) for (const resolve of this.#whenEmpty.splice(0)) resolve();
    return true;
  }

  /** Takes no new messages, and waits until none is under way, or the grace of so many ms is over. */
  async settle(grace: number): Promise<void> {
    for (const connection of this.#connections) connection.retire();
    const end = performance.now() + grace;
    const isBusy = () => [...this.#connections].some(({ outstanding }) => outstanding > 0);
    while (isBusy() && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    }
  }

  /** Closes all, and waits until they are gone. */
  async close(): Promise<void> {
    const empty = this.#emptied();
    for (const connection of [...this.#connections]) connection.close();
    await empty;
  }

  /** Ends all, without a word. */
  async destroy(): Promise<void> {
    const empty = this.#emptied();
    for (const connection of [...this.#connections]) connection.destroy();
    await empty;
  }

  async #emptied(): Promise<void> {
    if (this.#connections.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#whenEmpty.push(resolve);
    });
  }
}
