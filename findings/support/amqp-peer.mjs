// A peer of AMQP 1.0 for a finding: it sends the frames that it is told to, none of its own accord, and keeps what
// comes.
import { once } from "node:events";
import { createServer } from "node:net";

const names = {
  16: "open",
  17: "begin",
  18: "attach",
  19: "flow",
  20: "transfer",
  21: "disposition",
  22: "detach",
  23: "end",
  24: "close",
  40: "source",
  41: "target",
};
const header = Buffer.from("AMQP\0\x01\0\0");

/** A composite, as a field of another or as the body of a frame. */
export function composite(name, ...fields) {
  const code = Number(Object.keys(names).find((each) => names[each] === name));
  const items = Buffer.concat(fields.map(encode));
  const start = Buffer.from([0, 0x53, code, 0xd0, 0, 0, 0, 0, 0, 0, 0, 0]);
  start.writeUInt32BE(items.length + 4, 4);
  start.writeUInt32BE(fields.length, 8);
  return Buffer.concat([start, items]);
}

/** A value of type ushort; other numbers are sent as uint. */
const ushort = (value) => Buffer.from([0x60, value >> 8, value & 255]);

function encode(value) {
  if (value === null) return Buffer.from([0x40]);
  if (value === true || value === false) return Buffer.from([value ? 0x41 : 0x42]);
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === "string")
    return Buffer.concat([Buffer.from([0xa1, value.length]), Buffer.from(value)]);
  const bytes = Buffer.from([0x70, 0, 0, 0, 0]);
  bytes.writeUInt32BE(value, 1);
  return bytes;
}

/** A begin: channel of the other side, next-outgoing-id, incoming-window, outgoing-window. */
export const begin = composite("begin", ushort(0), 0, 100, 100);

/**
 * An attach of a sender: name, handle, role, settle modes left out, source, target, unsettled, incomplete-unsettled,
 * initial-delivery-count.
 */
export const attach = composite(
  ...["attach", "link", 0, false, null, null],
  ...[composite("source", "orders"), composite("target"), null, null, 0],
);

/** Connects a container of rhea to a peer that has opened the connection, and has got the begin of the session. */
export async function connect(container) {
  const { port, accept } = await listen();
  container.on("disconnected", () => {});
  const connection = container.connect({ host: "127.0.0.1", port, reconnect: false });
  const peer = await accept;
  await peer.until("open");
  peer.send(0, composite("open", "peer"));
  const session = connection.create_session();
  session.begin();
  await peer.until("begin");
  return { peer, session };
}

/** Listens for one connection and answers its header. */
async function listen() {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: server.address().port, accept: accept(server) };
}

async function accept(server) {
  const [socket] = await once(server, "connection");
  server.close();
  return new Peer(socket);
}

class Peer {
  /** The frames that came, as `begin on channel 0`. */
  frames = [];
  #socket;
  #rest = Buffer.alloc(0);
  #hasHeader = false;
  #changed = () => {};

  constructor(socket) {
    this.#socket = socket;
    socket.on("data", (bytes) => this.#read(Buffer.concat([this.#rest, bytes])));
    socket.on("error", () => {});
  }

  send(channel, ...frames) {
    const whole = frames.map((body) => {
      const start = Buffer.from([0, 0, 0, 0, 2, 0, 0, channel]);
      start.writeUInt32BE(body.length + 8);
      return Buffer.concat([start, body]);
    });
    this.#socket.write(Buffer.concat(whole));
  }

  /** Waits until as many frames of that name have come; false when they have not within some seconds. */
  async until(name, count = 1) {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.#changed();
    }, 5000);
    while (!isLate && this.#count(name) < count) {
      await new Promise((resolve) => {
        this.#changed = resolve;
      });
    }
    clearTimeout(timer);
    return this.#count(name) >= count;
  }

  end() {
    this.#socket.destroy();
  }

  #count(name) {
    return this.frames.filter((frame) => frame.startsWith(`${name} `)).length;
  }

  #read(bytes) {
    let rest = bytes;
    if (!this.#hasHeader) {
      if (rest.length < 8) return this.#keep(rest);
      this.#hasHeader = true;
      this.#socket.write(header);
      rest = rest.subarray(8);
    }
    while (rest.length >= 4 && rest.length >= rest.readUInt32BE()) {
      const size = rest.readUInt32BE();
      // An empty frame keeps the connection alive.
      if (size > 8) this.frames.push(`${names[rest[10]]} on channel ${rest.readUInt16BE(6)}`);
      rest = rest.subarray(size);
    }
    this.#keep(rest);
  }

  #keep(rest) {
    this.#rest = rest;
    this.#changed();
  }
}
