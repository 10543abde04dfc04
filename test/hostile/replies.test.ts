import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { AmqpSender } from "../../src/amqp/client/sender.js";
import { decodeMessage } from "../../src/amqp/codec/message.js";
import { encodeMessage } from "../../src/amqp/codec/message-writer.js";
import {
  getRpcTransport,
  type LogFields,
  loadConfiguration,
  RemoteError,
  RpcClient,
  RpcServer,
  type RpcTransport,
} from "../../src/index.js";
import {
  connectClient,
  makeReceiver,
  makeSender,
  message,
  Started,
  startRouter,
} from "../integration/amqp/harness.js";
import { ThingClient, ThingEndpoint, thingDescriptor } from "../integration/service/thing-service.js";
import { quickTransport } from "./support/healthy.js";
import { answerWith, RawCaller, thingsAddress } from "./support/raw-rpc.js";

const { topic, exchange, namespace } = thingDescriptor;
const limit = { timeout: 60_000 };

describe("a failure that a server made up", () => {
  const started = new Started();
  let transport: RpcTransport;
  let failure: unknown;

  before(async () => {
    const router = await startRouter(started);
    await answerWith(started, router.port, () => JSON.stringify({ failure }));
    transport = quickTransport(router.url);
    started.add(() => transport.close());
  });
  after(() => started.stop());

  const megabyte = "x".repeat(1_000_000);
  const failures: Readonly<Record<string, unknown>> = {
    "of module os, class system": {
      class: "system",
      module: "os",
      message: "m",
      args: ["rm -rf /"],
      kwargs: {},
    },
    "with a traceback of a megabyte": {
      class: "X",
      module: "m",
      message: "m",
      tb: [megabyte, `${megabyte}\n`],
    },
    "with a megabyte everywhere": { class: megabyte, module: megabyte, message: megabyte, tb: megabyte },
    "without fields": {},
    "of other types": { class: 1, module: [], message: {}, tb: { a: 1 }, args: "x", kwargs: [] },
    "with names of prototypes": { class: "constructor", module: "__proto__", message: "toString" },
  };
  for (const [name, made] of Object.entries(failures)) {
    it(`${name} is a RemoteError of short texts`, limit, async () => {
      failure = JSON.stringify(made);
      const client = new RpcClient(transport, { topic, exchange, namespace }, { timeout: 30 });
      await assert.rejects(client.call("echo", {}), (error) => {
        assert.ok(error instanceof RemoteError);
        assert.equal(error.constructor, RemoteError);
        const { excType, excModule, message: text, traceback } = error;
        for (const part of [excType, excModule, text, ...traceback]) assert.equal(typeof part, "string");
        assert.ok([excType, excModule, text, ...traceback].join("").length < 400_000);
        return true;
      });
    });
  }

  it("that is no JSON, or none at all, fails that call alone", limit, async () => {
    const client = new RpcClient(transport, { topic, exchange, namespace }, { timeout: 30 });
    for (const made of ["{", 5, []]) {
      failure = made;
      await assert.rejects(client.call("echo", {}), Error);
    }
  });
});

/** A server that hands its requests to the test, which answers them. */
async function requests(started: Started, hosts: Hosts, port: number) {
  const { live } = await connectClient(started, port, hosts);
  const { receiver, deliveries } = makeReceiver(started);
  await receiver.attach(live, thingsAddress);
  const sender = makeSender(started);
  sender.attach(live, null);
  const next = async () => {
    const delivery = await deliveries.next();
    delivery.accept();
    const { replyTo, messageId } = decodeMessage(delivery.bytes);
    assert.ok(replyTo !== undefined && messageId !== undefined);
    return { replyTo, messageId };
  };
  return { next, sender };
}

type Hosts = Parameters<typeof connectClient>[2];
type Asked = { readonly replyTo: string; readonly messageId: Buffer };

const reply = (sender: AmqpSender, to: string, correlationId: Buffer, value: string) =>
  sender.send({
    encode: () => encodeMessage({ to, correlationId, body: JSON.stringify({ response: value }) }),
    settled: false,
  });

describe("a reply that is no message", () => {
  const started = new Started();
  after(() => started.stop());

  it("is a warning that says what and where, and no fault of this library", limit, async () => {
    const router = await startRouter(started);
    const { next, sender } = await requests(started, {}, router.port);
    const lines: [level: string, fields: LogFields, text: string][] = [];
    const at = (level: string) => (fields: LogFields, text: string) => void lines.push([level, fields, text]);
    const logger = { debug() {}, info() {}, warn: at("warn"), error: at("error") };
    const transport = getRpcTransport({ url: router.url, logger });
    started.add(() => transport.close());
    const call = new ThingClient(transport, { timeout: 60 }).echo("x");
    const { replyTo, messageId } = await next();
    const { live } = await connectClient(started, router.port);
    const peer = makeSender(started);
    peer.attach(live, replyTo);
    const unreadable = [
      Buffer.from("no message"),
      // Properties whose correlation id is longer than they are.
      Buffer.from([0x00, 0x53, 0x73, 0xc0, 0x04, 0x06, 0x40, 0x40, 0xa1, 0xff]),
      Buffer.from([0x00, 0x53, 0x77]),
    ];
    for (const bytes of unreadable) {
      const outcome = await peer.send({ encode: () => bytes, settled: false });
      assert.equal("condition" in outcome && outcome.condition, "amqp:decode-error");
    }
    await reply(sender, replyTo, messageId, "right");
    assert.equal(await call, "right");
    assert.deepEqual(
      lines.map(([level, { address }, text]) => [level, address, text]),
      unreadable.map(() => ["warn", replyTo, "A reply that cannot be read is rejected"]),
    );
    for (const [, { reason }] of lines) assert.match(String(reason), /\w/);
  });
});

