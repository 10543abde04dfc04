import { once } from "node:events";
import { createRequire } from "node:module";
import { connect, type Socket } from "node:net";
import type { Started } from "../amqp/harness.js";

type Fields = Readonly<Record<string, unknown>>;

/** rhea's frame encoder, to write frames no well-behaved client would. */
const frames = createRequire(import.meta.url)("rhea/lib/frames.js") as {
  amqp_frame(channel: number, performative: object, payload?: Buffer): object;
  write_frame(frame: object): Buffer;
} & Readonly<Record<string, (fields: Fields) => object>>;
const terminus = createRequire(import.meta.url)("rhea/lib/terminus.js") as Readonly<
  Record<"source" | "target", (fields: Fields) => { described(): object }>
>;

export const amqpHeader: Buffer = Buffer.from("AMQP\0\x01\0\0", "latin1");
export const saslHeader: Buffer = Buffer.from("AMQP\x03\x01\0\0", "latin1");

export function frame(name: string, fields: Fields, channel = 0, payload?: Buffer): Buffer {
  const make = frames[name];
  if (make === undefined) throw new Error(`no frame ${name}`);
  return frames.write_frame(frames.amqp_frame(channel, make(fields), payload));
}

export const source = (fields: Fields): object =>
  (terminus.source(fields) as { described(): object }).described();
export const target = (fields: Fields): object =>
  (terminus.target(fields) as { described(): object }).described();

export const open: Buffer = frame("open", { container_id: "raw" });
export const begin: Buffer = frame("begin", {
  next_outgoing_id: 0,
  incoming_window: 100,
  outgoing_window: 100,
});

/** A socket to the router, what it has sent, and whether it has cut the connection. */
export interface RawClient {
  readonly socket: Socket;
  readonly received: () => Buffer;
  readonly closed: Promise<unknown>;
}

export async function rawClient(started: Started, port: number): Promise<RawClient> {
  const socket = connect(port, "127.0.0.1");
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.on("error", () => {});
  const closed = new Promise((resolve) => socket.once("close", resolve));
  started.add(() => socket.destroy());
  await once(socket, "connect");
  return { socket, received: () => Buffer.concat(chunks), closed };
}

/** The descriptors of the frames received, in order. */
export function performatives(bytes: Buffer): number[] {
  const found: number[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    if (bytes.toString("latin1", at, at + 4) === "AMQP") {
      at += 8;
      continue;
    }
    const size = bytes.readUInt32BE(at);
    if (size > 8) found.push(bytes[at + 10] as number);
    at += size;
  }
  return found;
}
