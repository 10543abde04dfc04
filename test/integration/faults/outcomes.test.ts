import assert from "node:assert/strict";
import { it } from "node:test";
import type { Delivery, Receiver } from "rhea";
import { type Logger, MessageDeliveryFailure, type RpcTransport } from "../../../src/index.js";
import { silentLogger } from "../../../src/log/logger.js";
import { timers } from "../../../src/time/timers.js";
import { Started, startRouter, until } from "../amqp/harness.js";
import { Ledger } from "./support/ledger.js";
import { accept, forget, type Got, modify, settlingPeer as peer } from "./support/settling-peer.js";
import { connect, serve } from "./support/transport.js";
import { WorkClient } from "./support/work-service.js";

/** Without an idle timeout rhea, as the peer, keeps no timer that outlives its socket. */
const settings = { link_retry_delay: 1, idle_timeout: 0 };

/** Lets no turn of the event loop happen for so many ms, and leaves the processor to others. */
function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function client(transport: RpcTransport, timeout = 20): WorkClient {
  return new WorkClient(transport, { timeout });
}

for (const [name, settle, pattern, mayHaveRun] of [
  [
    "rejected",
    (delivery: Delivery) => delivery.reject({ condition: "amqp:not-allowed", description: "no" }),
    /^the peer rejected it: .*no$/,
    false,
  ],
  [
    "modified as failed",
    modify({ delivery_failed: true, undeliverable_here: false }),
    /^the peer could not deliver it; who got it is gone/,
    true,
  ],
  [
    "modified as undeliverable here",
    modify({ delivery_failed: false, undeliverable_here: true }),
    /^the peer could not deliver it$/,
    false,
  ],
  [
    "modified with both",
    modify({ delivery_failed: true, undeliverable_here: true }),
    /^the peer could not deliver it; who got it is gone/,
    true,
  ],
  ["settled without an outcome", forget, /^the peer does not say what became of it$/, true],
] as const) {
  it(`a request that is ${name} fails once and is not sent again`, async (test) => {
    const started = new Started();
    test.after(() => started.stop());
    const { url, got } = await peer(started, settle);
    const transport = connect(test, url, settings);
    let failures = 0;
    await client(transport)
      .work("x", 0)
      .catch((error: Error) => {
        failures += 1;
        assert.ok(error instanceof MessageDeliveryFailure);
        const [what = "", why = ""] = error.message.split(" was not delivered: ");
        assert.equal(what, "work on topic work, exchange faults");
        assert.match(why, pattern);
        assert.equal(error.mayHaveRun, mayHaveRun);
      });
    await transport.close();
    assert.deepEqual([failures, got.length], [1, 1]);
  });
}

for (const [name, settle] of [
  ["released", (delivery: Delivery) => delivery.release({ delivery_failed: false } as never)],
  ["modified with neither flag", modify({ delivery_failed: false, undeliverable_here: false })],
] as const) {
  it(`a request that is ${name} is sent again under a new id, as often as it may be`, async (test) => {
    const started = new Started();
    test.after(() => started.stop());
    const { url, got } = await peer(started, settle);
    const once = connect(test, url, settings);
    const error = await client(once)
      .prepare({ retry: 1 })
      .work("x", 0)
      .catch((failure: Error) => failure);
    assert.ok(error instanceof MessageDeliveryFailure);
    assert.deepEqual([error.retryable, error.mayHaveRun], [true, false]);
    assert.match(error.message, /^work on .* the peer gave it back, and no retry is left$/);
    assert.equal(got.length, 2);
    assert.notEqual(got[0]?.id, got[1]?.id);
  });
}

it("a long request that is sent again is as it was", async (test) => {
  const started = new Started();
  test.after(() => started.stop());
  const { url, got } = await peer(started, (delivery) =>
    delivery.release({ delivery_failed: false } as never),
  );
  const transport = connect(test, url, settings);
  const text = "long \u00e9 \u20ac ".repeat(1_000);
  await assert.rejects(client(transport).prepare({ retry: 1 }).work(text, 0), {
    name: "MessageDeliveryFailure",
  });
  assert.equal(got.length, 2);
  assert.ok(String(got[0]?.body).includes(text));
  assert.equal(got[1]?.body, got[0]?.body);
});

it("replies after their calls' time is up are dropped and counted, and the next call gets its own", async (test) => {
  const started = new Started();
  test.after(() => started.stop());
  const { url, got } = await peer(started, accept);
  const dropped: unknown[] = [];
  const warn: Logger["warn"] = ({ count }, message) => dropped.push([count, message]);
  const transport = connect(test, url, settings, { ...silentLogger, warn });
  // Long enough to be sent, on a busy machine too.
  await Promise.all(
    ["late", "later"].map((text) =>
      assert.rejects(client(transport, 3).work(text, 0), { name: "MessagingTimeout" }),
    ),
  );
  const next = client(transport).work("next", 0);
  await until(() => got.length === 3);
  for (const [index, text] of ["late", "later", "next"].entries()) {
    const { id, delivery } = got[index] as Got;
    const { link } = delivery as unknown as { link: Receiver };
    const sender = link.connection.find_sender(() => true);
    sender?.send({ correlation_id: String(id), body: JSON.stringify({ response: text }) });
  }
  assert.equal(await next, "next");
  const message = "A reply to no call of this client, or to one that has ended";
  assert.deepEqual(dropped, [
    [1, message],
    [2, message],
  ]);
});

