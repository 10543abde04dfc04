import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { collect } from "./collect.js";
import { servePeer } from "./peer-program.js";

const [port] = process.argv.slice(2);
const sockets: Socket[] = [];
/** Sockets that connect at the same time. */
const AT_ONCE = 50;

async function open(count: number): Promise<void> {
  for (let opened = 0; opened < count; opened += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, count - opened) }, () =>
      connect(Number(port), "127.0.0.1"),
    );
    sockets.push(...batch);
    await Promise.all(batch.map((socket) => once(socket, "connect")));
  }
}

servePeer({ open: ({ clients }) => open(Number(clients)), collect });
