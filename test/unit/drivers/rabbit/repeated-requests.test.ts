import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { after, before, describe, it } from "node:test";
import type { IncomingRequest } from "../../../../src/drivers/driver.js";
import { getRpcTransport, loadConfiguration, type RpcTransport } from "../../../../src/index.js";
import { StandInBroker } from "./stand-in-broker.js";

describe("a request that RabbitMQ delivers twice", () => {
  const broker = new StandInBroker();
  const arrivals = new EventEmitter();
  let transport: RpcTransport;

  before(async () => {
    await broker.start();
    const configuration = loadConfiguration({ values: { rabbit_retry_interval: 1 } });
    transport = getRpcTransport({ url: broker.url, configuration });
    const onRequest = (request: IncomingRequest) => void arrivals.emit("request", request);
    await transport.listen({ topic: "t", server: "s" }, onRequest).ready;
  });
  after(async () => {
    await transport.close();
    broker.stop();
  });

  /** The requests that so many deliveries bring. */
  async function delivered(
    ...deliveries: readonly [queue: string, id: string][]
  ): Promise<IncomingRequest[]> {
    const requests: IncomingRequest[] = [];
    for (const [queue, id] of deliveries) {
      const arrival = once(arrivals, "request");
      broker.deliver(queue, id);
      requests.push(...((await arrival) as IncomingRequest[]));
    }
    return requests;
  }

  it("runs when the connection was lost before it was taken, once", async () => {
    const [waiting] = await delivered(["t.s", "a"]);
    broker.cut();
    await broker.until(() => broker.isConsumed("t.s") && broker.isConsumed("t"));
    const [again] = await delivered(["t.s", "a"]);
    assert.equal(waiting?.acknowledge(), false);
    assert.equal(again?.acknowledge(), true);
    again?.done();
    await broker.until(() => broker.outcomes.length === 1);
  });

  it("does not run again when it was taken", async () => {
    const [taken] = await delivered(["t", "b"]);
    assert.equal(taken?.acknowledge(), true);
    broker.deliver("t.s", "b");
    await broker.until(() => broker.outcomes.filter((outcome) => outcome === "b: accepted").length === 2);
    taken?.done();
  });

  it("runs once when both wait to be taken", async () => {
    const [one, other] = await delivered(["t", "c"], ["t.s", "c"]);
    assert.deepEqual([other?.acknowledge(), one?.acknowledge()], [true, false]);
    await broker.until(() => broker.outcomes.filter((outcome) => outcome === "c: accepted").length === 2);
    other?.done();
  });

  it("runs when it was given back", async () => {
    const [returned] = await delivered(["t", "d"]);
    returned?.requeue();
    const [again] = await delivered(["t", "d"]);
    assert.equal(again?.acknowledge(), true);
    again?.done();
  });
});
