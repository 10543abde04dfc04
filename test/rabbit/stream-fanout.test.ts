import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { getRpcTransport, RpcServer, type RpcTransport } from "../../src/index.js";
import { CutProxy } from "../integration/faults/support/cut-proxy.js";
import { ThingClient, ThingEndpoint } from "../integration/service/thing-service.js";
import { needs } from "../support/peers.js";
import { recordingLogger } from "../unit/notify/recording-logger.js";
import { askManagement } from "./support/ask-management.js";
import { eventually } from "./support/eventually.js";
import { leastRights } from "./support/operators-page.js";
import { ownRabbit, suiteLimit } from "./support/rabbit.js";
import { useOwnRabbit } from "./support/use-rabbit.js";

const PLAIN = "rabbit_quorum_queue=true&rabbit_transient_quorum_queue=true&rabbit_interval_max=1";
const STREAM = `${PLAIN}&rabbit_stream_fanout=true`;
/** Those that are sent while something is wrong; before and after them come others. */
const FANOUTS = 1_000;
const BEFORE = 200;
const AFTER = 200;
const ALL = BEFORE + FANOUTS + AFTER;
/** ms that a connection is cut. */
const CUT = 5_000;
/** ms after which what has not come does not come any more. */
const MISSING = 60_000;

describe("fanouts through a stream of RabbitMQ", { ...needs(ownRabbit), ...suiteLimit }, () => {
  const broker = useOwnRabbit();

  function transport(test: TestContext, options: string, port = broker().port): RpcTransport {
    const made = getRpcTransport({ url: `rabbit://guest:guest@127.0.0.1:${port}/?${options}` });
    test.after(() => made.close());
    return made;
  }

  async function serve(test: TestContext, topic: string, via: RpcTransport): Promise<ThingEndpoint> {
    const endpoint = new ThingEndpoint();
    const server = new RpcServer(via, { server: `s${Math.random()}`, endpoints: [endpoint], topic });
    await server.start();
    test.after(() => server.stop());
    return endpoint;
  }

  /** Sends what is numbered so, each until RabbitMQ has it. */
  async function send(to: ThingClient, from: number, count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, (_, index) => to.sink(from + index)));
  }

  function fanoutClient(test: TestContext, topic: string): ThingClient {
    const transportOptions = { atLeastOnce: true };
    return new ThingClient(transport(test, STREAM), { timeout: 120, transportOptions }).prepare({
      topic,
      fanout: true,
    });
  }

  /** All numbers came once. Says how many of the server beside, which has no stream, were lost. */
  async function check(test: TestContext, stream: ThingEndpoint, plain: ThingEndpoint): Promise<void> {
    await Promise.race([stream.sunk(ALL), sleep(MISSING, undefined, { ref: false })]);
    const handled = await stream.sunk(0);
    const numbers = Array.from({ length: ALL }, (_, index) => index);
    assert.deepEqual(
      [...handled].sort((a, b) => Number(a) - Number(b)),
      numbers,
    );
    const others = await plain.sunk(0);
    assert.equal(new Set(others).size, others.length);
    const wrong = others.filter((number) => Number(number) >= BEFORE && Number(number) < BEFORE + FANOUTS);
    test.diagnostic(`with rabbit_stream_fanout 0 of ${FANOUTS} were lost, without ${FANOUTS - wrong.length}`);
  }

  it(`come once each, all ${FANOUTS}, to a server whose connection is cut for ${CUT / 1000} s`, async (test) => {
    const topic = "cut";
    const proxy = await CutProxy.start(test, broker().port);
    const stream = await serve(test, topic, transport(test, STREAM, proxy.port));
    const plain = await serve(test, topic, transport(test, PLAIN, proxy.port));
    const client = fanoutClient(test, topic);
    await send(client, 0, BEFORE);
    // Some are on their way when it is cut.
    proxy.refuses = true;
    proxy.sever();
    await Promise.all([send(client, BEFORE, FANOUTS), sleep(CUT)]);
    proxy.refuses = false;
    await send(client, BEFORE + FANOUTS, AFTER);
    await check(test, stream, plain);
  });

  it("come to a server that had none before its connection was lost, and none of before it began", async (test) => {
    const topic = "first";
    const client = fanoutClient(test, topic);
    await serve(test, topic, transport(test, STREAM));
    await send(client, 0, 50);
    const proxy = await CutProxy.start(test, broker().port);
    const late = await serve(test, topic, transport(test, STREAM, proxy.port));
    proxy.refuses = true;
    proxy.sever();
    await send(client, 50, 50);
    proxy.refuses = false;
    const handled = await late.sunk(50);
    assert.deepEqual(
      handled,
      Array.from({ length: 50 }, (_, index) => 50 + index),
    );
  });

  it("come to a server of a user with the least permissions", async (test) => {
    const topic = "least";
    await broker().ctl("add_user", "poor", "poor");
    await broker().ctl(
      "set_permissions",
      "poor",
      ...leastRights("server", { EXCHANGE: "test", TOPIC: topic }),
    );
    const poor = getRpcTransport({ url: `rabbit://poor:poor@127.0.0.1:${broker().port}/?${STREAM}` });
    test.after(() => poor.close());
    const endpoint = await serve(test, topic, poor);
    await send(fanoutClient(test, topic), 0, 1);
    assert.deepEqual(await endpoint.sunk(1), [0]);
  });

  it("go on in a stream that was deleted and declared anew, on a connection that was lost and on one that was not", async (test) => {
    const topic = "anew";
    const { logger, lines } = recordingLogger();
    const proxy = await CutProxy.start(test, broker().port);
    const url = (port: number) => `rabbit://guest:guest@127.0.0.1:${port}/?${STREAM}`;
    const lost = getRpcTransport({ url: url(proxy.port), logger });
    test.after(() => lost.close());
    const away = await serve(test, topic, lost);
    const there = await serve(test, topic, transport(test, STREAM));
    const client = fanoutClient(test, topic);
    await send(client, 0, 5);
    await Promise.all([away.sunk(5), there.sunk(5)]);
    proxy.refuses = true;
    proxy.sever();
    assert.equal(await askManagement(broker().url, "DELETE", `/queues/${topic}_fanout`), "200");
    // Until the other server has declared it again nothing takes them.
    await eventually(() => send(client.prepare({ timeout: 5 }), 5, 1), 60_000);
    await send(client, 6, 2);
    proxy.refuses = false;
    for (const endpoint of [away, there]) {
      const handled = [...(await endpoint.sunk(8))];
      assert.deepEqual(handled, [0, 1, 2, 3, 4, 5, 6, 7]);
    }
    assert.ok(lines.some(({ level, message }) => level === "warn" && /declared anew/.test(message)));
  });

  it(`come once each, all ${FANOUTS}, while RabbitMQ is killed and started again`, async (test) => {
    const topic = "restart";
    const stream = await serve(test, topic, transport(test, STREAM));
    const plain = await serve(test, topic, transport(test, PLAIN));
    const client = fanoutClient(test, topic);
    await send(client, 0, BEFORE);
    const sent = send(client, BEFORE, FANOUTS);
    await stream.sunk(BEFORE + 100);
    await broker().kill();
    await broker().start();
    await sent;
    await send(client, BEFORE + FANOUTS, AFTER);
    await check(test, stream, plain);
  });
});
