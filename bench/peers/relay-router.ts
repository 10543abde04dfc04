import { type AddressInfo, createServer, type Socket } from "node:net";
import { servePeer } from "./peer-program.js";
import { type Frame, onFrames } from "./relay-common.js";

/** Passes frames on between clients and one server, and does nothing else: no router can do less. */
let server: Socket | undefined;
const clients: Socket[] = [];

/** The first frame of a connection says that it is the server's; any other is a client's first request. */
function greet(socket: Socket): void {
  let pass: ((frames: readonly Frame[]) => void) | undefined;
  onFrames(socket, (frames) => {
    pass ??= frames[0]?.call === 0 ? fromServer(socket) : fromClient(socket);
    pass(frames);
  });
  socket.on("error", () => {});
}

function fromServer(socket: Socket): (frames: readonly Frame[]) => void {
  server = socket;
  return (frames) => {
    const touched = new Set<Socket>();
    for (const { client, bytes } of frames) {
      const to = clients[client - 1];
      if (to === undefined) continue;
      if (!touched.has(to)) to.cork();
      touched.add(to);
      to.write(bytes);
    }
    for (const to of touched) to.uncork();
  };
}

function fromClient(socket: Socket): (frames: readonly Frame[]) => void {
  const number = clients.push(socket);
  return (frames) => {
    server?.cork();
    for (const { bytes } of frames) {
      bytes.writeUInt32BE(number, 4);
      server?.write(bytes);
    }
    server?.uncork();
  };
}

const listener = createServer(greet).listen(0, "127.0.0.1", () => {
  const { port } = listener.address() as AddressInfo;
  servePeer({}, { url: String(port) });
});
