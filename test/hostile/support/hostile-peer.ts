import { once } from "node:events";
import { createRequire } from "node:module";
import { connect, createServer, type Server, type Socket } from "node:net";
import { amqpHeader, frame, open, saslHeader } from "../../integration/router/raw-client.js";

const require = createRequire(import.meta.url);
const { read_frame } = require("rhea/lib/frames.js") as { read_frame(bytes: Buffer): Read };
const terminus = require("rhea/lib/terminus.js") as Terminus;

interface Terminus extends Record<string, unknown> {
  unwrap(value: unknown): { readonly address?: string } | undefined;
  source(fields: object): { described(): object };
  target(fields: object): { described(): object };
}

interface Read {
  readonly channel: number;
  readonly performative?: {
    readonly name?: string;
    readonly handle?: number;
    readonly role?: boolean;
    readonly source?: unknown;
  };
}

/**
 * How far the peer behaves: it sends its bytes in the place of its SASL header, of its first SASL frame, of its AMQP
 * header, of its `open`, or when it has attached what it was asked for.
 */
export type Stage = "sasl header" | "login" | "header" | "open" | "attached";

/** A server that behaves up to a point with its first client, and passes the others on to a router. */
export class HostilePeer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #received: Buffer[] = [];
  readonly ended: Promise<void>;
  #end!: () => void;

  /** @param routerPort where clients after the first one go */
  static async start(stage: Stage, bytes: Buffer, routerPort?: number): Promise<HostilePeer> {
    const peer = new HostilePeer(stage, bytes, routerPort);
    peer.#server.listen(0, "127.0.0.1");
    await once(peer.#server, "listening");
    return peer;
  }

  private constructor(stage: Stage, bytes: Buffer, routerPort: number | undefined) {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    let first = true;
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => {});
      if (first) this.#misbehave(socket, stage, bytes);
      else if (routerPort === undefined) socket.destroy();
      else this.#passOn(socket, routerPort);
      first = false;
    });
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** What the first client has sent. */
  get received(): Buffer {
    return Buffer.concat(this.#received);
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #passOn(socket: Socket, routerPort: number): void {
    const onward = connect(routerPort, "127.0.0.1");
    this.#sockets.add(onward);
    onward.on("error", () => socket.destroy());
    socket.on("close", () => onward.destroy());
    socket.pipe(onward).pipe(socket);
  }

  #misbehave(socket: Socket, stage: Stage, bytes: Buffer): void {
    let pending: Buffer = Buffer.alloc(0);
    let done = false;
    const misbehave = () => {
      if (!done) socket.write(bytes);
      done = true;
    };
    socket.once("close", () => this.#end());
    socket.on("data", (chunk: Buffer) => {
      this.#received.push(chunk);
      if (done) return;
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= 8 && !done) {
        if (pending.toString("latin1", 0, 4) === "AMQP") {
          const login = pending[4] === 3;
          pending = pending.subarray(8);
          if (stage === (login ? "sasl header" : "header")) misbehave();
          else socket.write(login ? saslHeader : amqpHeader);
          if (stage === "login") misbehave();
          continue;
        }
        const size = pending.readUInt32BE(0);
        if (pending.length < size) return;
        const read = read_frame(pending.subarray(0, size));
        const descriptor = size > 10 ? (pending[10] as number) : 0;
        pending = pending.subarray(size);
        this.#answer(socket, descriptor, read, stage, misbehave);
      }
    });
  }

  #answer(socket: Socket, descriptor: number, read: Read, stage: Stage, misbehave: () => void): void {
    const { channel, performative } = read;
    if (descriptor === 0x10) {
      if (stage === "open") misbehave();
      else socket.write(open);
    } else if (descriptor === 0x11) {
      const windows = { next_outgoing_id: 0, incoming_window: 1_000, outgoing_window: 1_000 };
      socket.write(frame("begin", { remote_channel: channel, ...windows }, channel));
    } else if (descriptor === 0x12 && performative !== undefined) {
      const { name, handle, role, source } = performative;
      // A dynamic source has no address yet.
      const address = terminus.unwrap(source)?.address ?? "made-up";
      const made = (kind: "source" | "target") => terminus[kind]({ address }).described();
      const answer = { name, handle, role: !role, source: made("source"), target: made("target") };
      socket.write(frame("attach", { ...answer, ...(role && { initial_delivery_count: 0 }) }, channel));
    } else if (descriptor === 0x13) {
      // The credit of a receiver shows that it is attached.
      misbehave();
    }
  }
}
