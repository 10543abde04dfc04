import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { it } from "node:test";
import { getRpcTransport, loadConfiguration, RpcServer } from "../../src/index.js";
import { Started, startRouter, until } from "../integration/amqp/harness.js";
import { amqpHeader, saslHeader } from "../integration/router/raw-client.js";
import { ThingClient, ThingEndpoint } from "../integration/service/thing-service.js";

/** How far such connections get: each sends these bytes, and nothing more. */
const beginnings = [
  Buffer.alloc(0),
  amqpHeader.subarray(0, 4),
  amqpHeader,
  saslHeader,
  Buffer.concat([amqpHeader, Buffer.from([0, 0, 1])]),
];
const EACH = 200;

it("1,000 connections that say nothing, or half, end by the handshake's deadline, and hold up nobody", async (test) => {
  const started = new Started();
  test.after(() => started.stop());
  const router = await startRouter(started, { limits: { handshakeTimeout: 3_000 } });
  const transport = getRpcTransport({ url: router.url, configuration: loadConfiguration({}) });
  started.add(() => transport.close());
  const server = new RpcServer(transport, { server: "one", endpoints: [new ThingEndpoint()] });
  await server.start();
  started.add(() => server.stop());
  const client = new ThingClient(transport, { timeout: 30 });
  await client.echo("before");
  const { connections } = router.statistics();

  const closed: Promise<unknown>[] = [];
  for (const bytes of beginnings) {
    for (let index = 0; index < EACH; index++) {
      const socket: Socket = connect(router.port, "127.0.0.1");
      started.add(() => socket.destroy());
      socket.on("error", () => {});
      closed.push(once(socket, "close"));
      socket.resume();
      socket.write(bytes);
    }
  }
  const times: number[] = [];
  let most = 0;
  let over = false;
  const ended = Promise.all(closed).then(() => {
    over = true;
  });
  while (!over) {
    const begun = performance.now();
    assert.equal(await client.echo("beside"), "beside");
    times.push(performance.now() - begun);
    most = Math.max(most, router.statistics().connections - connections);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await ended;
  assert.ok(most > 100, `${most} at one time`);
  await until(() => router.statistics().connections === connections);
  times.sort((a, b) => a - b);
  const [middle, longest] = [times[times.length >> 1], times.at(-1)] as [number, number];
  test.diagnostic(
    `${times.length} calls beside up to ${most} of them: ${middle.toFixed(1)} ms, ${longest.toFixed(0)} ms at most`,
  );
  assert.ok(middle < 1_000, `${middle} ms`);
});
