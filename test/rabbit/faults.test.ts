import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import {
  getRpcTransport,
  MessageDeliveryFailure,
  MessagingTimeout,
  RpcServer,
  type RpcTransport,
  ServerListenError,
} from "../../src/index.js";
import { ThingClient, ThingEndpoint } from "../integration/service/thing-service.js";
import { needs } from "../support/peers.js";
import { eventually } from "./support/eventually.js";
import { ownRabbit, suiteLimit } from "./support/rabbit.js";
import { useOwnRabbit } from "./support/use-rabbit.js";

describe("faults of RabbitMQ", { ...needs(ownRabbit), ...suiteLimit }, () => {
  const broker = useOwnRabbit();
  let transports: RpcTransport[] = [];
  let servers: RpcServer[] = [];

  afterEach(release);

  async function release(): Promise<void> {
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all(transports.map((transport) => transport.close()));
    servers = [];
    transports = [];
  }

  function transport(url = broker().url, shortLived = false): RpcTransport {
    const made = getRpcTransport({ url, shortLived });
    transports.push(made);
    return made;
  }

  async function serve(name: string, via = transport()): Promise<ThingEndpoint> {
    const endpoint = new ThingEndpoint(name);
    const server = new RpcServer(via, { server: name, endpoints: [endpoint] });
    servers.push(server);
    await server.start();
    return endpoint;
  }

  /** Lines of `rabbitmqctl list_WHAT`. */
  async function list(what: string, ...columns: readonly string[]): Promise<string[]> {
    const text = await broker().ctl("--no-table-headers", `list_${what}`, ...columns);
    return text.split("\n").filter((line) => line !== "");
  }

  async function deleteQueue(name: string): Promise<void> {
    await broker().ctl("delete_queue", name);
  }

  it("leaves no queue, exchange or binding of its own behind", async () => {
    const client = new ThingClient(transport(), { timeout: 10 });
    const endpoint = await serve("one");
    await client.prepare({ fanout: true }).sink("all");
    await endpoint.sunk(1);
    assert.equal(await client.who(), "one");
    const mine = /reply_|_fanout/;
    assert.equal((await list("queues", "name")).filter((name) => mine.test(name)).length, 2);
    // A server that stops leaves the transport, and others on it, as they are.
    await servers.pop()?.stop();
    await serve("two", transports[1]);
    await servers.pop()?.stop();
    assert.equal((await list("queues", "name")).filter((name) => /_fanout/.test(name)).length, 0);
    await serve("three");
    await release();
    assert.deepEqual((await list("queues", "name")).sort(), [
      "things",
      "things.one",
      "things.three",
      "things.two",
    ]);
    assert.deepEqual(
      (await list("exchanges", "name")).filter((name) => mine.test(name)),
      [],
    );
    assert.deepEqual(
      (await list("bindings", "destination_name")).filter((name) => mine.test(name)),
      [],
    );
  });

  it("resumes when its queues are deleted under its feet", async () => {
    const client = new ThingClient(transport(), { timeout: 10 });
    await serve("one");
    assert.equal(await client.who(), "one");
    const names = await list("queues", "name");
    await Promise.all(names.filter((name) => /^things(\.one)?$/.test(name)).map(deleteQueue));
    const patient = client.prepare({ timeout: 5 });
    assert.equal(await eventually(() => patient.who(), 10_000), "one");
    assert.equal(await eventually(() => patient.prepare({ server: "one" }).who(), 10_000), "one");
  });

  it("fails calls at their deadlines while publishers are blocked, and resumes", async () => {
    const client = new ThingClient(transport(), { timeout: 10 });
    await serve("one");
    assert.equal(await client.who(), "one");
    await broker().ctl("set_vm_memory_high_watermark", "absolute", "1");
    try {
      const error = await eventually(async () => {
        const thrown = await client
          .prepare({ timeout: 1 })
          .who()
          .catch((caught: unknown) => caught);
        assert.ok(thrown instanceof Error);
        return thrown;
      }, 10_000);
      assert.ok(error instanceof MessagingTimeout, String(error));
    } finally {
      await broker().ctl("set_vm_memory_high_watermark", "0.4");
    }
    assert.equal(await eventually(() => client.prepare({ timeout: 2 }).who(), 10_000), "one");
  });

  it("tells of a wrong password at once", async () => {
    const wrong = broker().url.replace("guest:guest", "guest:wrong");
    for (const shortLived of [false, true]) {
      const call = new ThingClient(transport(wrong, shortLived), { timeout: 10 }).who();
      await assert.rejects(call, (error: MessageDeliveryFailure) => {
        assert.equal(error.code, "AUTHENTICATION_FAILURE");
        assert.match(error.message, /rabbitmqctl add_user/);
        return true;
      });
    }
    await assert.rejects(serve("one", transport(wrong)), (error: ServerListenError) => {
      assert.match(error.message, /Check user and password/);
      return error instanceof ServerListenError;
    });
  });

  it("says which URL it needs when it is taken for a router", async () => {
    const advice = { message: /It is RabbitMQ: its URL begins with rabbit:\/\// };
    const taken = transport(broker().url.replace("rabbit:", "amqp:"));
    await assert.rejects(new ThingClient(taken, { timeout: 60 }).who(), advice);
    await assert.rejects(serve("one", transport(broker().url.replace("rabbit:", "amqp:"))), advice);
  });

  it("says what to do when the virtual host does not exist, or is not the user's", async () => {
    await broker().ctl("add_user", "stranger", "stranger");
    const stranger = broker().url.replace("guest:guest", "stranger:stranger");
    for (const url of [`${broker().url}nowhere`, stranger]) {
      const vhost = url === stranger ? "/" : "nowhere";
      const advice = new RegExp(`virtual host ${vhost} does not exist, or the user may not.*set_permissions`);
      const refused = transport(url);
      for (const used of [refused, transport(url, true)]) {
        await assert.rejects(new ThingClient(used, { timeout: 60 }).who(), (error: Error) => {
          assert.match(error.message, advice);
          return error instanceof MessageDeliveryFailure;
        });
      }
      await assert.rejects(serve("one", refused), (error: Error) => {
        assert.match(error.message, advice);
        return error instanceof ServerListenError;
      });
    }
  });
});
