import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { it, type TestContext } from "node:test";
import { getRpcTransport, loadConfiguration, MessagingError } from "../../../src/index.js";
import { WorkClient } from "../../integration/faults/support/work-service.js";
import { amqpHeader, frame, open, saslHeader } from "../../integration/router/raw-client.js";

const PERIOD = 30_000;

/** What a peer does with each connection. */
const peers: Readonly<Record<string, (socket: Socket) => void>> = {
  "accepts and resets": (socket) => void socket.resetAndDestroy(),
  "opens and resets": (socket) => {
    socket.once("data", () => {
      socket.write(Buffer.concat([amqpHeader, open]));
      setTimeout(() => socket.resetAndDestroy(), 1_500);
    });
  },
  "opens and closes": (socket) => {
    socket.once("data", () => socket.end(Buffer.concat([amqpHeader, open, frame("close", {})])));
  },
  "cannot check a login": (socket) => {
    const mechanisms = Buffer.from("0000001502010000005340c00801a305504c41494e", "hex");
    const outcome = Buffer.from("0000001002010000005344c003015004", "hex");
    socket.once("data", () => socket.write(Buffer.concat([saslHeader, mechanisms])));
    socket.on("data", (bytes) => {
      if (bytes.includes("PLAIN")) socket.end(outcome);
    });
  },
};

async function attempts(test: TestContext, behave: (socket: Socket) => void): Promise<number[]> {
  const times: number[] = [];
  const begun = performance.now();
  const server = createServer((socket) => {
    times.push(Math.round(performance.now() - begun));
    socket.on("error", () => {});
    behave(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const transport = getRpcTransport({
    url: `amqp://u:p@127.0.0.1:${port}`,
    configuration: loadConfiguration({}),
  });
  test.after(async () => {
    await transport.close();
    server.close();
  });
  const call = new WorkClient(transport, { timeout: PERIOD / 1000 }).work("x", 0);
  await assert.rejects(call, (error) => error instanceof MessagingError);
  return times;
}

it("peers that fail in their ways are tried at most eight times in 30 s", async (test) => {
  await Promise.all(
    Object.entries(peers).map(async ([name, behave]) => {
      const times = await attempts(test, behave);
      test.diagnostic(`${name}: after ${times.join(", ")} ms`);
      assert.ok(times.length >= 2 && times.length <= 8, `${name}: ${times.length} attempts`);
    }),
  );
});
