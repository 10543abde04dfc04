import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { dial } from "../../../src/amqp/socket/dial.js";
import { until } from "./harness.js";

const LENGTH = 400_000;

test("sockets that read at the same time keep what came to each, also one that pauses", async (t) => {
  const sent: Buffer[] = [];
  const server = createServer((socket) => {
    const bytes = randomBytes(LENGTH);
    sent.push(bytes);
    for (let at = 0; at < LENGTH; at += 999) socket.write(bytes.subarray(at, at + 999));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const sockets: Socket[] = [];
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const came: Buffer[][] = [[], [], []];
  for (const chunks of came) {
    const { socket, connected } = dial({ host: "127.0.0.1", port }, 10_000, new AbortController().signal);
    sockets.push(socket);
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      if (chunks.length > 1) return;
      socket.pause();
      setImmediate(() => {
        assert.equal(chunks.length, 1, "nothing comes while it pauses");
        socket.resume();
      });
    });
    await connected;
  }
  const lengthOf = (chunks: readonly Buffer[]) => chunks.reduce((sum, { length }) => sum + length, 0);
  await until(() => came.every((chunks) => lengthOf(chunks) === LENGTH));
  for (const chunks of came) assert.ok(sent.some((bytes) => bytes.equals(Buffer.concat(chunks))));
});
