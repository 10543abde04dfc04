import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** Bytes of a protocol header, and of what tells a frame's size. */
const HEADER = 8;

/**
 * Stands between a client and its peer, and passes on so many protocol headers and frames of the peer. The next one
 * stays here, and all after it. It keeps no process alive.
 */
export class FrameGate {
  /** Headers and frames that the peer has sent. */
  seen = 0;
  /** Resolves when the peer has sent one more than is passed on. */
  readonly full: Promise<void>;
  readonly #limit: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #fill!: () => void;

  static async open(peerPort: number, limit: number): Promise<FrameGate> {
    const gate = new FrameGate(peerPort, limit);
    gate.#server.listen(0, "127.0.0.1");
    await once(gate.#server, "listening");
    return gate;
  }

  private constructor(peerPort: number, limit: number) {
    this.#limit = limit;
    this.full = new Promise((resolve) => {
      this.#fill = resolve;
    });
    this.#server = createServer((client) => this.#join(client, connect(peerPort, "127.0.0.1"))).unref();
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Cuts its connections, and takes no more. */
  cut(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client: Socket, peer: Socket): void {
    for (const [socket, other] of [
      [client, peer],
      [peer, client],
    ] as const) {
      this.#sockets.add(socket.unref());
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    client.pipe(peer);
    let rest = Buffer.alloc(0);
    peer.on("data", (bytes: Buffer) => {
      rest = Buffer.concat([rest, bytes]);
      for (let size = unitSize(rest); size !== undefined && size <= rest.length; size = unitSize(rest)) {
        this.seen += 1;
        if (this.seen > this.#limit) this.#fill();
        else client.write(rest.subarray(0, size));
        rest = rest.subarray(size);
      }
    });
  }
}

/** Bytes of the header or frame that begins here. */
function unitSize(bytes: Buffer): number | undefined {
  if (bytes.length < HEADER) return undefined;
  return bytes.subarray(0, 4).toString("latin1") === "AMQP" ? HEADER : bytes.readUInt32BE(0);
}
