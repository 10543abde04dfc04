import assert from "node:assert/strict";
import { it } from "node:test";
import { healthy } from "../../hostile/support/healthy.js";
import { memoryBaseline } from "../../hostile/support/memory.js";
import { Started, startRouter, until } from "../../integration/amqp/harness.js";
import { amqpHeader, begin, frame, open, rawClient } from "../../integration/router/raw-client.js";

it("flows that ask for echoes nobody reads stop being read", async (test) => {
  const started = new Started();
  test.after(() => started.stop());
  const router = await startRouter(started);
  const memory = memoryBaseline();
  const client = await rawClient(started, router.port);
  client.socket.pause();
  client.socket.write(Buffer.concat([amqpHeader, open, begin]));
  const flow = { next_incoming_id: 0, incoming_window: 9, next_outgoing_id: 0, outgoing_window: 9 };
  const echoes = Buffer.concat(Array<Buffer>(2_000).fill(frame("flow", { ...flow, echo: true })));
  let sent = 0;
  const full = (async () => {
    for (; sent < 2_000; sent++) {
      if (client.socket.write(echoes)) continue;
      const drained = new Promise((resolve) => client.socket.once("drain", () => resolve(true)));
      const stuck = new Promise((resolve) => setTimeout(resolve, 2_000, false));
      if (!(await Promise.race([drained, stuck]))) return;
    }
  })();
  await full;
  assert.ok(sent < 2_000, "all was read");
  await memory(test);
  await healthy(router.url);
  client.socket.destroy();
  await until(() => router.statistics().connections === 0);
});