it("a call whose time passed while the event loop was busy has timed out, also when another is begun first", async (test) => {
  const started = new Started();
  test.after(() => started.stop());
  const { url, got } = await peer(started, () => {});
  const transport = connect(test, url, settings);
  const first = client(transport, 2).work("first", 0);
  first.catch(() => {});
  await until(() => got.length === 1);
  block(2_100);
  const second = client(transport, 0.3).work("second", 0);
  await assert.rejects(first, { name: "MessagingTimeout" });
  await assert.rejects(second, { name: "MessagingTimeout" });
});

it("a request that was answered is not sent again, whatever its peer says of it afterwards", async (test) => {
  const started = new Started();
  test.after(() => started.stop());
  const { url, got } = await peer(started, (delivery) => {
    const { link } = delivery as unknown as { link: Receiver };
    const sender = link.connection.find_sender(() => true);
    sender?.send({ correlation_id: String(got.at(-1)?.id), body: JSON.stringify({ response: "done" }) });
    delivery.release({ delivery_failed: false } as never);
  });
  const transport = connect(test, url, { ...settings, link_retry_delay: 3_600 });
  const work = async () => assert.equal(await client(transport).work("x", 0), "done");
  await work();
  await work();
  // What would be sent again waits for its time. What a peer says of a request is here before the next answer.
  const waiting = timers.size;
  for (let count = 0; count < 3; count += 1) await work();
  assert.deepEqual([timers.size, got.length], [waiting, 5]);
  await transport.close();
});

it("a request that was given back says so when its time is up", async (test) => {
  const started = new Started();
  test.after(() => started.stop());
  const { url, got } = await peer(started, (delivery) => {
    delivery.release({ delivery_failed: false } as never);
  });
  const transport = connect(test, url, { ...settings, link_retry_delay: 3_600 });
  await assert.rejects(client(transport, 3).work("x", 0), {
    name: "MessagingTimeout",
    message: /within 3 s: the peer gave it back$/,
  });
  assert.equal(got.length, 1);
});

it("a request that was given back is sent again also when its link was idle for too long meanwhile", async (test) => {
  const started = new Started();
  test.after(() => started.stop());
  const { url, got } = await peer(
    started,
    (delivery) => delivery.release({ delivery_failed: false } as never),
    (delivery) => delivery.reject({ condition: "amqp:not-allowed", description: "seen twice" }),
  );
  const idle = { ...settings, link_retry_delay: 3, default_sender_link_timeout: 1 };
  await assert.rejects(client(connect(test, url, idle)).work("x", 0), /seen twice$/);
  assert.equal(got.length, 2);
});

it("a method that ends after its transport is closed keeps nothing waiting for its reply", async (test) => {
  const started = new Started();
  test.after(() => started.stop());
  const router = await startRouter(started);
  const transport = connect(test, router.url);
  const ledger = new Ledger();
  const server = await serve(test, transport, ledger);
  const calling = new WorkClient(connect(test, router.url), { timeout: 20 }).work("late", 300);
  calling.catch(() => {});
  await until(() => ledger.executions === 1);
  await transport.close();
  const begun = performance.now();
  await server.stop();
  assert.ok(performance.now() - begun < 15_000, "the reply was waited for");
});

it("a request whose connection is lost says whether it was sent", async (test) => {
  const started = new Started();
  test.after(() => started.stop());
  const { url, got } = await peer(started, ({ link }) => link.connection.socket.destroy());
  const lost = await client(connect(test, url, settings))
    .work("x", 0)
    .catch((error: Error) => error);
  assert.ok(lost instanceof MessageDeliveryFailure, String(lost));
  assert.deepEqual([lost.mayHaveRun, got.length], [true, 1]);
  assert.match(lost.message, /it was sent, and what became of it is not known/);

  const nowhere = connect(test, "amqp://127.0.0.1:1", settings);
  const unsent = await client(nowhere)
    .prepare({ retry: 0 })
    .work("x", 0)
    .catch((error: Error) => error);
  assert.ok(unsent instanceof MessageDeliveryFailure, String(unsent));
  assert.equal(unsent.mayHaveRun, false);
});

it("a request whose transport is closed says whether it was sent", async (test) => {
  const started = new Started();
  test.after(() => started.stop());
  const { url, got } = await peer(started, accept);
  const transport = connect(test, url, settings);
  const ended = client(transport)
    .work("sent", 0)
    .catch((error: Error) => error);
  await until(() => got.length === 1);
  const waiting = connect(test, "amqp://127.0.0.1:1", settings);
  const unsent = client(waiting)
    .work("unsent", 0)
    .catch((error: Error) => error);
  await Promise.all([transport.close(), waiting.close()]);
  for (const [failure, mayHaveRun] of [
    [await ended, true],
    [await unsent, false],
  ] as const) {
    assert.ok(failure instanceof MessageDeliveryFailure, String(failure));
    assert.deepEqual([failure.code, failure.mayHaveRun], ["TRANSPORT_CLOSED", mayHaveRun]);
  }
});

it("what was given back, and waits to be sent again, ends with its transport", async (test) => {
  const started = new Started();
  test.after(() => started.stop());
  const { url } = await peer(started, (delivery) => delivery.release({ delivery_failed: false } as never));
  const transport = connect(test, url, {
    ...settings,
    link_retry_delay: 3_600,
    pre_settled: "rpc-reply",
  });
  const before = timers.size;
  const requests = client(transport, 3_600);
  const waiting = [requests.work("x", 0), requests.drop("x")];
  for (const one of waiting) one.catch(() => {});
  // Settled after the others.
  await assert.rejects(requests.prepare({ retry: 0 }).drop("y"), /the peer gave it back/);
  await transport.close();
  for (const one of waiting) await assert.rejects(one, { code: "TRANSPORT_CLOSED" });
  assert.equal(timers.size, before);
});
