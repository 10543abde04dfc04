import assert from "node:assert/strict";
import { it } from "node:test";
import { FormatCode } from "../../../src/amqp/codec/encoding.js";
import { getRpcTransport, loadConfiguration, RpcServer } from "../../../src/index.js";
import { silentLogger } from "../../../src/log/logger.js";
import { memoryBaseline } from "../../hostile/support/memory.js";
import { thingsAddress } from "../../hostile/support/raw-rpc.js";
import { connectClient, makeSender, Started, startRouter } from "../../integration/amqp/harness.js";
import { ThingClient, ThingEndpoint } from "../../integration/service/thing-service.js";

const SIZE = 100_000_000;
const ROOM = 2 * SIZE;
const limit = { timeout: 300_000 };

/** A string of so many bytes as the body of a message. */
function raw(body: Buffer): Buffer {
  const head = Buffer.from([0, 0x53, 0x77, FormatCode.str32, 0, 0, 0, 0]);
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
}

const bodies: Readonly<Record<string, () => Buffer>> = {
  "that is no JSON": () => Buffer.alloc(SIZE, "x"),
  "of openings": () => Buffer.alloc(SIZE, "["),
  "that is no UTF-8": () => Buffer.alloc(SIZE, 0xff),
};

for (const [name, make] of Object.entries(bodies)) {
  it(`a body of 100 MB ${name} is rejected, and both connections are kept`, limit, async (test) => {
    const started = new Started();
    test.after(() => started.stop());
    const limits = { maxMessageSize: ROOM, heldBytes: ROOM, totalHeldBytes: ROOM, maxKept: 2 * ROOM };
    const router = await startRouter(started, { limits });
    const configuration = loadConfiguration({ values: { amqp_max_message_size: ROOM } });
    let opened = 0;
    const info = (_fields: object, message: string) => {
      if (message === "AMQP connection open") opened += 1;
    };
    const transport = getRpcTransport({ url: router.url, configuration, logger: { ...silentLogger, info } });
    test.after(() => transport.close());
    const server = new RpcServer(transport, { server: "one", endpoints: [new ThingEndpoint()] });
    await server.start();
    test.after(() => server.stop());
    const memory = memoryBaseline();
    const { live, connection } = await connectClient(started, router.port);
    const sender = makeSender(started);
    sender.attach(live, thingsAddress);
    const begun = performance.now();
    const outcome = await sender.send({ encode: () => raw(make()), settled: false });
    test.diagnostic(`rejected after ${Math.round(performance.now() - begun)} ms`);
    assert.equal(outcome.state, "rejected");
    assert.equal("condition" in outcome && outcome.condition, "amqp:decode-error");
    assert.equal(connection.live, live);
    assert.equal(await new ThingClient(transport, { timeout: 60 }).echo("well?"), "well?");
    assert.equal(opened, 1);
    await memory(test);
  });
}

it("a call of 100 MB to a peer that takes less: a typed error before it is sent", limit, async (test) => {
  const started = new Started();
  test.after(() => started.stop());
  const router = await startRouter(started);
  const transport = getRpcTransport({ url: router.url, configuration: loadConfiguration({}) });
  test.after(() => transport.close());
  const server = new RpcServer(transport, { server: "one", endpoints: [new ThingEndpoint()] });
  await server.start();
  test.after(() => server.stop());
  const client = new ThingClient(transport, { timeout: 120 });
  assert.equal(await client.echo("well?"), "well?");
  await assert.rejects(client.echo("x".repeat(SIZE)), {
    name: "MessageDeliveryFailure",
    message: /the peer takes 16777216/,
  });
  assert.equal(await client.echo("well?"), "well?");
  assert.equal(router.statistics().connections, 1);
});
