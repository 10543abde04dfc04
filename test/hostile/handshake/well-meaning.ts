import { RpcServer, type RpcTransport } from "../../../src/index.js";
import { ThingClient, ThingEndpoint } from "../../integration/service/thing-service.js";
import { quickTransport } from "../support/healthy.js";

/** A server and a client that go on calling it, one call after another. */
export class WellMeaning {
  readonly #transport: RpcTransport;
  readonly #server: RpcServer;
  #calls = 0;
  #stopped = false;
  #calling: Promise<void> = Promise.resolve();
  #answered: () => void = () => {};

  static async start(url: string): Promise<WellMeaning> {
    const healthy = new WellMeaning(quickTransport(url));
    await healthy.#server.start();
    healthy.#calling = healthy.#call();
    // Whoever waits for an answer hears of it.
    healthy.#calling.catch(() => {});
    return healthy;
  }

  private constructor(transport: RpcTransport) {
    this.#transport = transport;
    this.#server = new RpcServer(transport, { server: "healthy", endpoints: [new ThingEndpoint()] });
  }

  /** Calls answered so far. */
  get calls(): number {
    return this.#calls;
  }

  /** Resolves when more calls than that are answered; rejects when one has failed. */
  async answeredSince(calls: number): Promise<void> {
    while (this.#calls <= calls) {
      const answered = new Promise<void>((resolve) => {
        this.#answered = resolve;
      });
      await Promise.race([answered, this.#calling]);
    }
  }

  /** Ends all at once, whatever became of it. */
  async abandon(): Promise<void> {
    this.#stopped = true;
    await this.#transport.close();
  }

  /** @throws what a call has failed with. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    try {
      await this.#calling;
    } finally {
      await this.#server.stop();
      await this.#transport.close();
    }
  }

  async #call(): Promise<void> {
    const client = new ThingClient(this.#transport, { timeout: 30 });
    while (!this.#stopped) {
      await client.echo("well?");
      this.#calls++;
      this.#answered();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
