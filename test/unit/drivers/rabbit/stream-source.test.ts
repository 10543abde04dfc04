import assert from "node:assert/strict";
import { it } from "node:test";
import type { IncomingDelivery } from "../../../../src/amqp/client/receiver.js";
import { StreamSource } from "../../../../src/drivers/rabbit/stream-source.js";
import { silentLogger } from "../../../../src/log/logger.js";

/** A delivery that writes down what becomes of it. */
function delivery(fate: string[]): IncomingDelivery {
  const write = (what: string) => () => {
    fate.push(what);
    return true;
  };
  return {
    bytes: Buffer.alloc(0),
    settled: false,
    open: true,
    accept: write("accepted"),
    onWithdrawn: () => {},
    done: write("done"),
    setAside: write("set aside"),
    release: write("released"),
    modify: write("modified"),
    reject: write("rejected"),
  };
}

/** What becomes of a delivery of a stream that its consumer treats so. */
function fateOf(treat: (delivery: IncomingDelivery) => void): readonly string[] {
  const fate: string[] = [];
  const options = { stream: "s", log: silentLogger };
  const source = new StreamSource({ ...options, onDelivery: treat });
  try {
    source.take(delivery(fate));
  } catch (error) {
    fate.push(String(error));
  }
  return fate;
}

it("a message of a stream is accepted as it comes, and its place is free when it is done with, whatever the outcome", () => {
  assert.deepEqual(
    fateOf((own) => {
      assert.equal(own.accept(), true);
    }),
    ["accepted"],
  );
  for (const treat of [
    (own: IncomingDelivery) => own.done(),
    (own: IncomingDelivery) => own.release(),
    (own: IncomingDelivery) => own.modify({ deliveryFailed: true, undeliverableHere: true }),
    (own: IncomingDelivery) => own.reject("amqp:decode-error", "no JSON"),
  ])
    assert.deepEqual(fateOf(treat), ["accepted", "done"]);
});

it("a message of a stream whose consumer throws gives its place free", () => {
  const fate = fateOf(() => {
    throw new Error("oops");
  });
  assert.deepEqual(fate, ["accepted", "done", "Error: oops"]);
});
