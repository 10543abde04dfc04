import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { decodeMessage } from "../../../../src/amqp/codec/message.js";
import {
  getRpcTransport,
  MessageDeliveryFailure,
  RpcClient,
  type RpcTransport,
} from "../../../../src/index.js";
import { StandInBroker } from "./stand-in-broker.js";

describe("a cast over rabbit:// that must arrive", () => {
  let broker: StandInBroker;
  let transport: RpcTransport;
  let client: RpcClient;

  beforeEach(async () => {
    broker = await new StandInBroker().start();
    transport = getRpcTransport({ url: broker.url });
    const options = { timeout: 30, transportOptions: { atLeastOnce: true } };
    client = new RpcClient(transport, { topic: "t", exchange: "x" }, options);
  });
  afterEach(async () => {
    await transport.close();
    broker.stop();
  });

  const failure = async (cast: Promise<void>) => {
    const error = await cast.then(
      () => assert.fail("it was delivered"),
      (reason: Error) => reason,
    );
    assert.ok(error instanceof MessageDeliveryFailure, String(error));
    return error;
  };

  it("is sent again, as the same message, when its connection is lost before its outcome", async () => {
    broker.cuts = 2;
    await client.cast("m");
    const bodies = broker.messages.map((bytes) => String(decodeMessage(bytes).body));
    assert.deepEqual([bodies.length, new Set(bodies).size], [3, 1]);
  });

  it("is sent again as often as it may be, and other casts never are", async () => {
    broker.cuts = 10;
    const error = await failure(client.prepare({ retry: 1 }).cast("m"));
    assert.deepEqual([error.mayHaveRun, broker.published.length], [true, 2]);
    const other = await failure(client.prepare({ transportOptions: null }).cast("m"));
    assert.deepEqual([other.mayHaveRun, broker.published.length], [true, 3]);
  });

  it("fails when no queue is there for it, and not while servers may be coming back", async () => {
    broker.routes = () => false;
    const { name, mayHaveRun } = await failure(client.cast("m"));
    assert.deepEqual([name, mayHaveRun, broker.published.length], ["MessageUndeliverable", false, 1]);
    broker.cut();
    broker.routes = () => broker.published.length > 3;
    await client.cast("m");
    assert.equal(broker.published.length, 4);
  });

  it("says that an earlier try may have arrived", async () => {
    broker.cuts = 1;
    broker.routes = () => false;
    const error = await failure(client.prepare({ retry: 2 }).cast("m"));
    assert.match(error.message, /within rabbit_redeclare_interval; an earlier try may have been delivered$/);
    assert.deepEqual([error.mayHaveRun, broker.published.length], [true, 3]);
  });

  it("ends with its signal and with its time while it waits for another try", async () => {
    await client.cast("m");
    broker.cut();
    broker.routes = () => false;
    const controller = new AbortController();
    const aborted = client.prepare({ signal: controller.signal }).cast("m");
    await broker.until(() => broker.published.length >= 2);
    controller.abort(new Error("enough"));
    await assert.rejects(aborted, /enough/);
    const late = await failure(client.prepare({ timeout: 0.5 }).cast("m"));
    assert.match(late.message, /not delivered within 0\.5 s/);
  });
});
