import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { describe, it } from "node:test";
import { RpcClient, silentLogger } from "../../../src/index.js";
import type { Instrumentation, InstrumentationEvent, Operation } from "../../../src/instrumentation/index.js";
import { ThingClient } from "../../integration/service/thing-service.js";
import { within } from "../../support/within.js";
import { fakeTransport, serveThings } from "./support.js";

/** Keeps what it is told: `client call join ok`, and events by their types. */
class Keeping implements Instrumentation {
  readonly notes: string[] = [];
  readonly operations: Operation[] = [];
  readonly events: InstrumentationEvent[] = [];
  readonly #types = new EventEmitter();

  started(operation: Operation) {
    this.operations.push(operation);
    const { type } = operation;
    assert.ok(type === "send-request" || type === "handle-request");
    const side = type === "send-request" ? "client" : "server";
    const method = operation.isKnown ? operation.method : `unknown ${operation.method}`;
    return {
      ended: (result: string, error?: unknown) =>
        this.notes.push(
          [side, operation.kind, method, result, (error as Error | undefined)?.name]
            .filter(Boolean)
            .join(" "),
        ),
    };
  }

  happened(event: InstrumentationEvent) {
    this.events.push(event);
    this.#types.emit(event.type);
  }

  async next(type: InstrumentationEvent["type"]): Promise<void> {
    await within(20, `the event ${type}`, once(this.#types, type));
  }
}

describe("an instrumentation of a transport", () => {
  it("may have any members of its own, also one that counts", async (test) => {
    class Counting implements Instrumentation {
      readonly tally = new Map<string, number>();

      started({ type }: Operation): undefined {
        this.tally.set(type, (this.tally.get(type) ?? 0) + 1);
      }
    }
    const instrumentation = new Counting();
    const { client } = await serveThings(test, fakeTransport(test, { instrumentation }));
    await client.who();
    assert.deepEqual(
      [...instrumentation.tally],
      [
        ["send-request", 1],
        ["handle-request", 1],
      ],
    );
  });

  it("is told of each request at both sides, and how it ended", async (test) => {
    const instrumentation = new Keeping();
    const transport = fakeTransport(test, { instrumentation, logger: silentLogger });
    const { endpoint } = await serveThings(test, transport);
    const client = new ThingClient(transport, { timeout: 5 });
    await client.join("a", "b");
    await assert.rejects(client.fail("declared"));
    await assert.rejects(client.fail("boom"));
    await assert.rejects(client.badResult());
    await assert.rejects(client.join(5 as never));
    await assert.rejects(client.prepare({ versionCap: "1.0" }).join("a", "b"));
    await assert.rejects(client.prepare({ fanout: true }).who());
    await assert.rejects(client.prepare({ version: "3.0" }).who());
    const target = { topic: "things", exchange: "test", namespace: "things", version: "1.2" };
    await assert.rejects(new RpcClient(transport, target, { timeout: 5 }).call("missing"));
    await client.prepare({ fanout: true }).sink(1);
    await endpoint.sunk(1);
    await new Promise(setImmediate);
    assert.deepEqual(instrumentation.notes, [
      "server call join ok",
      "client call join ok",
      "server call fail foreseen NotReady",
      "client call fail foreseen NotReady",
      "server call fail error TypeError",
      "client call fail error RemoteError",
      "server call badResult error InvalidResult",
      "client call badResult error RemoteError",
      "client call join refused InvalidArguments",
      "client call join refused RPCVersionCapError",
      "client call who refused InvalidTarget",
      "server call who refused UnsupportedVersion",
      "client call who refused RemoteError",
      "server call unknown missing refused NoSuchMethod",
      "client call unknown missing refused RemoteError",
      "server cast sink ok",
      "client cast sink ok",
    ]);
    const [sent, handled] = instrumentation.operations;
    assert.ok(sent?.type === "send-request" && handled?.type === "handle-request");
    assert.deepEqual(
      [sent.service, sent.version, sent.target.topic, sent.timeout, sent.transport.driver],
      ["ThingService", "1.2", "things", 5, "fake"],
    );
    assert.deepEqual(
      [handled.service, handled.namespace, handled.target.server, handled.waited],
      ["ThingService", "things", "one", 0],
    );
  });

  it("is told of timeouts, missed heartbeats, lost waits and deliveries that fail", async (test) => {
    const instrumentation = new Keeping();
    const transport = fakeTransport(test, { instrumentation, logger: silentLogger });
    const client = new ThingClient(transport, { timeout: 5 });
    await assert.rejects(client.prepare({ timeout: 0.01 }).who());
    await assert.rejects(client.prepare({ timeout: 30, callMonitorTimeout: 2 }).who(), {
      code: "NO_HEARTBEAT",
    });
    await assert.rejects(client.prepare({ signal: AbortSignal.abort(new Error("enough")) }).who());
    await transport.close();
    await assert.rejects(client.who());
    assert.deepEqual(instrumentation.notes, [
      "client call who timeout MessagingTimeout",
      "client call who no-heartbeat MessagingTimeout",
      "client call who aborted Error",
      "client call who undelivered MessageDeliveryFailure",
    ]);
    assert.deepEqual(
      instrumentation.events.map((event) => event.type === "connection" && event.state),
      ["connected", "closed"],
    );
  });

  it("is told how long a request waited for its turn, of late replies and of what is taken back", async (test) => {
    const instrumentation = new Keeping();
    const transport = fakeTransport(test, { instrumentation, logger: silentLogger });
    const { endpoint } = await serveThings(test, transport);
    const client = new ThingClient(transport, { timeout: 30 });
    const giveUp = new AbortController();
    const late = client.prepare({ signal: giveUp.signal }).wait(60);
    await endpoint.begun(1);
    giveUp.abort(new Error("enough"));
    await assert.rejects(late);
    const told = instrumentation.next("late-reply");
    endpoint.release();
    await told;
    assert.deepEqual(
      instrumentation.events.map(({ type }) => type),
      ["connection", "late-reply"],
    );
  });

  it("may be of one client or server, beside that of the transport", async (test) => {
    const [shared, ofServer, ofClient] = [new Keeping(), new Keeping(), new Keeping()];
    const transport = fakeTransport(test, { instrumentation: [shared] });
    await serveThings(test, transport, { instrumentation: ofServer });
    await new ThingClient(transport, { timeout: 5, instrumentation: [ofClient] })
      .prepare({ timeout: 4 })
      .who();
    assert.deepEqual(shared.notes, ["server call who ok", "client call who ok"]);
    assert.deepEqual([ofServer.notes, ofClient.notes], [["server call who ok"], ["client call who ok"]]);
    const plain = fakeTransport(test);
    await serveThings(test, plain);
    await new ThingClient(plain, { timeout: 5, instrumentation: ofClient }).who();
    assert.equal(ofClient.notes.length, 2);
  });

  it("may put members into the context that is sent, behind the serializer", async (test) => {
    const adding: Instrumentation = {
      started: ({ type }) =>
        type === "send-request" ? { contextFields: { stamp: 1 }, ended() {} } : undefined,
    };
    const transport = fakeTransport(test, { instrumentation: adding });
    const { endpoint } = await serveThings(test, transport);
    const context = { request_id: "r" };
    await new ThingClient(transport, { timeout: 5, context }).echo(1);
    assert.deepEqual({ ...endpoint.contexts[0]?.fields }, { request_id: "r", stamp: 1 });
  });
});
