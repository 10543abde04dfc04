import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { FormatCode } from "../../src/amqp/codec/encoding.js";
import { encodeMessage } from "../../src/amqp/codec/message-writer.js";
import { RpcServer, type RpcTransport } from "../../src/index.js";
import type { Router } from "../../src/router/index.js";
import {
  connectClient,
  makeReceiver,
  makeSender,
  Started,
  startRouter,
} from "../integration/amqp/harness.js";
import { ThingClient, ThingEndpoint, thingDescriptor } from "../integration/service/thing-service.js";
import { quickTransport } from "./support/healthy.js";

const { topic, exchange, namespace } = thingDescriptor;
const limit = { timeout: 60_000 };

const request = (args: string): string =>
  `{"request": {"method": "echo", "args": ${args}, "namespace": "${namespace}", "version": "1.0"}, "context": {}}`;
const levels = (count: number): string => `${"[".repeat(count)}${"]".repeat(count)}`;

/** A message whose body is a string of these bytes. */
function raw(body: Buffer): Buffer {
  const head = Buffer.from([0, 0x53, 0x77, FormatCode.str32, 0, 0, 0, 0]);
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
}

/** Bodies that are no request. */
const unreadable: Readonly<Record<string, Buffer>> = {
  "no JSON": raw(Buffer.from("{request")),
  "5,000 levels": raw(Buffer.from(request(`{"value": ${levels(5_000)}}`))),
  "1,000,000 levels": raw(Buffer.from(request(`{"value": ${levels(1_000_000)}}`))),
  "a million openings": raw(Buffer.from("[".repeat(1_000_000))),
  "bytes that are no UTF-8": raw(Buffer.from([0x22, 0xff, 0xfe, 0x22])),
  "a number of a million digits": raw(Buffer.from(request(`{"value": ${"9".repeat(1_000_000)}}`))),
  "a list": raw(Buffer.from("[1]")),
  "a text": raw(Buffer.from('"x"')),
  "a request that is a number": raw(Buffer.from('{"request": 5}')),
  "a method that is an object": raw(Buffer.from('{"request": {"method": {}}}')),
  "an AMQP map": Buffer.from([0, 0x53, 0x77, 0xc1, 1, 0]),
  "nothing at all": Buffer.from([0, 0x53, 0x77, 0x40]),
  "bytes that are no AMQP message": Buffer.from("hello"),
};

/** Texts that are requests, if odd ones, and what `echo` makes of them. */
const readable: Readonly<Record<string, readonly [string, string]>> = {
  "duplicate keys": ['{"value": 1, "value": 2}', '{"response":2}'],
  "NaN and Infinity": ['{"value": [NaN, -Infinity]}', '{"response":[NaN,-Infinity]}'],
  "a lone surrogate": ['{"value": "\\ud800"}', '{"response":"\\ud800"}'],
  "a key named __proto__": ['{"value": {"__proto__": {"x": 1}}}', '{"response":{"__proto__":{"x":1}}}'],
  "an integer of 40 digits": [`{"value": ${"7".repeat(40)}}`, `{"response":${"7".repeat(40)}}`],
};

describe("a server that gets", () => {
  const started = new Started();
  let router: Router;
  let transport: RpcTransport;
  let server: RpcServer;
  const address = `openstack.org/om/rpc/anycast/${exchange}/${topic}`;

  before(async () => {
    router = await startRouter(started);
    transport = quickTransport(router.url);
    server = new RpcServer(transport, { server: "one", endpoints: [new ThingEndpoint()] });
    await server.start();
  });
  after(async () => {
    await server.stop();
    await transport.close();
    await started.stop();
  });

  for (const [name, bytes] of Object.entries(unreadable)) {
    it(`${name} rejects that message, and goes on on the same connection`, limit, async () => {
      const { connections } = router.statistics();
      const { live, connection } = await connectClient(started, router.port);
      const sender = makeSender(started);
      sender.attach(live, address);
      const outcome = await sender.send({ encode: () => bytes, settled: false });
      assert.equal(outcome.state, "rejected");
      assert.equal("condition" in outcome && outcome.condition, "amqp:decode-error");
      sender.close();
      await connection.close();
      const client = new ThingClient(transport, { timeout: 30 });
      assert.equal(await client.echo("well?"), "well?");
      assert.ok(router.statistics().connections <= connections + 1);
    });
  }

  for (const [name, [args, expected]] of Object.entries(readable)) {
    it(`${name} answers as it should`, limit, async () => {
      const { live, connection } = await connectClient(started, router.port);
      const { receiver, deliveries } = makeReceiver(started);
      const replyTo = await receiver.attach(live, null, "replies");
      const sender = makeSender(started);
      sender.attach(live, address);
      const body = request(args);
      const sent = sender.send({
        encode: () => encodeMessage({ to: address, messageId: "1", replyTo, body }),
        settled: false,
      });
      const reply = await deliveries.next();
      assert.ok(reply.bytes.includes(expected), reply.bytes.toString());
      reply.accept();
      assert.equal((await sent).state, "accepted");
      assert.equal(({} as { x?: number }).x, undefined);
      await connection.close();
    });
  }

  it("a message larger than the peer takes: a typed error before it is sent", limit, async () => {
    const client = new ThingClient(transport, { timeout: 30 });
    const body = "x".repeat(17 * 1024 * 1024);
    await assert.rejects(client.echo(body), (error: Error & { code: string }) => {
      assert.equal(error.name, "MessageDeliveryFailure");
      assert.match(error.message, /the peer takes 16777216/);
      return true;
    });
    assert.equal(await client.echo("well?"), "well?");
  });
});