describe("a reply from somebody else", () => {
  const started = new Started();
  after(() => started.stop());

  it("under the id of another client's call, or of one that is over, is refused", limit, async () => {
    const router = await startRouter(started);
    const { next, sender } = await requests(started, {}, router.port);
    const clients = [quickTransport(router.url), quickTransport(router.url)];
    for (const transport of clients) started.add(() => transport.close());
    const asked: Asked[] = [];
    const calls: Promise<unknown>[] = [];
    for (const transport of clients) {
      calls.push(new ThingClient(transport, { timeout: 60 }).echo("x"));
      asked.push(await next());
    }
    const [first, second] = asked as [Asked, Asked];
    const { live } = await connectClient(started, router.port);
    const thief = makeSender(started);
    thief.attach(live, null);
    assert.equal((await reply(thief, first.replyTo, second.messageId, "forged")).state, "modified");
    for (const { replyTo, messageId } of asked) await reply(sender, replyTo, messageId, "right");
    assert.deepEqual(await Promise.all(calls), ["right", "right"]);
    assert.equal((await reply(thief, first.replyTo, first.messageId, "forged")).state, "modified");
    const spy = makeReceiver(started).receiver.attach(live, first.replyTo);
    await assert.rejects(spy, /unauthorized-access/);
  });

  it("whom no request asked for one, is refused by a router with users", limit, async () => {
    const router = await startRouter(started, {
      users: {
        users: {
          server: { password: "s", send: [], receive: ["openstack.org/om/rpc"] },
          client: { password: "c", send: ["openstack.org/om/rpc"], receive: [] },
          thief: { password: "t", send: ["openstack.org/om/rpc"], receive: [] },
        },
      },
    });
    const as = (username: string, password: string): Hosts => ({
      hosts: [{ host: "127.0.0.1", port: router.port, sasl: { username, password } }],
    });
    const { next, sender } = await requests(started, as("server", "s"), router.port);
    const transport = quickTransport(`amqp://client:c@127.0.0.1:${router.port}`);
    started.add(() => transport.close());
    const call = new ThingClient(transport, { timeout: 60 }).echo("x");
    const { replyTo, messageId } = await next();
    const { live } = await connectClient(started, router.port, as("thief", "t"));
    const thief = makeSender(started);
    thief.attach(live, null);
    const outcome = await reply(thief, replyTo, messageId, "forged");
    assert.equal("condition" in outcome && outcome.condition, "amqp:unauthorized-access");
    const direct = makeSender(started, { reattachDelay: 60_000 });
    direct.attach(live, replyTo);
    await assert.rejects(direct.send(message("forged", { retry: 0 })), /unauthorized-access/);
    assert.equal((await reply(sender, replyTo, messageId, "right")).state, "accepted");
    assert.equal(await call, "right");
  });
});

describe("a request that wants its reply", () => {
  const started = new Started();
  after(() => started.stop());

  it("at the address of a service runs, and is not answered", limit, async () => {
    const router = await startRouter(started);
    const warnings: LogFields[] = [];
    const transport = getRpcTransport({
      url: router.url,
      configuration: loadConfiguration({}),
      logger: { debug() {}, info() {}, warn: (fields) => void warnings.push(fields), error() {} },
    });
    started.add(() => transport.close());
    const endpoint = new ThingEndpoint();
    const server = new RpcServer(transport, { server: "one", endpoints: [endpoint] });
    await server.start();
    started.add(() => server.stop());
    const caller = await RawCaller.connect(started, router.port);
    const body = JSON.stringify({
      request: { method: "echo", namespace, version: "1.0", args: {} },
      context: {},
    });
    for (const victim of [
      "openstack.org/om/rpc/anycast/other/topic",
      "openstack.org/om/rpc/multicast/other/topic",
      "openstack.org/om/notify/anycast/other/notifications.info",
    ]) {
      const { receiver, deliveries } = makeReceiver(started);
      await receiver.attach(caller.live, victim);
      await caller.ask(body, victim);
      await caller.call(body);
      assert.equal(deliveries.size, 0);
      assert.equal(warnings.at(-1)?.address, victim);
    }
    assert.equal(endpoint.contexts.length, 6);
  });
});
