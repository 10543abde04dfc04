import type { Socket } from "node:net";

/** Bytes before a frame's body: its length with them, the client's number, and the call's. */
export const HEADER = 12;

/** A frame in the bytes that it came in. */
export interface Frame {
  readonly bytes: Buffer;
  readonly client: number;
  readonly call: number;
}

/** Cuts what a socket receives into frames. All that came whole at one time is handed over at one time. */
export function onFrames(socket: Socket, take: (frames: readonly Frame[]) => void): void {
  let kept: Buffer = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on("data", (chunk: Buffer) => {
    const bytes = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
    const frames: Frame[] = [];
    let at = 0;
    while (bytes.length - at >= HEADER) {
      const end = at + bytes.readUInt32BE(at);
      if (end > bytes.length) break;
      frames.push({
        bytes: bytes.subarray(at, end),
        client: bytes.readUInt32BE(at + 4),
        call: bytes.readUInt32BE(at + 8),
      });
      at = end;
    }
    kept = bytes.subarray(at);
    if (frames.length > 0) take(frames);
  });
}

/** Encodes a frame. */
export function frameOf(client: number, call: number, value: unknown): Buffer {
  const text = JSON.stringify(value);
  const bytes = Buffer.allocUnsafe(HEADER + Buffer.byteLength(text));
  bytes.writeUInt32BE(bytes.length, 0);
  bytes.writeUInt32BE(client, 4);
  bytes.writeUInt32BE(call, 8);
  bytes.write(text, HEADER);
  return bytes;
}

/** Decodes the body of a frame. */
export function bodyOf({ bytes }: Frame): unknown {
  return JSON.parse(bytes.toString("utf8", HEADER));
}
