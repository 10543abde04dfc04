import { type AddressInfo, createServer } from "node:net";
import { collect } from "./collect.js";
import { servePeer } from "./peer-program.js";

/** Accepts connections, and does nothing with them: the floor of what a client costs any server. */
const listener = createServer((socket) => {
  socket.on("error", () => {});
  socket.resume();
}).listen(0, "127.0.0.1", () => {
  const { port } = listener.address() as AddressInfo;
  servePeer({ collect }, { url: String(port) });
});
