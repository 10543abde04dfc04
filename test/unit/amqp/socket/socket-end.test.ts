import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { endSocket } from "../../../../src/amqp/socket/socket-end.js";

async function pair(t: TestContext): Promise<{ client: Socket; served: Socket }> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const client = connect(port, "127.0.0.1");
  const [served] = (await once(server, "connection")) as [Socket];
  for (const socket of [client, served]) socket.on("error", () => {});
  t.after(() => {
    client.destroy();
    served.destroy();
    server.close();
  });
  return { client, served };
}

test("a peer that goes on sending still reads what it was told last", async (t) => {
  const { client, served } = await pair(t);
  client.pause();
  served.write("why it ends");
  endSocket(served);
  for (let sent = 0; sent < 4; sent++) {
    client.write(Buffer.alloc(100_000));
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.equal(client.destroyed, false);
  const [heard] = (await once(client.resume(), "data")) as [Buffer];
  assert.equal(heard.toString(), "why it ends");
});

test("a peer that sends for ever is cut off, and so is one that is silent", async (t) => {
  for (const sends of [true, false]) {
    const { client, served } = await pair(t);
    client.pause();
    endSocket(served);
    const sending = sends ? setInterval(() => client.write(Buffer.alloc(1_000)), 20) : undefined;
    await once(served, "close");
    clearInterval(sending);
  }
});
