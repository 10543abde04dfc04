import type { Socket } from "node:net";

/** ms a peer has to read what was sent to it last, and to end its side. */
const LINGER = 300;

/** Bytes waiting in a socket beyond which nothing more is read from it: they are answers the peer does not take. */
const PAUSE_ABOVE = 32 * 1024 * 1024;

const ending = new WeakSet<Socket>();

/** Ends a socket so that what was written still arrives; a peer that does not end its side is cut off. */
export function endSocket(socket: Socket): void {
  if (ending.has(socket)) return;
  ending.add(socket);
  socket.end();
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), LINGER);
  socket.once("close", () => clearTimeout(timer));
}

/** Reads no more from a peer while it does not read what it has asked for. */
export function pauseWhileCongested(socket: Socket): void {
  if (socket.writableLength <= PAUSE_ABOVE || socket.isPaused()) return;
  socket.pause();
  socket.once("drain", () => socket.resume());
}
