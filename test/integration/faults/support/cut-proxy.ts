import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import type { TestContext } from "node:test";

/** After how many bytes from the client, or to it, a connection is cut. */
export interface Cut {
  readonly up?: number;
  readonly down?: number;
}

/** Up: from the client. */
export type Way = "up" | "down";

/** Stands between a client and a router, and cuts connections where it is told to. */
export class CutProxy {
  /** Bytes of the last connection from its client, and to it. */
  up = 0;
  down = 0;
  /** Connections so far. */
  connections = 0;
  readonly #server: Server;
  /** Each with the way that what is read from it goes. */
  readonly #sockets = new Map<Socket, Way>();
  readonly #target: number;
  #cut: Cut | undefined;
  /** Ways on which nothing is passed on. */
  readonly #stalled = new Set<Way>();

  static async start(test: TestContext, target: number): Promise<CutProxy> {
    const proxy = new CutProxy(target);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    test.after(() => {
      proxy.sever();
      proxy.#server.close();
    });
    return proxy;
  }

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((client) => this.#join(client));
  }

  get url(): string {
    return `amqp://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }

  /** Cuts one connection, the one there is or the next: so many bytes from now, or from its beginning. */
  cutOnce(cut: Cut): void {
    this.#cut = cut;
    this.up = 0;
    this.down = 0;
  }

  /** Cuts all connections there are. */
  sever(): void {
    for (const socket of this.#sockets.keys()) socket.destroy();
  }

  /** Passes nothing on any more on these ways, with all connections as they are. */
  stall(...ways: readonly Way[]): void {
    for (const way of ways) this.#stalled.add(way);
    for (const [socket, way] of this.#sockets) if (this.#stalled.has(way)) socket.pause();
  }

  /** Passes on again. */
  go(): void {
    this.#stalled.clear();
    for (const socket of this.#sockets.keys()) socket.resume();
  }

  #join(client: Socket): void {
    const server = connect(this.#target, "127.0.0.1");
    this.connections += 1;
    this.up = 0;
    this.down = 0;
    const pass = (from: Socket, to: Socket, way: Way) => {
      this.#sockets.set(from, way);
      if (this.#stalled.has(way)) from.pause();
      from.on("error", () => {});
      from.on("close", () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      from.on("data", (bytes: Buffer) => {
        const limit = this.#cut?.[way];
        const left = limit === undefined ? bytes.length : limit - this[way];
        this[way] += bytes.length;
        if (left >= bytes.length) {
          to.write(bytes);
          return;
        }
        this.#cut = undefined;
        // What is let through arrives before the end.
        to.end(bytes.subarray(0, Math.max(0, left)));
        from.destroy();
      });
    };
    pass(client, server, "up");
    pass(server, client, "down");
  }
}
