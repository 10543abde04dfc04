import assert from "node:assert/strict";
import { afterEach, beforeEach, it } from "node:test";
import type { Router } from "../../../src/router/index.js";
import { healthy } from "../../hostile/support/healthy.js";
import { memoryBaseline } from "../../hostile/support/memory.js";
import { Started, startRouter, until } from "../../integration/amqp/harness.js";
import {
  amqpHeader,
  begin,
  frame,
  open,
  type RawClient,
  rawClient,
  source,
  target,
} from "../../integration/router/raw-client.js";

const address = "openstack.org/om/rpc/anycast/flood";
const limit = { timeout: 60_000 };
const begun = Buffer.concat([amqpHeader, open, begin]);
const windows = { next_outgoing_id: 0, incoming_window: 100, outgoing_window: 100 };
const receiver = frame("attach", {
  name: "credit",
  handle: 1,
  role: true,
  source: source({ address }),
  target: target({}),
});
const attach = (name: string, handle: number, channel = 0, fields: object = {}): Buffer =>
  frame(
    "attach",
    {
      name,
      handle,
      role: false,
      initial_delivery_count: 0,
      source: source({}),
      target: target({ address }),
      ...fields,
    },
    channel,
  );
const part = (payload: Buffer, fields: object = {}): Buffer =>
  frame(
    "transfer",
    { handle: 0, delivery_id: 0, delivery_tag: Buffer.from("t"), more: true, ...fields },
    0,
    payload,
  );

let started: Started;
let router: Router;
beforeEach(async () => {
  started = new Started();
  router = await startRouter(started);
});
afterEach(() => started.stop());

/** Writes piece after piece, as fast as they are read, until the router has had enough. */
async function flood(client: RawClient, pieces: Iterable<Buffer>): Promise<void> {
  let over = false;
  void client.closed.then(() => {
    over = true;
  });
  for (const piece of pieces) {
    if (over) return;
    if (client.socket.write(piece)) continue;
    await Promise.race([client.closed, new Promise((resolve) => client.socket.once("drain", resolve))]);
  }
}

function* numbered(count: number, make: (index: number) => Buffer): Iterable<Buffer> {
  for (let index = 0; index < count; index++) yield make(index);
}

/** Pieces that end a connection, what it is told, and how many there may be until then. */
const ending: Readonly<Record<string, [Buffer, Iterable<Buffer>, string]>> = {
  "65,536 sessions": [
    Buffer.concat([amqpHeader, open]),
    numbered(65_536, (channel) => frame("begin", windows, channel)),
    "amqp:",
  ],
  "links without end": [
    begun,
    numbered(200_000, (index) =>
      Buffer.concat([
        ...(index % 4_000 === 0 ? [frame("begin", windows, 1 + index / 4_000)] : []),
        attach(`link ${index}`, index % 4_000, 1 + Math.floor(index / 4_000)),
      ]),
    ),
    "amqp:resource-limit-exceeded",
  ],
  "links that say much of themselves": [
    begun,
    numbered(4_000, (index) => attach(`link ${index}`, index, 0, { properties: { x: "y".repeat(40_000) } })),
    "amqp:resource-limit-exceeded",
  ],
  "many unfinished messages": [
    Buffer.concat([begun, receiver]),
    numbered(100, (index) =>
      Buffer.concat([
        attach(`link ${index}`, index + 10),
        ...Array.from({ length: 20 }, () =>
          part(Buffer.alloc(60_000), { handle: index + 10, delivery_id: index }),
        ),
      ]),
    ),
    "amqp:resource-limit-exceeded",
  ],
};

for (const [name, [prefix, pieces, condition]] of Object.entries(ending)) {
  it(`${name} end the connection before they take much`, limit, async (test) => {
    const memory = memoryBaseline();
    const client = await rawClient(started, router.port);
    client.socket.write(prefix);
    const flooded = flood(client, pieces);
    await Promise.all([flooded, client.closed]);
    assert.ok(client.received().includes(condition));
    await until(() => router.statistics().connections === 0);
    await memory(test);
    await healthy(router.url);
  });
}

it("a message that never ends is not kept, and ends its link", limit, async (test) => {
  const memory = memoryBaseline();
  const client = await rawClient(started, router.port);
  client.socket.write(Buffer.concat([begun, receiver, attach("endless", 0)]));
  await flood(
    client,
    numbered(1_000, () => part(Buffer.alloc(60_000))),
  );
  await until(() => client.received().includes("amqp:link:message-size-exceeded"), 30_000);
  await memory(test);
  await healthy(router.url);
});

it(
  "a message of parts with nothing in them, or a byte each, takes no more than its bytes",
  limit,
  async (test) => {
    const memory = memoryBaseline();
    const client = await rawClient(started, router.port);
    client.socket.write(Buffer.concat([begun, receiver, attach("tiny", 0)]));
    const empty = Buffer.concat(Array<Buffer>(1_000).fill(part(Buffer.alloc(0))));
    const tiny = Buffer.concat(Array<Buffer>(1_000).fill(part(Buffer.from("x"))));
    await flood(
      client,
      numbered(200, () => empty),
    );
    await flood(
      client,
      numbered(200, () => tiny),
    );
    await memory(test);
    client.socket.write(part(Buffer.from("end"), { more: false }));
    await until(() => router.statistics().received === 1, 30_000);
    await healthy(router.url);
  },
);

for (const idle of [1, 2 ** 32 - 1]) {
  it(`an idle-time-out of ${idle} ms makes no storm of heartbeats`, limit, async () => {
    const client = await rawClient(started, router.port);
    client.socket.write(
      Buffer.concat([amqpHeader, frame("open", { container_id: "x", idle_time_out: idle })]),
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    const empty = client.received().toString("hex").split("0000000802000000").length - 1;
    assert.ok(empty < 20, `${empty} heartbeats`);
    assert.equal(router.statistics().connections, 1);
  });
}
