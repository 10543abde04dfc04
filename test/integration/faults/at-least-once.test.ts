import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import type { Delivery } from "rhea";
import { MessageDeliveryFailure } from "../../../src/index.js";
import { freePort } from "../../support/free-port.js";
import { Started, startRouter, until } from "../amqp/harness.js";
import { Ledger } from "./support/ledger.js";
import { accept, modify, type Settle, settlingPeer } from "./support/settling-peer.js";
import { connect, serve } from "./support/transport.js";
import { WorkClient } from "./support/work-service.js";

const settings = { link_retry_delay: 1, idle_timeout: 0 };
const transportOptions = { atLeastOnce: true };

const release: Settle = (delivery) => delivery.release({ delivery_failed: false } as never);
const cut: Settle = ({ link }) => link.connection.socket.destroy();
const lose = modify({ delivery_failed: true, undeliverable_here: false });
const reject: Settle = (delivery: Delivery) =>
  delivery.reject({ condition: "amqp:not-allowed", description: "no" });
const keep: Settle = () => {};

/** A client at a peer that treats what it gets in these ways, one after another. */
async function setUp(test: TestContext, ...ways: readonly Settle[]) {
  const started = new Started();
  test.after(() => started.stop());
  const { url, got } = await settlingPeer(started, ...ways);
  const make = (values: object = {}) => new WorkClient(connect(test, url, { ...settings, ...values }));
  return { got, make };
}

function failure(sent: Promise<unknown>): Promise<MessageDeliveryFailure> {
  return sent.then(
    () => assert.fail("it was delivered"),
    (error: Error) => {
      assert.ok(error instanceof MessageDeliveryFailure, String(error));
      return error;
    },
  );
}

for (const [name, way] of [
  ["given back", release],
  ["lost with who had got it", lose],
  ["lost with its connection", cut],
] as const) {
  it(`a cast that must arrive and is ${name} is sent again until it is accepted`, async (test) => {
    const { got, make } = await setUp(test, way, way, accept);
    await make().prepare({ transportOptions }).drop("x");
    assert.deepEqual([got.length, new Set(got.map(({ body }) => body)).size], [3, 1]);
  });

  it(`a cast that must arrive and is ${name} is sent no more often than it may be`, async (test) => {
    const { got, make } = await setUp(test, way);
    const { mayHaveRun } = await failure(make().prepare({ transportOptions, retry: 1 }).drop("x"));
    assert.deepEqual([got.length, mayHaveRun], [2, way !== release]);
  });
}

it("a cast that must arrive fails when it is rejected, and says so of an earlier try whose end is not known", async (test) => {
  const rejected = await setUp(test, reject);
  const error = await failure(rejected.make().prepare({ transportOptions }).drop("x"));
  assert.deepEqual([error.mayHaveRun, rejected.got.length], [false, 1]);
  const doubtful = await setUp(test, cut, reject);
  const doubt = await failure(doubtful.make().prepare({ transportOptions }).drop("x"));
  assert.deepEqual([doubt.mayHaveRun, doubtful.got.length], [true, 2]);
  assert.match(doubt.message, /no; an earlier try may have been delivered$/);
});

it("a cast that must arrive ends with its time, and not before a peer that says nothing", async (test) => {
  const { got, make } = await setUp(test, keep);
  const error = await failure(make().prepare({ transportOptions, timeout: 2 }).drop("x"));
  assert.match(error.message, /was not delivered within 2 s/);
  assert.deepEqual([error.mayHaveRun, got.length], [true, 1]);
  const nobody = await failure(
    new WorkClient(connect(test, "amqp://127.0.0.1:1", settings))
      .prepare({ transportOptions, timeout: 0.2 })
      .drop("x"),
  );
  assert.equal(nobody.mayHaveRun, false);
});

it("a call asks for its outcome where its transport asks for none, and is never sent twice", async (test) => {
  const { got, make } = await setUp(test, reject, cut, accept);
  const client = make({ pre_settled: ["rpc-call", "rpc-cast"] }).prepare({ transportOptions, timeout: 20 });
  await assert.rejects(client.work("x", 0), /the peer rejected it/);
  assert.equal((await failure(client.work("x", 0))).mayHaveRun, true);
  assert.equal(got.length, 2);
});

it("other casts are sent on, and ask for nothing", async (test) => {
  const { got, make } = await setUp(test, keep);
  await make().drop("x");
  await until(() => got.length === 1);
  const { remote_settled: settled } = (got[0] ?? assert.fail()).delivery as unknown as Record<
    string,
    unknown
  >;
  assert.equal(settled, true);
});

it("a cast that must arrive outlives the router", async (test) => {
  const started = new Started();
  test.after(() => started.stop());
  const port = await freePort();
  const router = await startRouter(started, { port });
  const client = new WorkClient(connect(test, router.url, settings));
  const casting = client.prepare({ transportOptions, timeout: 60 }).drop("x");
  await until(() => router.statistics().connections === 1);
  await router.stop({ graceful: false });
  await startRouter(started, { port });
  const ledger = new Ledger();
  await serve(test, connect(test, `amqp://127.0.0.1:${port}`, settings), ledger);
  await casting;
  await until(() => ledger.executions === 1);
});
