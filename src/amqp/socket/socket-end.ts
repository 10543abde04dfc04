import type { Socket } from "node:net";

/** ms a peer may be silent before it is cut off, once the last was written to it. */
const LINGER = 300;

/** Most waits of that length for a peer that goes on sending. */
const MAX_LOOKS = 5;

/** Bytes waiting in a socket beyond which nothing more is read from it: they are answers the peer does not take. */
export const PAUSE_ABOVE: number = 32 * 1024 * 1024;

const ending = new WeakSet<Socket>();

/**
 * Ends a socket so that what was written still arrives; a peer that does not end its side is cut off. What it sends
 * meanwhile has to be read and thrown away: a socket closed with unread bytes resets the connection, and the peer
 * loses what it was told last.
 */
export function endSocket(socket: Socket): void {
  if (ending.has(socket)) return;
  ending.add(socket);
  socket.end();
  socket.resume();
  let read = socket.bytesRead;
  let looks = 0;
  const look = () => {
    const moved = socket.bytesRead !== read;
    read = socket.bytesRead;
    if (!moved || ++looks >= MAX_LOOKS) socket.destroy();
    else timer.refresh();
  };
  // What came while the event loop was busy is read before it is looked whether anything came.
  const timer = setTimeout(() => setImmediate(look), LINGER);
  socket.once("close", () => clearTimeout(timer));
}

/**
 * Reads no more from a peer until it has read what it has asked for. Over TLS what has been decrypted by then is still told
 * as `data`.
 */
export function pauseUntilDrained(socket: Socket): void {
  if (socket.isPaused()) return;
  socket.pause();
  socket.once("drain", () => socket.resume());
}
