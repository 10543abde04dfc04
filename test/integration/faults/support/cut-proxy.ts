import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

/** After how many bytes from the client, or to it, a connection is cut. */
export interface Cut {
  readonly up?: number;
  readonly down?: number;
}

/** Up: from the client. */
export type Way = "up" | "down";

/** What is held back of one way of a connection. */
interface Lane {
  /** Pieces that are on their way. */
  waiting: number;
  /** The last of them arrives. */
  last: Promise<unknown>;
}

/** Stands between a client and a router, and cuts, stops and slows connections where it is told to. */
export class CutProxy {
  /** Bytes of the last connection from its client, and to it. */
  up = 0;
  down = 0;
  /** Connections so far. */
  connections = 0;
  /** While it is true connections are cut as they come. */
  refuses = false;
  readonly #server: Server;
  /** Each with the way that what is read from it goes. */
  readonly #sockets = new Map<Socket, Way>();
  readonly #target: number;
  #cut: Cut | undefined;
  /** Ways on which nothing is passed on. */
  readonly #stalled = new Set<Way>();
  /** ms that bytes take on either way. */
  #delay = 0;

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

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  get url(): string {
    return `amqp://127.0.0.1:${this.port}`;
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

  /** Says on one way that nothing more will come, to all who are connected now; the other way stays open. */
  halfClose(way: Way): void {
    for (const [socket, from] of this.#sockets) if (from !== way) socket.end();
  }

  /** Passes bytes on so many ms later, in their order. */
  delay(milliseconds: number): void {
    this.#delay = milliseconds;
  }

  /** Passes on again, and at once. */
  go(): void {
    this.#cut = undefined;
    this.#delay = 0;
    this.#stalled.clear();
    for (const socket of this.#sockets.keys()) socket.resume();
  }

  #join(client: Socket): void {
    if (this.refuses) {
      client.destroy();
      return;
    }
    const server = connect(this.#target, "127.0.0.1");
    this.connections += 1;
    this.up = 0;
    this.down = 0;
    const pass = (from: Socket, to: Socket, way: Way) => {
      const lane: Lane = { waiting: 0, last: Promise.resolve() };
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
          this.#write(bytes, to, lane);
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

  #write(bytes: Buffer, to: Socket, lane: Lane): void {
    const write = () => {
      // One that is half closed takes no more.
      if (to.writable) to.write(bytes);
    };
    if (this.#delay === 0 && lane.waiting === 0) {
      write();
      return;
    }
    lane.waiting += 1;
    const due = sleep(this.#delay);
    lane.last = lane.last
      .then(() => due)
      .then(() => {
        lane.waiting -= 1;
        write();
      });
  }
}
