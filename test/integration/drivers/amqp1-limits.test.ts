import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { test } from "node:test";
import { encodeMessage } from "../../../src/amqp/codec/message-writer.js";
import { getRpcTransport, RpcServer } from "../../../src/index.js";
import { thingsAddress } from "../../hostile/support/raw-rpc.js";
import { connectClient, makeSender, rheaPeer, Started, startRouter } from "../amqp/harness.js";
import { ThingClient, ThingEndpoint } from "../service/thing-service.js";

test("the limits of a client are what the URL says, and are told to the peer", async (t) => {
  const started = new Started();
  t.after(() => started.stop());
  let told: Record<string, unknown> = {};
  const opened = new Promise<void>((resolve, reject) => {
    rheaPeer(started, {
      connection_open: ({ connection }) => {
        told = connection.remote?.open as unknown as Record<string, unknown>;
        resolve();
      },
    }).then(({ port }) => {
      const url = `amqp://127.0.0.1:${port}/?max_frame_size=4096&max_sessions=17&idle_timeout=0`;
      const transport = getRpcTransport({ url });
      started.add(() => transport.close());
      new ThingClient(transport, { timeout: 60 }).echo(1).catch(() => {});
    }, reject);
  });
  await opened;
  assert.deepEqual([told.max_frame_size, told.channel_max], [4_096, 16]);
  assert.throws(() => getRpcTransport({ url: "amqp://h/?max_frame_size=511" }), {
    code: "CONFIGURATION_ERROR",
  });
});

test("a message above max_message_size is rejected, and the connection goes on", async (t) => {
  const started = new Started();
  t.after(() => started.stop());
  const router = await startRouter(started);
  const transport = getRpcTransport({ url: `${router.url}/?max_message_size=10000` });
  started.add(() => transport.close());
  const server = new RpcServer(transport, { server: "one", endpoints: [new ThingEndpoint()] });
  await server.start();
  started.add(() => server.stop());
  const { live } = await connectClient(started, router.port);
  const sender = makeSender(started);
  sender.attach(live, thingsAddress);
  const body = "x".repeat(10_000);
  const outcome = await sender.send({ encode: () => encodeMessage({ body }), settled: false });
  assert.equal("condition" in outcome && outcome.condition, "amqp:link:message-size-exceeded");
  assert.equal(await new ThingClient(transport, { timeout: 30 }).echo("on"), "on");
});

test("a peer that says nothing is left after handshake_timeout", async (t) => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const transport = getRpcTransport({ url: `amqp://127.0.0.1:${port}/?handshake_timeout=1` });
  t.after(async () => {
    await transport.close();
    server.close();
  });
  const call = new ThingClient(transport, { timeout: 60, retry: 0 }).echo(1);
  const failed = assert.rejects(call, /no AMQP open in 1 s/);
  const [socket] = (await once(server, "connection")) as [Socket];
  socket.resume();
  await failed;
});
