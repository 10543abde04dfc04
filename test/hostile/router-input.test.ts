import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { LogFields } from "../../src/index.js";
import type { Router } from "../../src/router/index.js";
import { Started, startRouter, until } from "../integration/amqp/harness.js";
import {
  amqpHeader,
  begin,
  frame,
  open,
  rawClient,
  saslHeader,
  source,
  target,
} from "../integration/router/raw-client.js";
import { healthy } from "./support/healthy.js";
import { hex, type Malformed, outOfPlace, rawFrame, undecodable, unframed } from "./support/malformed.js";
import { type MemoryCheck, memoryBaseline } from "./support/memory.js";

const address = "openstack.org/om/rpc/anycast/hostile";
/** Waits for what does not come end here, rather than with the file. */
const limit = { timeout: 20_000 };
const begun = Buffer.concat([amqpHeader, open, begin]);

function attach(role: "sender" | "receiver", handle: number, name: string): Buffer {
  const mine = role === "sender";
  return frame("attach", {
    name,
    handle,
    role: !mine,
    ...(mine && { initial_delivery_count: 0 }),
    source: source(mine ? {} : { address }),
    target: target(mine ? { address } : {}),
  });
}

const transfer = (fields: object, payload = "x"): Buffer =>
  frame("transfer", { handle: 0, delivery_tag: Buffer.from("t"), ...fields }, 0, Buffer.from(payload));

const behind = (prefix: Buffer, inputs: Readonly<Record<string, Malformed>>): [string, Malformed][] =>
  Object.entries(inputs).map(([name, input]) => [
    name,
    { ...input, bytes: Buffer.concat([prefix, input.bytes]) },
  ]);

const beforeLogin: Readonly<Record<string, Malformed>> = {
  "text instead of AMQP": { bytes: Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n") },
  "random bytes": { bytes: randomBytes(4_096) },
  "a protocol nobody knows": { bytes: Buffer.from("AMQP\x07\x01\0\0", "latin1") },
  "an AMQP frame in the place of a login": { bytes: Buffer.concat([saslHeader, open]) },
  "a login of 2 GB": { bytes: Buffer.concat([saslHeader, hex("7fffffff 02010000")]) },
  "a zero-width array of 4 billion before the login": {
    bytes: Buffer.concat([
      saslHeader,
      rawFrame(hex("00 53 41 d0 0000000e 00000001 f0 00000005 ffffffff 40"), 1),
    ]),
  },
  "a response before the login has begun": {
    bytes: Buffer.concat([saslHeader, rawFrame(hex("00 53 43 c0 03 01 a0 00"), 1)]),
  },
  "mechanisms from a client": {
    bytes: Buffer.concat([saslHeader, rawFrame(hex("00 53 40 c0 04 01 a3 01 78"), 1)]),
  },
  "an outcome from a client": {
    bytes: Buffer.concat([saslHeader, rawFrame(hex("00 53 44 c0 03 01 50 00"), 1)]),
  },
  "a mechanism named constructor": {
    bytes: Buffer.concat([saslHeader, rawFrame(hex("00 53 41 c0 0e 01 a3 0b 636f6e7374727563746f72"), 1)]),
  },
  "a mechanism that is a number": {
    bytes: Buffer.concat([saslHeader, rawFrame(hex("00 53 41 c0 03 01 50 01"), 1)]),
  },
};

const messages: Readonly<Record<string, Malformed>> = {
  "a transfer without a delivery id": { bytes: transfer({}), condition: "amqp:not-allowed" },
  "a delivery id out of order": {
    bytes: Buffer.concat([transfer({ delivery_id: 5 }), transfer({ delivery_id: 9 })]),
    condition: "amqp:not-allowed",
  },
  "a delivery within another": {
    bytes: Buffer.concat([transfer({ delivery_id: 0, more: true }), transfer({ delivery_id: 1 })]),
    condition: "amqp:not-allowed",
  },
  "a transfer on a link it receives on": {
    bytes: Buffer.concat([attach("receiver", 1, "r"), transfer({ handle: 1, delivery_id: 0 })]),
    condition: "amqp:session:errant-link",
  },
  "a handle taken twice": { bytes: attach("sender", 0, "b"), condition: "amqp:session:handle-in-use" },
  "a handle above the maximum": {
    bytes: attach("sender", 4_096, "b"),
    condition: "amqp:connection:framing-error",
  },
  "a control character in a link's name": {
    bytes: attach("sender", 1, "a\u00001"),
    condition: "amqp:invalid-field",
  },
};

const inputs = new Map([
  ...Object.entries(beforeLogin),
  ...behind(amqpHeader, unframed),
  ...behind(amqpHeader, undecodable),
  ...behind(Buffer.concat([begun, attach("sender", 0, "s")]), outOfPlace(0)),
  ...behind(Buffer.concat([begun, attach("receiver", 2, "credit"), attach("sender", 0, "s")]), messages),
]);

describe("a router that is sent", () => {
  const started = new Started();
  const lines: LogFields[] = [];
  let router: Router;
  let memory: MemoryCheck;

  before(async () => {
    const told = (fields: LogFields) => {
      if (fields.condition !== undefined) lines.push(fields);
    };
    router = await startRouter(started, { logger: { debug: told, info() {}, warn: told, error() {} } });
    await healthy(router.url);
    memory = memoryBaseline();
  });
  after(() => started.stop());

  for (const [name, { bytes, condition }] of inputs) {
    it(
      `${name} ends that connection${condition === undefined ? "" : ` with ${condition}`}`,
      limit,
      async () => {
        const { violations } = router.statistics();
        const client = await rawClient(started, router.port);
        client.socket.write(bytes);
        await client.closed;
        await until(() => router.statistics().connections === 0);
        if (condition === undefined) return;
        assert.ok(client.received().includes(condition), client.received().toString("latin1"));
        assert.equal(router.statistics().violations, violations + 1);
        assert.equal(lines.at(-1)?.condition, condition);
      },
    );
  }

  it("all of it serves others as before, and keeps nothing", async (test) => {
    await healthy(router.url);
    await until(() => router.statistics().connections === 0);
    const { senders, receivers, held } = router.statistics();
    assert.deepEqual({ senders, receivers, held }, { senders: 0, receivers: 0, held: 0 });
    await memory(test);
  });
});
