import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { after, afterEach, before, describe, it } from "node:test";
import rhea, { type Message, type Receiver, type Source } from "rhea";
import { getRpcTransport, RpcServer, type RpcTransport } from "../../src/index.js";
import { PythonServer } from "../interop/support/python-server.js";
import { SandboxClient, SandboxEndpoint } from "../interop/support/sandbox.js";
import { needs } from "../support/peers.js";
import type { Broker } from "./support/broker.js";
import { brokerVersion } from "./support/broker-version.js";
import { eventually } from "./support/eventually.js";
import { type PythonVersion, pythons } from "./support/pythons.js";
import { newPython, ownRabbit, startOwnRabbit, suiteLimit } from "./support/rabbit.js";

const [, { python }] = pythons as [PythonVersion, PythonVersion];
const place = { topic: "paths", exchange: "paths" };
const AT_ONCE = 300;

describe("reply paths over RabbitMQ", { ...needs(ownRabbit), ...suiteLimit }, () => {
  let broker: Broker;
  let serving: RpcTransport;
  let server: RpcServer;
  let endpoint: SandboxEndpoint;
  /** The first that has it is 4.1. */
  let makesQueues: boolean;
  let repliesDirectly: boolean;
  let transport: RpcTransport | undefined;

  before(async () => {
    broker = await startOwnRabbit();
    const { RabbitMQ = "" } = await brokerVersion(broker.url);
    makesQueues = Number.parseFloat(RabbitMQ) >= 4.1;
    repliesDirectly = Number.parseFloat(RabbitMQ) >= 4.2;
    serving = getRpcTransport({ url: broker.url });
    endpoint = new SandboxEndpoint();
    server = new RpcServer(serving, { ...place, server: "ours", endpoints: [endpoint] });
    await server.start();
  });
  afterEach(async () => {
    await transport?.close();
    transport = undefined;
  });
  after(async () => {
    await server?.stop();
    await serving?.close();
    await broker?.stop();
  });

  function shortLived(url = broker.url): SandboxClient {
    transport = getRpcTransport({ url, shortLived: true });
    return new SandboxClient(transport, { timeout: 20 }).prepare(place);
  }

  async function replyQueues(): Promise<string[]> {
    const listed = await broker.ctl("list_queues", "--no-table-headers", "name");
    return listed.split(/\s+/).filter((name) => /^(reply_|amq\.)/.test(name));
  }

  it("a short-lived client declares a queue only where the broker makes none", async () => {
    const client = shortLived();
    assert.equal(await client.echo(1), 1);
    assert.equal(
      (await replyQueues()).filter((name) => name.startsWith("reply_")).length,
      makesQueues ? 0 : 1,
    );
    if (repliesDirectly) assert.deepEqual(await replyQueues(), []);
    const numbers = Array.from({ length: AT_ONCE }, (_, value) => value);
    assert.deepEqual(await Promise.all(numbers.map((value) => client.echo(value))), numbers);
  });

  it(`${newPython.name} answers a short-lived client`, async () => {
    const named = { ...place, topic: "paths-python" };
    const peer = await PythonServer.start({
      url: broker.url,
      ...named,
      server: "python",
      ...(python && { python }),
    });
    try {
      assert.equal(await shortLived().prepare(named).echo("both"), "both");
    } finally {
      await peer.stop();
    }
  });

  it("a short-lived client without leave to read what the broker makes declares a queue", async () => {
    await broker.ctl("add_user", "narrow", "secret");
    await broker.ctl("set_permissions", "narrow", "^reply_.*", "^(paths|paths_fanout)$", "^reply_.*");
    const url = new URL(broker.url);
    [url.username, url.password] = ["narrow", "secret"];
    assert.equal(await shortLived(url.href).echo("narrow"), "narrow");
    assert.ok((await replyQueues()).some((name) => name.startsWith("reply_")));
  });

  it("a short-lived client whose connection is lost goes on over another", async () => {
    const client = shortLived();
    assert.equal(await client.echo(1), 1);
    await broker.ctl("close_all_connections", "test");
    await eventually(async () => assert.equal(await client.prepare({ timeout: 5 }).echo(2), 2), 60_000);
  });

  it("a client whose reply queue is deleted gets its replies over another", async () => {
    transport = getRpcTransport({ url: broker.url });
    const client = new SandboxClient(transport, { timeout: 20 }).prepare(place);
    assert.equal(await client.echo(1), 1);
    const [queue = ""] = await replyQueues();
    await broker.ctl("delete_queue", queue);
    assert.equal(await client.echo(2), 2);
  });

  /** A caller that has its replies sent to a queue that the broker makes for its link. */
  async function callOver(source: Source & { readonly expiry_policy?: string }, settled: boolean) {
    const { hostname: host, port, username, password } = new URL(broker.url);
    const options = { host, port: Number(port), username, password, reconnect: false };
    const connection = rhea.create_container().connect(options);
    try {
      const link = { source, credit_window: 10, ...(settled && { snd_settle_mode: 1 as const }) };
      const receiver: Receiver = connection.open_receiver(link);
      await once(receiver, "receiver_open");
      const queue = decodeURIComponent(String(receiver.source.address).replace("/queues/", ""));
      const sender = connection.open_sender({ target: {} });
      await once(sender, "sendable");
      const msgId = randomBytes(16).toString("hex");
      const call = {
        method: "echo",
        args: { value: queue },
        _msg_id: msgId,
        _reply_q: queue,
        _timeout: null,
      };
      const request = {
        ...call,
        _unique_id: randomBytes(16).toString("hex"),
        namespace: "my-namespace",
        version: "1.0",
      };
      const body = { "oslo.version": "2.0", "oslo.message": JSON.stringify(request) };
      const answered = once(receiver, "message") as Promise<[{ message: Message }]>;
      sender.send({
        to: "/exchanges/paths/paths",
        content_type: "application/json",
        content_encoding: "utf-8",
        body: rhea.message.data_section(Buffer.from(JSON.stringify(body))),
      });
      const [{ message }] = await answered;
      const envelope = JSON.parse(String((message.body as { content: Buffer }).content));
      const reply = JSON.parse(envelope["oslo.message"]);
      return { queue, result: reply.result, isOurs: reply._msg_id === msgId };
    } finally {
      connection.close();
      await once(connection, "connection_close");
    }
  }

  it("a server answers a caller with a dynamic queue", async () => {
    // Before 4.1 there is none.
    if (!makesQueues) return;
    const { queue, result, isOurs } = await callOver(
      { dynamic: true, capabilities: ["temporary-queue"] } as unknown as Source,
      false,
    );
    assert.match(queue, /^amq\.dyn-/);
    assert.deepEqual([result, isOurs], [queue, true]);
  });

  it("a server answers a caller with direct reply-to", async () => {
    // Before 4.2 there is none.
    if (!repliesDirectly) return;
    const { queue, result, isOurs } = await callOver(
      {
        dynamic: true,
        expiry_policy: "link-detach",
        capabilities: ["rabbitmq:volatile-queue"],
      } as unknown as Source,
      true,
    );
    assert.match(queue, /^amq\.rabbitmq\.reply-to\./);
    assert.deepEqual([result, isOurs], [queue, true]);
  });
});
