import assert from "node:assert/strict";
import { connect, createServer, type Socket } from "node:net";
import type { TestContext } from "node:test";
import { getRpcTransport, loadConfiguration, RpcServer } from "../../../src/index.js";
import { Started, startRouter, until } from "../../integration/amqp/harness.js";
import { ThingClient, ThingEndpoint } from "../../integration/service/thing-service.js";
import type { Random } from "../../support/random.js";
import { healthy } from "./healthy.js";
import { memoryBaseline } from "./memory.js";
import { mutate } from "./mutate.js";

/** What a server and a client say to a router and hear from it, while a call is made. */
export interface Recording {
  readonly up: Buffer;
  readonly down: Buffer;
}

/** Records a call through a router, each side on a connection of its own. */
export async function record(routerPort: number): Promise<readonly Recording[]> {
  const chunks: { up: Buffer[]; down: Buffer[] }[] = [];
  const proxy = createServer((client) => {
    const recorded = { up: [] as Buffer[], down: [] as Buffer[] };
    chunks.push(recorded);
    const router = connect(routerPort, "127.0.0.1");
    client.on("data", (bytes: Buffer) => recorded.up.push(bytes)).on("error", () => {});
    router.on("data", (bytes: Buffer) => recorded.down.push(bytes)).on("error", () => {});
    client.pipe(router).pipe(client);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const url = `amqp://127.0.0.1:${(proxy.address() as { port: number }).port}`;
  const transports = [0, 1].map(() => getRpcTransport({ url, configuration: loadConfiguration({}) }));
  const [serving, calling] = transports as [(typeof transports)[0], (typeof transports)[0]];
  await new RpcServer(serving, { server: "recorded", endpoints: [new ThingEndpoint()] }).start();
  await new ThingClient(calling, { timeout: 30 }).echo("recorded");
  for (const transport of transports) await transport.close();
  proxy.close();
  return chunks.map(({ up, down }) => ({ up: Buffer.concat(up), down: Buffer.concat(down) }));
}

/** Sends inputs to a router, each on a connection of its own, and looks that it serves others afterwards. */
export async function fuzzRouter(test: TestContext, random: Random, count: number): Promise<void> {
  const started = new Started();
  test.after(() => started.stop());
  const router = await startRouter(started);
  const recordings = await record(router.port);
  const memory = memoryBaseline();
  for (let index = 0; index < count; index++) {
    const { up } = recordings[random.below(recordings.length)] as Recording;
    const socket = connect(router.port, "127.0.0.1");
    socket.on("error", () => {});
    const input = index % 8 === 0 ? random.bytes(random.below(400) + 1) : mutate(up, random);
    await new Promise<void>((resolve) => {
      socket.on("close", () => resolve());
      // What passes for well meant is answered; it ends with us.
      socket.end(input);
      socket.resume();
    });
  }
  await healthy(router.url);
  await until(() => router.statistics().connections === 0, 30_000);
  const { senders, receivers, held, addresses } = router.statistics();
  assert.deepEqual([senders, receivers, held], [0, 0, 0]);
  assert.ok(addresses < 10, `${addresses} addresses are left`);
  await memory(test);
}

/** Gives a client and a server a peer that answers with inputs, each on a connection of its own. */
export async function fuzzClients(test: TestContext, random: Random, count: number): Promise<void> {
  const started = new Started();
  test.after(() => started.stop());
  const router = await startRouter(started);
  const recordings = await record(router.port);
  const sockets = new Set<Socket>();
  const peer = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).resume();
    const { down } = recordings[random.below(recordings.length)] as Recording;
    socket.end(mutate(down, random));
  });
  await new Promise<void>((resolve) => peer.listen(0, "127.0.0.1", resolve));
  test.after(() => {
    for (const socket of sockets) socket.destroy();
    peer.close();
  });
  const url = `amqp://127.0.0.1:${(peer.address() as { port: number }).port}`;
  const memory = memoryBaseline();
  for (let index = 0; index < count; index++) {
    const transport = getRpcTransport({ url, configuration: loadConfiguration({}) });
    const ended =
      index % 2 === 0
        ? new ThingClient(transport, { timeout: 30, retry: 0 }).echo("lost")
        : new RpcServer(transport, { server: "fuzzed", endpoints: [new ThingEndpoint()] }).start();
    const connected = new Promise((resolve) =>
      peer.once("connection", (socket) => socket.once("close", resolve)),
    );
    ended.catch(() => {});
    await connected;
    await transport.close();
    await ended.catch((error: { code?: string }) => assert.ok(error.code, String(error)));
  }
  await healthy(router.url);
  await memory(test);
}
