import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import {
  getRpcTransport,
  type Logger,
  type MessageDeliveryFailure,
  type MessagingError,
  RpcServer,
  type RpcTransport,
} from "../../src/index.js";
import { CutProxy } from "../integration/faults/support/cut-proxy.js";
import { SandboxClient } from "../interop/support/sandbox.js";
import { needs } from "../support/peers.js";
import { brokerVersion } from "./support/broker-version.js";
import { eventually } from "./support/eventually.js";
import { HeldEndpoint } from "./support/held-endpoint.js";
import { ownRabbit, suiteLimit } from "./support/rabbit.js";
import { useOwnRabbit } from "./support/use-rabbit.js";

const place = { topic: "losses", exchange: "losses" };
/** Calls that a short-lived transport makes at once. */
const MOST_CALLS = 1_000;
const EXPIRES = 1_000;
/** Seconds that no test waits for. */
const LONG = 60;

describe("replies over RabbitMQ that cannot come as they should", {
  ...needs(ownRabbit),
  ...suiteLimit,
}, () => {
  const broker = useOwnRabbit();
  const endpoint = new HeldEndpoint();
  const logged: string[] = [];
  /** The first that has it is 4.1. */
  let makesQueues: boolean;
  let repliesDirectly: boolean;
  let server: RpcServer;
  let serving: RpcTransport;
  const transports: RpcTransport[] = [];

  before(async () => {
    const { RabbitMQ = "" } = await brokerVersion(broker().url);
    makesQueues = Number.parseFloat(RabbitMQ) >= 4.1;
    repliesDirectly = Number.parseFloat(RabbitMQ) >= 4.2;
    const keep = (_fields: unknown, text: string) => logged.push(text);
    const logger: Logger = { debug() {}, info() {}, warn: keep, error: keep };
    serving = getRpcTransport({ url: broker().url, logger });
    server = new RpcServer(serving, { ...place, server: "ours", endpoints: [endpoint] });
    await server.start();
  });
  afterEach(async () => {
    endpoint.release();
    await Promise.all(transports.splice(0).map((transport) => transport.close()));
    logged.length = 0;
  });
  after(async () => {
    await server?.stop();
    await serving?.close();
  });

  function client(options: { readonly port?: number; readonly shortLived?: boolean } = {}): SandboxClient {
    const { port = broker().port, shortLived } = options;
    const url = broker().url.replace(String(broker().port), String(port));
    const transport = getRpcTransport({ url, shortLived });
    transports.push(transport);
    return new SandboxClient(transport, { timeout: LONG }).prepare(place);
  }

  async function replyQueues(): Promise<string[]> {
    const listed = await broker().ctl("list_queues", "--no-table-headers", "name");
    return listed.split(/\s+/).filter((name) => name.startsWith("reply_"));
  }

  it("a short-lived client makes 1,000 calls at once, and refuses one more", async () => {
    const short = client({ shortLived: true });
    const calls = Array.from({ length: MOST_CALLS }, (_, value) => short.echo(value));
    await assert.rejects(short.echo("one more"), (error: MessageDeliveryFailure) => {
      assert.deepEqual([error.code, error.mayHaveRun, error.retryable], ["QUEUE_FULL", false, true]);
      return true;
    });
    assert.deepEqual(
      await Promise.all(calls),
      calls.map((_, value) => value),
    );
    assert.equal(await short.echo("again"), "again");
  });

  it("calls of a short-lived client whose connection is lost all end, and it goes on", async (test) => {
    const proxy = await CutProxy.start(test, broker().port);
    const short = client({ port: proxy.port, shortLived: true });
    const calls = Array.from({ length: 20 }, () => short.sleep(0));
    await endpoint.held(calls.length);
    const queues = makesQueues ? [] : await replyQueues();
    proxy.refuses = true;
    proxy.sever();
    if (!makesQueues) {
      // What the broker takes before it knows of the loss goes with the queue. Once that is gone servers try again, and a
      // declared queue comes back.
      while ((await replyQueues()).length === queues.length);
      proxy.refuses = false;
      endpoint.release();
    }
    const ends = await Promise.allSettled(calls);
    const later = short.echo("later");
    proxy.refuses = false;
    const codes = ends.map((end) => (end.status === "rejected" ? end.reason.code : "answered"));
    assert.deepEqual([...new Set(codes)], [makesQueues ? "REPLY_LOST" : "answered"]);
    assert.equal(await later, "later");
  });

  it("a short-lived client whose user loses the leave to read what the broker makes declares a queue", async () => {
    await broker().ctl("add_user", "narrowed", "secret");
    const leave = (read: string) =>
      broker().ctl("set_permissions", "narrowed", "^(reply_|amq\\.dyn-).*", "^losses$", read);
    await leave(".*");
    const url = broker().url.replace("guest:guest", "narrowed:secret");
    const errors: string[] = [];
    const logger: Logger = { debug() {}, info() {}, warn() {}, error: (_fields, text) => errors.push(text) };
    const transport = getRpcTransport({ url, logger, shortLived: true });
    transports.push(transport);
    const short = new SandboxClient(transport, { timeout: LONG }).prepare(place);
    assert.equal(await short.echo(1), 1);
    await leave("^reply_.*");
    await broker().ctl("close_all_user_connections", "narrowed", "test");
    // The client may not know yet that its connection is lost.
    assert.equal(await eventually(() => short.prepare({ timeout: 5 }).echo(2), 30_000), 2);
    assert.equal((await replyQueues()).length, 1);
    const numbers = Array.from({ length: 100 }, (_, value) => value);
    assert.deepEqual(await Promise.all(numbers.map((value) => short.echo(value))), numbers);
    assert.deepEqual(errors, []);
  });

  it("a client is not deaf whose reply queue has expired while it was away", async (test) => {
    await broker().ctl("set_policy", "--apply-to", "queues", "expiring", "^reply_", `{"expires":${EXPIRES}}`);
    try {
      const proxy = await CutProxy.start(test, broker().port);
      const away = client({ port: proxy.port });
      assert.equal(await away.echo(1), 1);
      const call = away.sleep(0);
      await endpoint.held(1);
      proxy.refuses = true;
      proxy.sever();
      await eventually(async () => assert.deepEqual(await replyQueues(), []), 30_000);
      endpoint.release();
      await pause(EXPIRES);
      proxy.refuses = false;
      assert.equal(await call, 0);
      assert.equal(await away.echo(2), 2);
    } finally {
      await broker().ctl("clear_policy", "expiring");
    }
  });

  it("a server answers others when a caller over direct reply-to has gone", async () => {
    // Before 4.2 there is none.
    if (!repliesDirectly) return;
    const goes = client({ shortLived: true });
    const stays = client();
    const calls = [goes.sleep(0), ...Array.from({ length: 10 }, () => stays.sleep(0))];
    const [gone, ...others] = calls.map((call) => call.catch((error: MessagingError) => error.code));
    await endpoint.held(calls.length);
    await transports[0]?.close();
    endpoint.release();
    assert.equal(await gone, "TRANSPORT_CLOSED");
    assert.deepEqual([...new Set(await Promise.all(others))], [0]);
    // Neither a session that ended nor a reply that is tried again.
    assert.deepEqual(logged, []);
  });
});
